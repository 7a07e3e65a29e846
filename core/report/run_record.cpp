#include "core/report/run_record.h"

#include <utility>

namespace tw {

RunRecord::RunRecord() : m_outcomesOf(m_tree) {}

void RunRecord::add(const Event& event)
{
    m_lastTime = event.time;
    std::visit([&](const auto& body) { keep(event.time, body); }, event.body);
    if (auto outcome = m_outcomesOf.onEvent(event)) {
        m_outcomes.insert_or_assign(outcome->stop, std::move(*outcome));
    }
}

void RunRecord::launchFailed(FailedLaunch failed)
{
    if (!m_failed) {
        m_failed = std::move(failed);
    }
}

const StopRecord* RunRecord::timeout() const
{
    for (const auto& [id, stop] : m_stops) {
        if (stop.began.reason == StopReason::Timeout || stop.began.reason == StopReason::Idle) {
            return &stop;
        }
    }
    return nullptr;
}

void RunRecord::keep(Time time, const TreeEvent& event)
{
    const bool applied = m_tree.apply(time, event).has_value();
    if (const auto* finished = std::get_if<LaunchFinished>(&event);
        applied && finished != nullptr) {
        m_finished.emplace(finished->launch, *finished);
    }
}

void RunRecord::keep(Time time, const StopBegan& event)
{
    StopRecord record;
    record.began = event;
    record.requested = time;
    m_stops.emplace(event.stop, std::move(record));
}

void RunRecord::keep(Time time, const StepTaken& event)
{
    if (const auto found = m_stops.find(event.stop); found != m_stops.end()) {
        found->second.steps.emplace_back(time, event);
    }
}

void RunRecord::keep(Time, const StepWaiting&) {}

void RunRecord::keep(Time time, const StopEnded& event)
{
    if (const auto found = m_stops.find(event.stop); found != m_stops.end()) {
        found->second.finished = time;
        found->second.survivors = event.survivors;
    }
}

void RunRecord::keep(Time, const OutputGrew& event)
{
    m_output.insert_or_assign(event.launch, event);
}

void RunRecord::keep(Time, const StreamEnded& event)
{
    if (!event.heldBy.empty()) {
        m_held.push_back(event);
    }
}

void RunRecord::keep(Time, const TraceFound& event)
{
    m_traces.push_back(event);
}

} // namespace tw
