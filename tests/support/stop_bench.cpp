#include "tests/support/stop_bench.h"

#include <utility>

#include <fmt/format.h>

namespace tw {

namespace {

std::string textOf(const StopEvent& event)
{
    if (const auto* began = std::get_if<StopBegan>(&event)) {
        return fmt::format("began {} on {}: {} ({})",
                           began->stop.value,
                           began->target.value,
                           formatLadder(began->ladder),
                           stopReasonName(began->reason));
    }
    if (const auto* step = std::get_if<StepTaken>(&event)) {
        return fmt::format("{} {} {}{}",
                           step->signal.name(),
                           step->key.value,
                           stepResultName(step->result),
                           step->error ? ": " + *step->error : "");
    }
    const auto& ended = std::get<StopEnded>(event);
    std::string text = fmt::format("ended {}", ended.stop.value);
    for (const Survivor& survivor : ended.survivors) {
        text += fmt::format(", alive: {} ({})", survivor.key.value, survivor.reason);
    }
    return text;
}

} // namespace

StopBench::StopBench(std::string_view treeText, TrackingMode tracking)
    : tree(parseTree(treeText, tracking).value())
    , stops(StopSurroundings{
          tree,
          signals,
          signals,
          [this](Time time, const StopEvent& event) { keep(time, event); },
          [this](const std::string& text) { m_told += "warning: " + text + "\n"; }})
{}

std::string StopBench::begin(std::uint64_t target, std::string_view ladder, bool alone)
{
    StopCommand command{ProcessKey{target}, parseLadder(ladder).value()};
    for (LadderStep& step : command.ladder) {
        step.scope = alone ? StopScope::Process : step.scope;
    }
    const auto begun = stops.begin(clock.now(), command, StopReason::User);
    return begun ? std::string{} : begun.error().message;
}

void StopBench::fork(std::uint64_t key, std::uint64_t parent)
{
    apply(Forked{ProcessKey{key}, Pid{static_cast<int>(key) + 100}, ProcessKey{parent}});
}

void StopBench::exit(std::uint64_t key)
{
    apply(Exited{ProcessKey{key}, {}, {}, {}});
}

void StopBench::turn(std::chrono::milliseconds by)
{
    clock.turn(by);
    stops.advance(clock.now());
}

long long StopBench::due() const
{
    const auto deadline = stops.deadline();
    return deadline ? (*deadline - clock.now()) / std::chrono::milliseconds{1} : -1;
}

std::string StopBench::takeTold()
{
    return std::exchange(m_told, {});
}

std::string StopBench::takeWaits()
{
    return std::exchange(m_waits, {});
}

void StopBench::apply(const TreeEvent& event)
{
    if (const auto applied = tree.apply(clock.now(), event); !applied) {
        m_told += "cannot " + applied.error().message + "\n";
    }
    stops.onTreeEvent(clock.now(), event);
}

void StopBench::keep(Time time, const StopEvent& event)
{
    if (const auto* waiting = std::get_if<StepWaiting>(&event)) {
        m_waits += fmt::format("{}{}",
                               m_waits.empty() ? "" : ", ",
                               (waiting->until - time) / std::chrono::milliseconds{1});
        return;
    }
    m_told += fmt::format(
        "{} {}\n", (time - FakeClock::kStart) / std::chrono::milliseconds{1}, textOf(event));
}

} // namespace tw
