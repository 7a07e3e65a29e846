#include "core/tree/process_tree.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace tw {

namespace {

tl::unexpected<Error> contradiction(const char* event, ProcessKey key, const char* reason)
{
    return failure(fmt::format("apply {} to process {}: {}", event, key.value, reason));
}

/// Whether `process` was alive when `other` ended. By their times, not by the order in which they
/// became known: sources have no order among each other.
bool outlived(const Process& process, const Process& other)
{
    return !other.isAlive() && (process.isAlive() || *process.ended > *other.ended);
}

} // namespace

Result<void> ProcessTree::apply(Time time, const TreeEvent& event)
{
    return std::visit([&](const auto& one) { return applyOne(time, one); }, event);
}

const Process* ProcessTree::find(ProcessKey key) const
{
    const auto found = m_processes.find(key);
    return found == m_processes.end() ? nullptr : &found->second;
}

const Launch* ProcessTree::find(LaunchId id) const
{
    const auto found = m_launches.find(id);
    return found == m_launches.end() ? nullptr : &found->second;
}

std::vector<ProcessKey> ProcessTree::subtree(ProcessKey root) const
{
    std::vector<ProcessKey> found;
    if (find(root) != nullptr) {
        found.push_back(root);
    }
    // The list is its own queue: a tree thousands deep must not cost stack.
    for (std::size_t next = 0; next < found.size(); ++next) {
        const auto& children = m_processes.at(found[next]).children;
        found.insert(found.end(), children.begin(), children.end());
    }
    return found;
}

std::vector<ProcessKey> ProcessTree::liveSubtree(ProcessKey root) const
{
    auto found = subtree(root);
    std::erase_if(found, [this](ProcessKey key) { return !m_processes.at(key).isAlive(); });
    return found;
}

Result<void> ProcessTree::applyOne(Time time, const Launched& event)
{
    if (find(event.key) != nullptr || find(event.launch) != nullptr) {
        return contradiction("Launched", event.key, "its number is in use");
    }
    Launch launch;
    launch.id = event.launch;
    launch.root = event.key;
    launch.command = event.command;
    launch.cwd = event.cwd;
    launch.tracking = event.tracking;
    launch.trackingReason = event.trackingReason;
    launch.attached = event.attached;
    launch.cgroup = event.cgroup;
    launch.started = event.born.value_or(time);
    m_launches.emplace(event.launch, std::move(launch));

    Process process;
    process.key = event.key;
    process.pid = event.pid;
    process.launch = event.launch;
    process.command = event.command;
    process.started = event.born.value_or(time);
    process.found = event.attached;
    addMember(std::move(process));
    return {};
}

Result<void> ProcessTree::applyOne(Time time, const Forked& event)
{
    const auto parent = m_processes.find(event.parent);
    if (parent == m_processes.end()) {
        return contradiction("Forked", event.key, "its parent is unknown");
    }
    if (find(event.key) != nullptr) {
        return contradiction("Forked", event.key, "its number is in use");
    }
    Process process;
    process.key = event.key;
    process.pid = event.pid;
    process.launch = parent->second.launch;
    process.parent = event.parent;
    process.command = parent->second.command;
    process.executable = parent->second.executable;
    process.name = parent->second.name;
    process.started = event.born.value_or(time);
    process.found = event.born.has_value();
    process.orphaned = outlived(process, parent->second);
    process.leaked = outlived(process, rootOf(process));
    process.uid = parent->second.uid;
    process.gid = parent->second.gid;
    process.session = parent->second.session;
    process.signals = parent->second.signals;
    process.signals.key = event.key;
    parent->second.children.push_back(event.key);
    addMember(std::move(process));
    return {};
}

Result<void> ProcessTree::applyOne(Time, const Executed& event)
{
    return living(event.key, "Executed").map([&](Process* process) {
        process->command = event.command;
        process->executable = event.executable;
        process->name = event.name;
    });
}

