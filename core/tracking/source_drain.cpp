#include "core/tracking/source_drain.h"

#include "core/kernel/own_process.h"
#include "core/tracking/process_scan.h"

#include <utility>

namespace tw {

using namespace std::chrono_literals;

namespace {

/// Of a storm: a stop, and the output of the tree, wait no longer.
constexpr auto kLongest = 2ms;

} // namespace

bool SourceDrain::drain()
{
    const auto until = monotonicNow() + kLongest;
    if (!applyUntil(until)) {
        return false;
    }
    do {
        m_batch.events.clear();
        m_next = 0;
        m_source.read(m_batch);
        m_recorder.bring(std::exchange(m_batch.programs, {}));
        if (!applyUntil(until)) {
            return false;
        }
    } while (m_batch.isMore && monotonicNow() < until);
    m_recorder.forgetPrograms();
    const SourceBatch told = std::exchange(m_batch, {});
    m_next = 0;
    if (told.lost > 0) {
        m_recorder.announceLoss(told.lost, m_source.reason());
    }
    if (told.isIncomplete) {
        findLost();
    } else if (told.needsScan) {
        scan(scanBelow(ownPid()));
        for (const Pid top : m_recorder.attachedTops()) {
            m_recorder.merge(withTop(top, scanBelow(top)));
        }
    }
    return !told.isMore;
}

bool SourceDrain::applyUntil(std::chrono::nanoseconds until)
{
    constexpr std::size_t kLooksAtTheClock = 16;
    while (m_next < m_batch.events.size()) {
        // Taken out first: whoever hears of it may ask for all that follows (Tracker::settle).
        const KernelEvent event = std::move(m_batch.events[m_next++]);
        m_recorder.apply(event);
        if (m_next % kLooksAtTheClock == 0 && monotonicNow() >= until) {
            break;
        }
    }
    return m_next == m_batch.events.size();
}

void SourceDrain::scan(ProcessScan found)
{
    for (const std::string& cgroup : m_recorder.cgroups()) {
        addCgroup(found, cgroup);
    }
    m_recorder.merge(found);
}

void SourceDrain::findLost()
{
    scan(scanThoroughly(ownPid()));
    for (const Pid top : m_recorder.attachedTops()) {
        m_recorder.merge(withTop(top, scanThoroughly(top)));
    }
    std::vector<Pid> pids;
    for (const ProcessKey key : m_recorder.members().keys()) {
        m_recorder.suspect(key);
        pids.push_back(m_recorder.members().find(key)->pid);
    }
    m_source.follow(pids);
}

} // namespace tw
