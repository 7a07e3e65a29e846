#include "core/control/running_stops.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace tw {

namespace {

Result<void> check(const ProcessTree& tree, const StopCommand& command)
{
    if (tree.find(command.target) == nullptr) {
        return failure(fmt::format("stop process {}: no process of this session has that number",
                                   command.target.value));
    }
    if (command.ladder.empty()) {
        return failure(
            fmt::format("stop process {}: the ladder has no steps", command.target.value));
    }
    for (const LadderStep& step : command.ladder) {
        if (step.signal.value < 1 || step.signal.value > 64) {
            return failure(fmt::format(
                "stop process {}: {} cannot be sent", command.target.value, step.signal.name()));
        }
    }
    return {};
}

} // namespace

RunningStops::RunningStops(StopSurroundings surroundings) : m_surroundings(std::move(surroundings))
{}

Result<StopId> RunningStops::begin(Time now, const StopCommand& command, StopReason reason)
{
    if (auto checked = check(m_surroundings.tree, command); !checked) {
        return tl::unexpected{std::move(checked.error())};
    }
    const StopId id{++m_lastNumber};
    const auto [stop, isNew] = m_running.try_emplace(id, id, command, reason, m_surroundings);
    stop->second.begin(now);
    forgetEnded();
    return id;
}

void RunningStops::onTreeEvent(Time now, const TreeEvent& event)
{
    for (auto& [id, stop] : m_running) {
        stop.onTreeEvent(now, event);
    }
    forgetEnded();
}

void RunningStops::advance(Time now)
{
    for (auto& [id, stop] : m_running) {
        stop.advance(now);
    }
    forgetEnded();
}

void RunningStops::skip(Time now)
{
    for (auto& [id, stop] : m_running) {
        stop.skip(now);
    }
    forgetEnded();
}

Result<void> RunningStops::skip(Time now, StopId id)
{
    const auto found = m_running.find(id);
    if (found == m_running.end()) {
        return failure(fmt::format("skip a step of stop {}: it is over", id.value));
    }
    found->second.skip(now);
    forgetEnded();
    return {};
}

Result<void> RunningStops::extend(Time now, StopId id, std::chrono::milliseconds by)
{
    const auto found = m_running.find(id);
    if (found == m_running.end()) {
        return failure(fmt::format("wait longer for stop {}: it is over", id.value));
    }
    found->second.extend(now, by);
    return {};
}

bool RunningStops::needsScans() const
{
    return std::any_of(m_running.begin(), m_running.end(), [](const auto& one) {
        return one.second.needsScans();
    });
}

void RunningStops::chase()
{
    for (auto& [id, stop] : m_running) {
        stop.chase();
    }
}

std::optional<Time> RunningStops::deadline() const
{
    std::optional<Time> earliest;
    for (const auto& [id, stop] : m_running) {
        const auto due = stop.deadline();
        earliest = earliest && due ? std::min(*earliest, *due) : (due ? due : earliest);
    }
    return earliest;
}

const Stop* RunningStops::find(StopId id) const
{
    const auto found = m_running.find(id);
    return found == m_running.end() ? nullptr : &found->second;
}

void RunningStops::forgetEnded()
{
    std::erase_if(m_running, [](const auto& entry) { return entry.second.isOver(); });
}

} // namespace tw
