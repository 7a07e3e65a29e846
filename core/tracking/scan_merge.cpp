#include "core/tracking/scan_merge.h"

#include "core/kernel/own_process.h"
#include "core/tracking/process_birth.h"

#include <algorithm>
#include <utility>

namespace tw {

using namespace std::chrono_literals;

namespace {

// A program that may not be looked at counts as executed once it is older.
constexpr auto kLongExec = 100ms;
// Start times in /proc are rounded down to ticks of 10 ms, and taken before the event is dated.
constexpr auto kStartSlack = 30ms;
constexpr auto kTick = 10ms;

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
    const bool comparesMarks = member.startTicks && stat.programMark != 0;
    return comparesMarks ? stat.programMark != member.programMark : stat.name != member.name;
}

} // namespace

void ScanMerge::merge(const ProcessScan& scan)
{
    for (const ProcStat& stat : scan.processes) {
        mergeOne(stat, scan.began);
    }
    m_launches.forgetReaped();
    m_writer.zombies().forgetReaped();
}

void ScanMerge::mergeFound(const ProcessScan& scan, std::chrono::nanoseconds since)
{
    m_foundUntil = since;
    merge(scan);
    m_foundUntil.reset();
}

void ScanMerge::mergeOne(const ProcStat& stat, std::chrono::nanoseconds began)
{
    if (stat.pid == ownPid()) {
        return; // we may run below a process that is watched
    }
    Member* member = m_writer.members().find(stat.pid);
    if (member != nullptr && member->startTicks && *member->startTicks != stat.startTicks) {
        m_writer.finish(member->key);
        member = nullptr;
    }
    if (m_writer.zombies().contains(stat)) {
        return;
    }
    if (member == nullptr) {
        member = bearFound(stat, began);
    }
    if (member == nullptr) {
        return;
    }
    const bool hasExecuted = showsExec(*member, stat, began);
    member->startTicks = stat.startTicks;
    member->programMark = stat.programMark;
    if (hasExecuted) {
        m_writer.announceExec(*member, m_writer.now(), readProgram(member->pid));
    }
}

std::optional<ProcessKey> ScanMerge::creatorOf(const ProcStat& stat)
{
    MemberTable& members = m_writer.members();
    if (const Member* parent = members.find(stat.parent)) {
        return parent->key;
    }
    return m_launches.isSpared(stat.pid) ? std::nullopt : m_launches.findCreator(stat, members);
}

Member* ScanMerge::bearFound(const ProcStat& stat, std::chrono::nanoseconds began)
{
    MemberTable& members = m_writer.members();
    const auto key = creatorOf(stat);
    const Member* creator = key ? members.find(*key) : nullptr;
    if (creator == nullptr) {
        return nullptr;
    }
    Member child;
    child.launch = creator->launch;
    child.pid = stat.pid;
    child.parent = stat.parent;
    child.born = std::max(std::min(began, startOf(stat)), creator->born);
    child.startTicks = stat.startTicks;
    // What was there before shows whatever it executes as new.
    if (!m_foundUntil || startOf(stat) + kTick > *m_foundUntil) {
        child.name = creator->name;
        child.programMark = creator->programMark;
    }
    // It may have been born while we scanned; the event of that is still to come.
    child.birthKnown = std::max(began, startOf(stat) + kStartSlack);
    if (m_foundUntil && startOf(stat) + kTick > *m_foundUntil) {
        m_writer.bear(std::move(child), creator->key); // while we looked, not before
    } else {
        m_writer.bearFound(std::move(child), creator->key);
    }
    return members.find(stat.pid);
}

} // namespace tw
