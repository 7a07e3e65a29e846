#include "core/tracking/source_drain.h"

#include "core/kernel/own_process.h"
#include "core/tracking/process_scan.h"

#include <utility>

namespace tw {

namespace {

constexpr std::size_t kEventsATurn = 32'768;

} // namespace

bool SourceDrain::drain()
{
    SourceBatch batch;
    std::size_t applied = 0;
    do {
        m_source.read(batch);
        m_recorder.bring(std::exchange(batch.programs, {}));
        for (const KernelEvent& event : batch.events) {
            m_recorder.apply(event);
        }
        applied += batch.events.size();
        batch.events.clear();
    } while (batch.isMore && applied < kEventsATurn);
    m_recorder.forgetPrograms();
    if (batch.lost > 0) {
        m_recorder.announceLoss(batch.lost, m_source.reason());
    }
    if (batch.isIncomplete) {
        findLost();
    } else if (batch.needsScan) {
        scan(scanBelow(ownPid()));
        for (const Pid top : m_recorder.attachedTops()) {
            m_recorder.merge(withTop(top, scanBelow(top)));
        }
    }
    return !batch.isMore;
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
