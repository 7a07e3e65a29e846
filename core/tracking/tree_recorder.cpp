#include "core/tracking/tree_recorder.h"

#include "core/kernel/own_process.h"
#include "core/kernel/proc_fs.h"
#include "core/tracking/process_birth.h"

#include <algorithm>
#include <utility>

namespace tw {

using namespace std::chrono_literals;

namespace {

// How long a source may be silent about the end of a process that is gone from /proc.
constexpr auto kPatience = 1s;
// A program that may not be looked at counts as executed once it is older.
constexpr auto kLongExec = 100ms;

bool showsExec(const Member& member, const ProcStat& stat, std::chrono::nanoseconds began)
{
    if (stat.state == 'Z' || stat.state == 'X') {
        return false; // nothing to read any more
    }
    if (member.requested) {
        // In the midst of its exec it has no arguments yet.
        return stat.argumentsAt != 0 || began - member.born > kLongExec;
    }
    // What came to be known by an event has not been looked at before: there is nothing to compare
    // but the name.
    const bool comparesArguments = member.startTicks && stat.argumentsAt != 0;
    return comparesArguments ? stat.argumentsAt != member.argumentsAt : stat.name != member.name;
}

} // namespace

TreeRecorder::TreeRecorder(const Clock& clock, ProcessHandles& handles, Sink sink)
    : m_clock(clock)
    , m_handles(handles)
    , m_sink(std::move(sink))
{}

std::pair<LaunchId, ProcessKey> TreeRecorder::adopt(SpawnedProcess spawned, LaunchNotice notice)
{
    const ProcessKey key{++m_lastKey};
    const LaunchId launch = m_launches.add(key, notice.cookie);
    const Time time = m_clock.fromMonotonic(spawned.created);
    const auto now = monotonicNow();
    m_sink(time,
           Launched{launch,
                    key,
                    spawned.pid,
                    notice.command,
                    std::move(notice.cwd),
                    notice.tracking,
                    std::move(notice.trackingReason)});

    Member member;
    member.key = key;
    member.launch = launch;
    member.pid = spawned.pid;
    member.isRoot = true;
    member.parent = ownPid();
    member.born = spawned.created;
    // The kernel's events about its birth and first exec are still in the queue.
    member.birthKnown = now;
    m_handles.add(key, {spawned.pid, std::move(spawned.pidfd), {}});
    member.requested = std::move(notice.command);
    m_members.add(std::move(member));
    m_newborn.push_back(key);
    return {launch, key};
}

void TreeRecorder::apply(const KernelEvent& event)
{
    std::visit([&](const auto& fact) { applyFact(event, fact); }, event.fact);
}

/// The member that the event is about; not one that got the pid later.
Member* TreeRecorder::known(const KernelEvent& event)
{
    Member* member = m_members.find(event.pid);
    return member != nullptr && event.time >= member->born ? member : nullptr;
}

void TreeRecorder::applyFact(const KernelEvent& event, const ForkFact& fact)
{
    if (Member* before = m_members.find(event.pid); before != nullptr) {
        if (event.time <= std::max(before->born, before->birthKnown)) {
            return; // known from a scan, or from ourselves
        }
        // The kernel has given its pid away, so it has ended.
        finish(before->key);
    }
    const Member* creator = m_members.find(fact.parent);
    if (creator != nullptr) {
        Member member;
        member.launch = creator->launch;
        member.pid = event.pid;
        member.parent = fact.parent;
        member.born = event.time;
        member.name = creator->name;
        bear(std::move(member), creator->key);
    } else if (fact.parent == ownPid() && !m_spared.contains(event.pid)) {
        bearStray(event);
    }
}

void TreeRecorder::applyFact(const KernelEvent& event, const ExecFact&)
{
    Member* member = known(event);
    if (member == nullptr || event.time <= member->executed) {
        return;
    }
    // The leader's end was that of an exec in another thread; the process goes on.
    member->leaderStatus.reset();
    member->isStatusDoubtful = false;
    announceExec(*member, m_clock.fromMonotonic(event.time), m_programs.take(event));
}

void TreeRecorder::applyFact(const KernelEvent& event, const NameFact& fact)
{
    if (Member* member = known(event); member != nullptr && member->name != fact.name) {
        member->name = fact.name;
        m_sink(m_clock.fromMonotonic(event.time), Renamed{member->key, fact.name});
    }
}

void TreeRecorder::applyFact(const KernelEvent& event, const UserFact& fact)
{
    if (const Member* member = known(event)) {
        m_sink(m_clock.fromMonotonic(event.time), IdentityChanged{member->key, fact.uid, {}, {}});
    }
}

void TreeRecorder::applyFact(const KernelEvent& event, const GroupFact& fact)
{
    if (const Member* member = known(event)) {
        m_sink(m_clock.fromMonotonic(event.time), IdentityChanged{member->key, {}, fact.gid, {}});
    }
}

void TreeRecorder::applyFact(const KernelEvent& event, const SessionFact&)
{
    if (const Member* member = known(event)) {
        m_sink(m_clock.fromMonotonic(event.time),
               IdentityChanged{member->key, {}, {}, event.pid.value});
    }
}

void TreeRecorder::applyFact(const KernelEvent& event, const ExitFact& fact)
{
    if (const auto stray = m_strays.find(event.pid); stray != m_strays.end() && fact.isLeader) {
        endStray(event, fact);
        m_strays.erase(stray);
        return;
    }
    Member* member = known(event);
    if (member == nullptr) {
        return;
    }
    if (fact.isLeader) {
        member->leaderStatus = fact.status;
        member->leaderEnded = event.time;
    } else if (member->leaderStatus) {
        member->isStatusDoubtful = member->isStatusDoubtful || *member->leaderStatus != fact.status;
    } else {
        return; // one thread of many
    }
    m_suspects.push_back(member->key);
}

void TreeRecorder::bear(Member member, ProcessKey creator)
{
    const ProcessKey key{++m_lastKey};
    member.key = key;
    m_sink(m_clock.fromMonotonic(member.born), Forked{key, member.pid, creator});
    if (Member* parent = m_members.find(member.parent)) {
        parent->children.push_back(key);
    }
    auto handle = openHandle(member.pid, member.born);
    handle.startTicks = handle.startTicks ? handle.startTicks : member.startTicks;
    if (!handle.pidfd.isOpen()) {
        m_suspects.push_back(key);
    }
    m_handles.add(key, std::move(handle));
    m_members.add(std::move(member));
    m_newborn.push_back(key);
}

// A child of ours that we did not start: some member's, cloned with CLONE_PARENT.
void TreeRecorder::bearStray(const KernelEvent& event)
{
    const auto stat = readProcStat(event.pid);
    const auto creator = stat && stat->parent == ownPid() ? findCreator(*stat) : std::nullopt;
    if (!creator) {
        m_strays[event.pid] = event.time;
        return;
    }
    const Member* member = m_members.find(*creator);
    if (member == nullptr) {
        return;
    }
    Member child;
    child.launch = member->launch;
    child.pid = event.pid;
    child.parent = ownPid();
    child.born = event.time;
    child.name = member->name;
    bear(std::move(child), *creator);
}

// It was gone before anybody could look at it. A child of spawn() that never came to execute looks
// the same but for its exit signal.
void TreeRecorder::endStray(const KernelEvent& event, const ExitFact& fact)
{
    const auto launch = m_members.onlyLaunch();
    if (!launch || fact.exitSignal == 0 || m_spared.contains(event.pid)) {
        return;
    }
    Member child;
    child.launch = *launch;
    child.pid = event.pid;
    child.parent = ownPid();
    child.born = m_strays.at(event.pid);
    child.leaderStatus = fact.status;
    child.leaderEnded = event.time;
    bear(std::move(child), m_launches.rootOf(*launch));
}

std::optional<ProcessKey> TreeRecorder::findCreator(const ProcStat& stat)
{
    return m_launches.findCreator(stat, m_members);
}

void TreeRecorder::announceExec(Member& member, Time time, Program program)
{
    auto requested = std::exchange(member.requested, std::nullopt);
    Executed executed;
    executed.key = member.key;
    executed.command = std::move(program.command ? program.command : requested);
    executed.executable = std::move(program.executable);
    executed.name = std::move(program.name);
    member.executed = program.readAt;
    member.name = executed.name;
    m_sink(time, std::move(executed));
}

void TreeRecorder::merge(const ProcessScan& scan)
{
    for (const ProcStat& stat : scan.processes) {
        mergeOne(stat, scan.began);
    }
    // Its owner has reaped it; the list of a scan is no proof.
    std::erase_if(m_spared, [](Pid pid) { return !readProcStat(pid); });
    m_zombies.forgetReaped();
}

void TreeRecorder::mergeOne(const ProcStat& stat, std::chrono::nanoseconds began)
{
    Member* member = m_members.find(stat.pid);
    if (member != nullptr && member->startTicks && *member->startTicks != stat.startTicks) {
        finish(member->key);
        member = nullptr;
    }
    if (m_zombies.contains(stat)) {
        return;
    }
    if (member == nullptr) {
        const Member* parent = m_members.find(stat.parent);
        std::optional<ProcessKey> creator;
        if (parent != nullptr) {
            creator = parent->key;
        } else if (!m_spared.contains(stat.pid)) {
            creator = findCreator(stat);
        }
        const Member* creatorMember = creator ? m_members.find(*creator) : nullptr;
        if (creatorMember == nullptr) {
            return;
        }
        Member child;
        child.launch = creatorMember->launch;
        child.pid = stat.pid;
        child.parent = stat.parent;
        child.born = std::min(began, startOf(stat));
        child.born = std::max(child.born, creatorMember->born);
        child.startTicks = stat.startTicks;
        child.name = creatorMember->name;
        child.argumentsAt = creatorMember->argumentsAt;
        child.birthKnown = began;
        bear(std::move(child), creatorMember->key);
        member = m_members.find(stat.pid);
    }
    const bool hasExecuted = showsExec(*member, stat, began);
    member->startTicks = stat.startTicks;
    member->argumentsAt = stat.argumentsAt;
    if (hasExecuted) {
        announceExec(*member, m_clock.now(), readProgram(member->pid));
    }
}

void TreeRecorder::announceLoss(std::uint64_t count, const std::string& source)
{
    m_sink(m_clock.now(), EventsLost{count, source});
}

std::vector<ProcessKey> TreeRecorder::takeSuspects()
{
    return std::exchange(m_suspects, {});
}

std::vector<ProcessKey> TreeRecorder::takeNewborn()
{
    return std::exchange(m_newborn, {});
}

std::vector<ProcessKey> TreeRecorder::selectEnded(const std::vector<ProcessKey>& keys)
{
    std::vector<ProcessKey> ended;
    for (const ProcessKey key : keys) {
        Member* member = m_members.find(key);
        const auto* handle = m_handles.find(key);
        if (member == nullptr || handle == nullptr || !hasEnded(*member, *handle)) {
            continue;
        }
        if (!handle->pidfd.isOpen() && !member->leaderStatus) {
            const auto now = monotonicNow();
            member->missing = member->missing.value_or(now);
            if (now - *member->missing < kPatience) {
                continue;
            }
        }
        ended.push_back(key);
    }
    std::sort(ended.begin(), ended.end());
    ended.erase(std::unique(ended.begin(), ended.end()), ended.end());
    return ended;
}

void TreeRecorder::finish(ProcessKey key)
{
    Member* found = m_members.find(key);
    const auto* handle = m_handles.find(key);
    if (found == nullptr || handle == nullptr) {
        return;
    }
    if (found->requested) {
        // The word that it executed was lost; it did, or it had not been adopted.
        announceExec(*found, m_clock.now(), readProgram(found->pid));
    }
    const Member member = *found;
    ProcessEnd end = examineEnd(member, *handle);
    m_zombies.remember(member.pid, *handle);
    const ProcessEnd sampled = release ? release(key) : ProcessEnd{};
    m_members.remove(key);
    m_handles.remove(key);
    end.cpuTime = end.cpuTime ? end.cpuTime : sampled.cpuTime;
    end.maxResidentBytes = std::max(end.maxResidentBytes, sampled.maxResidentBytes);
    // The leader's end is the end of the process where all threads ended together.
    const bool isDated = member.leaderStatus && !member.isStatusDoubtful;
    m_sink(isDated ? m_clock.fromMonotonic(member.leaderEnded) : m_clock.now(),
           Exited{key, end.status, end.cpuTime, end.maxResidentBytes});
    moveChildren(member);
}

void TreeRecorder::moveChildren(const Member& ended)
{
    if (Member* parent = m_members.find(ended.parent)) {
        std::erase(parent->children, ended.key);
    }
    for (const ProcessKey key : ended.children) {
        Member* child = m_members.find(key);
        if (child == nullptr) {
            continue;
        }
        const auto* handle = m_handles.find(key);
        const auto facts = handle != nullptr ? handle->pidfd.facts() : std::nullopt;
        std::optional<Pid> parent = facts ? facts->parent : std::nullopt;
        if (!facts) {
            const auto stat = readProcStat(child->pid);
            parent = stat ? std::optional{stat->parent} : std::nullopt;
        }
        if (!parent || *parent == ended.pid) {
            continue; // it is gone as well
        }
        child->parent = *parent;
        if (Member* adopter = m_members.find(*parent)) {
            adopter->children.push_back(key);
        }
        m_sink(m_clock.now(), Reparented{key, *parent});
    }
}

} // namespace tw
