#include "core/tracking/tree_writer.h"

#include "core/kernel/proc_fs.h"
#include "core/tracking/process_birth.h"

#include <algorithm>
#include <utility>

namespace tw {

TreeWriter::TreeWriter(const Clock& clock, ProcessHandles& handles, Sink sink)
    : m_clock(clock)
    , m_handles(handles)
    , m_sink(std::move(sink))
{}

void TreeWriter::keep(Member member, ProcessHandles::Handle handle)
{
    m_handles.add(member.key, std::move(handle));
    m_newborn.push_back(member.key);
    m_members.add(std::move(member));
}

void TreeWriter::bear(Member member, ProcessKey creator)
{
    member.key = newKey();
    const Forked forked{member.key, member.pid, creator, {}};
    const Time born = at(member.born);
    keepChild(std::move(member));
    // Told last: a kill answers each birth at once, and needs its handle.
    write(born, forked);
}

void TreeWriter::bearFound(Member member, ProcessKey creator)
{
    member.key = newKey();
    const Forked forked{member.key, member.pid, creator, at(member.born)};
    keepChild(std::move(member));
    write(now(), forked);
}

void TreeWriter::keepChild(Member member)
{
    const ProcessKey key = member.key;
    if (Member* parent = m_members.find(member.parent)) {
        parent->children.push_back(key);
    }
    auto [handle, isGone] = openHandle(member.pid, member.born);
    handle.startTicks = handle.startTicks ? handle.startTicks : member.startTicks;
    member.isGone = isGone;
    if (!handle.pidfd.isOpen()) {
        suspect(key);
    }
    keep(std::move(member), std::move(handle));
}

void TreeWriter::announceExec(Member& member, Time time, Program program)
{
    auto requested = std::exchange(member.requested, std::nullopt);
    Executed executed;
    executed.key = member.key;
    executed.command = std::move(program.command ? program.command : requested);
    executed.executable = std::move(program.executable);
    executed.name = std::move(program.name);
    member.executed = program.readAt;
    member.name = executed.name;
    write(time, std::move(executed));
}

void TreeWriter::finish(ProcessKey key)
{
    Member* found = m_members.find(key);
    const auto* handle = m_handles.find(key);
    if (found == nullptr || handle == nullptr) {
        return;
    }
    if (found->requested) {
        // The word that it executed was lost; it did, or it had not been adopted.
        announceExec(*found, now(), readProgram(found->pid));
    }
    const Member member = *found;
    ProcessEnd end = examineEnd(member, *handle);
    if (!member.isGone) {
        m_zombies.remember(member.pid, *handle);
    }
    const ProcessEnd sampled = release ? release(key) : ProcessEnd{};
    m_members.remove(key);
    m_handles.remove(key);
    end.cpuTime = end.cpuTime ? end.cpuTime : sampled.cpuTime;
    end.maxResidentBytes = std::max(end.maxResidentBytes, sampled.maxResidentBytes);
    // The leader's end is the end of the process where all threads ended together.
    const bool isDated = member.leaderStatus && !member.isStatusDoubtful;
    write(isDated ? at(member.leaderEnded) : now(),
          Exited{key, end.status, end.cpuTime, end.maxResidentBytes});
    moveChildren(member);
}

void TreeWriter::moveChildren(const Member& ended)
{
    if (Member* parent = m_members.find(ended.parent)) {
        std::erase(parent->children, ended.key);
    }
    for (const ProcessKey key : ended.children) {
        moveChild(key, ended);
    }
}

void TreeWriter::moveChild(ProcessKey key, const Member& ended)
{
    Member* child = m_members.find(key);
    if (child == nullptr) {
        return;
    }
    const auto* handle = m_handles.find(key);
    const auto facts = handle != nullptr ? handle->pidfd.facts() : std::nullopt;
    std::optional<Pid> parent = facts ? facts->parent : std::nullopt;
    if (!facts) {
        const auto stat = readProcStat(child->pid);
        parent = stat ? std::optional{stat->parent} : std::nullopt;
    }
    if (!parent || *parent == ended.pid) {
        return; // it is gone as well
    }
    child->parent = *parent;
    if (Member* adopter = m_members.find(*parent)) {
        adopter->children.push_back(key);
    }
    write(now(), Reparented{key, *parent});
}

std::vector<ProcessKey> TreeWriter::takeSuspects()
{
    return std::exchange(m_suspects, {});
}

std::vector<ProcessKey> TreeWriter::takeNewborn()
{
    return std::exchange(m_newborn, {});
}

} // namespace tw
