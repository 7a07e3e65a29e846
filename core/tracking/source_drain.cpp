#include "core/tracking/source_drain.h"

#include "core/kernel/own_process.h"
#include "core/tracking/process_scan.h"

#include <span>
#include <utility>

namespace tw {

namespace {

constexpr std::size_t kEventsATurn = 32'768;

} // namespace

// Applying an event takes longer than some programs live: what has come meanwhile is read, and
// looked at, after each birth.
bool SourceDrain::drain()
{
    SourceBatch batch;
    read(batch);
    for (std::size_t next = 0; next < batch.events.size(); ++next) {
        const bool isBirth = std::holds_alternative<ForkFact>(batch.events[next].fact);
        m_recorder.apply(batch.events[next]);
        const bool isLast = next + 1 == batch.events.size();
        if ((isBirth || (isLast && batch.isMore)) && batch.events.size() < kEventsATurn) {
            read(batch);
        }
    }
    m_recorder.forgetAhead();
    if (batch.lost > 0) {
        m_recorder.announceLoss(batch.lost, m_source.reason());
    }
    if (batch.lost > 0 || batch.needsScan) {
        scan(batch.lost > 0);
    }
    return !batch.isMore;
}

void SourceDrain::read(SourceBatch& batch)
{
    const std::size_t known = batch.events.size();
    m_source.read(batch);
    const auto fresh = std::span<const KernelEvent>{batch.events}.subspan(known);
    for (const KernelEvent& event : fresh) {
        m_isExecSeen = m_isExecSeen || std::holds_alternative<ExecFact>(event.fact);
    }
    m_recorder.readAhead(fresh);
}

void SourceDrain::scan(bool isThorough)
{
    m_recorder.merge(isThorough ? scanThoroughly(ownPid()) : scanBelow(ownPid()));
    if (isThorough) {
        for (const ProcessKey key : m_recorder.members().keys()) {
            m_recorder.suspect(key);
        }
    }
}

bool SourceDrain::takeExecSeen()
{
    return std::exchange(m_isExecSeen, false);
}

} // namespace tw