Result<void> ProcessTree::applyOne(Time, const Renamed& event)
{
    return living(event.key, "Renamed").map([&](Process* process) { process->name = event.name; });
}

Result<void> ProcessTree::applyOne(Time, const IdentityChanged& event)
{
    return living(event.key, "IdentityChanged").map([&](Process* process) {
        process->uid = event.uid ? event.uid : process->uid;
        process->gid = event.gid ? event.gid : process->gid;
        process->session = event.session ? event.session : process->session;
    });
}

Result<void> ProcessTree::applyOne(Time, const SignalsChanged& event)
{
    return living(event.key, "SignalsChanged").map([&](Process* process) {
        process->signals = event;
    });
}

Result<void> ProcessTree::applyOne(Time, const Reparented& event)
{
    return living(event.key, "Reparented").map([](Process* process) { process->orphaned = true; });
}

Result<void> ProcessTree::applyOne(Time time, const Exited& event)
{
    const auto found = living(event.key, "Exited");
    if (!found) {
        return tl::unexpected{found.error()};
    }
    Process& process = **found;
    process.ended = time;
    process.status = event.status;
    process.cpuTime = event.cpuTime;
    // A sample may have seen more than what was known at the end.
    process.maxResidentBytes = std::max(process.maxResidentBytes, event.maxResidentBytes);
    --m_alive;
    Launch& launch = m_launches.at(process.launch);
    --launch.alive;
    settle(process, launch);
    return {};
}

Result<void> ProcessTree::applyOne(Time, const Sampled& event)
{
    for (const Sample& sample : event.samples) {
        const auto found = m_processes.find(sample.key);
        // A reading may be older than the end of the process it was taken of.
        if (found == m_processes.end() || !found->second.isAlive()) {
            continue;
        }
        found->second.usage = sample;
        auto& largest = found->second.maxResidentBytes;
        largest = std::max(largest.value_or(0), sample.residentBytes);
    }
    return {};
}

Result<void> ProcessTree::applyOne(Time, const EventsLost& event)
{
    m_lostEvents += event.count;
    return {};
}

Result<void> ProcessTree::applyOne(Time time, const LaunchFinished& event)
{
    const auto found = m_launches.find(event.launch);
    if (found == m_launches.end() || found->second.finished) {
        return failure(fmt::format("apply LaunchFinished to launch {}: it is not running",
                                   event.launch.value));
    }
    found->second.finished = time;
    return {};
}

Result<Process*> ProcessTree::living(ProcessKey key, const char* eventName)
{
    const auto found = m_processes.find(key);
    if (found == m_processes.end()) {
        return contradiction(eventName, key, "it is unknown");
    }
    if (!found->second.isAlive()) {
        return contradiction(eventName, key, "it has ended");
    }
    return &found->second;
}

const Process& ProcessTree::rootOf(const Process& process) const
{
    return m_processes.at(m_launches.at(process.launch).root);
}

void ProcessTree::settle(Process& ended, const Launch& launch)
{
    if (ended.parent && !m_processes.at(*ended.parent).isAlive()) {
        ended.orphaned = outlived(ended, m_processes.at(*ended.parent));
    }
    ended.leaked = outlived(ended, rootOf(ended));
    for (const ProcessKey child : ended.children) {
        // It may have been told as reparented before.
        Process& orphan = m_processes.at(child);
        orphan.orphaned = orphan.orphaned || outlived(orphan, ended);
    }
    if (launch.root == ended.key) {
        for (const ProcessKey member : launch.members) {
            m_processes.at(member).leaked = outlived(m_processes.at(member), ended);
        }
    }
}

void ProcessTree::addMember(Process process)
{
    Launch& launch = m_launches.at(process.launch);
    process.usage.key = process.key;
    process.signals.key = process.key;
    launch.members.push_back(process.key);
    ++launch.alive;
    ++m_alive;
    m_processes.emplace(process.key, std::move(process));
}

} // namespace tw
