#include "core/tracking/tree_recorder.h"

#include "core/kernel/own_process.h"
#include "core/tracking/process_birth.h"

#include <algorithm>

namespace tw {

using namespace std::chrono_literals;

namespace {

// How long a source may be silent about the end of a process that is gone from /proc.
constexpr std::chrono::nanoseconds kPatience = 1s;

// The kernel sends the exit event after it has let the parent reap; before Linux 6.15 nobody else
// can say how a process ended that is not our child.
constexpr std::chrono::nanoseconds kWordPatience = 50ms;

bool needsWord(const Member& member, const ProcessHandles::Handle& handle)
{
    return !member.leaderStatus && member.parent != ownPid() && !handle.pidfd.facts()
           && !handle.pidfd.isPresent();
}

bool isCertain(Member& member, const ProcessHandles::Handle& handle, bool isToldOfEnds)
{
    const bool isOpen = handle.pidfd.isOpen();
    if (!isToldOfEnds || (isOpen ? !needsWord(member, handle) : member.leaderStatus.has_value())) {
        return true;
    }
    const auto now = monotonicNow();
    member.missing = member.missing.value_or(now);
    return now - *member.missing >= (isOpen ? kWordPatience : kPatience);
}

} // namespace

std::pair<LaunchId, ProcessKey> TreeRecorder::adopt(SpawnedProcess spawned, LaunchNotice notice)
{
    const ProcessKey key = m_writer.newKey();
    const LaunchId launch = m_launches.add(key, notice.cookie, spawned.cgroup);
    const auto now = monotonicNow();
    Launched launched;
    launched.launch = launch;
    launched.key = key;
    launched.pid = spawned.pid;
    launched.command = notice.command;
    launched.cwd = std::move(notice.cwd);
    launched.tracking = notice.tracking;
    launched.trackingReason = std::move(notice.trackingReason);
    launched.cgroup = std::move(spawned.cgroup);
    m_writer.write(m_writer.at(spawned.created), std::move(launched));

    Member member;
    member.key = key;
    member.launch = launch;
    member.pid = spawned.pid;
    member.isRoot = true;
    member.parent = ownPid();
    member.born = spawned.created;
    // The kernel's events about its birth and first exec are still in the queue.
    member.birthKnown = now;
    member.requested = std::move(notice.command);
    m_writer.keep(std::move(member), {spawned.pid, std::move(spawned.pidfd), {}});
    return {launch, key};
}

std::pair<LaunchId, ProcessKey> TreeRecorder::attach(Attachment found, LaunchNotice notice)
{
    const ProcessKey key = m_writer.newKey();
    const LaunchId launch = m_launches.addAttached(key);
    Member member;
    member.key = key;
    member.launch = launch;
    member.pid = found.stat.pid;
    member.parent = found.stat.parent;
    member.born = startOf(found.stat);
    member.birthKnown = found.program.readAt;
    member.startTicks = found.stat.startTicks;
    member.programMark = found.stat.programMark;
    Launched launched;
    launched.launch = launch;
    launched.key = key;
    launched.pid = found.stat.pid;
    launched.command = found.program.command.value_or(std::vector{found.stat.name});
    launched.cwd = std::move(found.cwd);
    launched.tracking = notice.tracking;
    launched.trackingReason = std::move(notice.trackingReason);
    launched.attached = true;
    launched.born = m_writer.at(member.born);
    m_writer.write(m_writer.now(), std::move(launched));
    m_writer.keep(std::move(member), std::move(found.handle));
    m_writer.announceExec(*members().find(key), m_writer.now(), std::move(found.program));
    return {launch, key};
}

void TreeRecorder::announceLoss(std::uint64_t count, const std::string& source)
{
    m_writer.write(m_writer.now(), EventsLost{count, source});
}

std::vector<ProcessKey> TreeRecorder::selectEnded(const std::vector<ProcessKey>& keys)
{
    std::vector<ProcessKey> ended;
    for (const ProcessKey key : keys) {
        Member* member = members().find(key);
        const auto* handle = m_writer.handleOf(key);
        if (member != nullptr && handle != nullptr && hasEnded(*member, *handle)
            && isCertain(*member, *handle, m_isToldOfEnds)) {
            ended.push_back(key);
        }
    }
    std::sort(ended.begin(), ended.end());
    ended.erase(std::unique(ended.begin(), ended.end()), ended.end());
    return ended;
}

} // namespace tw
