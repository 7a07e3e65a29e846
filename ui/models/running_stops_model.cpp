#include "ui/models/running_stops_model.h"

#include <algorithm>

namespace tw {

namespace {

bool watchesTree(const Ladder& ladder)
{
    return std::any_of(ladder.begin(), ladder.end(), [](const LadderStep& step) {
        return step.scope != StopScope::Process;
    });
}

} // namespace

RunningStopsModel::RunningStopsModel(const ProcessTree& tree, const Clock& clock, QObject* parent)
    : QObject(parent)
    , m_tree(tree)
    , m_clock(clock)
{
    m_turn.setSingleShot(true);
    m_turn.setInterval(0);
    connect(&m_turn, &QTimer::timeout, this, &RunningStopsModel::changed);
}

void RunningStopsModel::applyEvent(const Event& event)
{
    std::visit([&](const auto& body) { apply(event.time, body); }, event.body);
}

void RunningStopsModel::clear()
{
    m_stops.clear();
    m_lineages.clear();
    m_fresh.clear();
    tellLater();
}

const RunningStop* RunningStopsModel::find(StopId id) const
{
    const auto found = m_stops.find(id);
    return found == m_stops.end() ? nullptr : &found->second;
}

std::chrono::nanoseconds RunningStopsModel::timeLeft(const RunningStop& stop) const
{
    const auto left = stop.until ? *stop.until - now() : stop.inForce().wait;
    return std::max<std::chrono::nanoseconds>(left, std::chrono::nanoseconds{0});
}

std::optional<std::chrono::nanoseconds> RunningStopsModel::timeLeft(ProcessKey key) const
{
    std::optional<std::chrono::nanoseconds> shortest;
    for (const auto& [id, stop] : m_stops) {
        if (stop.left.contains(key)) {
            const auto left = timeLeft(stop);
            shortest = shortest ? std::min(*shortest, left) : left;
        }
    }
    return shortest;
}

void RunningStopsModel::apply(Time /*time*/, const StopBegan& event)
{
    if (event.ladder.empty()) {
        return;
    }
    RunningStop stop;
    stop.id = event.stop;
    stop.target = event.target;
    stop.ladder = event.ladder;
    stop.began = now();
    auto& lineage = m_lineages[event.stop];
    lineage.insert(event.target);
    if (watchesTree(event.ladder)) {
        const auto all = m_tree.subtree(event.target);
        lineage.insert(all.begin(), all.end());
    }
    for (const ProcessKey key : lineage) {
        const Process* process = m_tree.find(key);
        if (process != nullptr && process->isAlive()) {
            stop.left.insert(key);
        }
    }
    m_stops.insert_or_assign(event.stop, std::move(stop));
    m_fresh[event.stop] = 0;
    tellLater();
}

void RunningStopsModel::apply(Time /*time*/, const StepTaken& event)
{
    const auto found = m_stops.find(event.stop);
    if (found == m_stops.end()) {
        return;
    }
    RunningStop& stop = found->second;
    // SIGCONT that follows to stopped processes is a means, not what was asked for.
    const bool asked
        = std::any_of(stop.ladder.begin(), stop.ladder.end(), [&](const LadderStep& step) {
              return step.signal == event.signal;
          });
    stop.refused += event.result == StepResult::Refused ? 1U : 0U;
    if (asked && event.result == StepResult::Delivered) {
        ++m_fresh[event.stop];
        stop.told += event.signal == stop.inForce().signal ? 1U : 0U;
    }
    tellLater();
}

void RunningStopsModel::apply(Time time, const StepWaiting& event)
{
    const auto found = m_stops.find(event.stop);
    if (found == m_stops.end() || event.step >= found->second.ladder.size()) {
        return;
    }
    RunningStop& stop = found->second;
    if (stop.step != event.step) {
        stop.step = event.step;
        stop.told = m_fresh[event.stop];
    }
    m_fresh[event.stop] = 0;
    stop.until = now() + (event.until - time);
    tellLater();
}

void RunningStopsModel::apply(Time /*time*/, const StopEnded& event)
{
    m_stops.erase(event.stop);
    m_lineages.erase(event.stop);
    m_fresh.erase(event.stop);
    tellLater();
}

void RunningStopsModel::apply(Time /*time*/, const TreeEvent& event)
{
    for (auto& [id, stop] : m_stops) {
        if (const auto* ended = std::get_if<Exited>(&event)) {
            if (stop.left.erase(ended->key) > 0) {
                tellLater();
            }
        } else if (const auto* born = std::get_if<Forked>(&event)) {
            auto& lineage = m_lineages[id];
            if (watchesTree(stop.ladder) && lineage.contains(born->parent)) {
                lineage.insert(born->key);
                stop.left.insert(born->key);
                tellLater();
            }
        }
    }
}

void RunningStopsModel::tellLater()
{
    if (!m_turn.isActive()) {
        m_turn.start();
    }
}

} // namespace tw
