#pragma once

#include "core/control/running_stops.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_signals.h"
#include "tests/support/tree_text.h"

#include <chrono>
#include <string>
#include <string_view>

namespace tw {

/// A tree, its stops and a kernel turned by hand, for tests of stops. What the stops tell is kept
/// as text, a line each:
///
///     0 began 1 on 1: interrupt:5s,kill (user)
///     0 SIGINT 2 delivered
///     5000 ended 1, alive: 2 (ignores SIGINT)
class StopBench
{
public:
    explicit StopBench(std::string_view treeText, TrackingMode tracking = TrackingMode::Exact);

    /// Begins a stop; a scope of `process` for all steps where `alone`. "" or the refusal.
    std::string begin(std::uint64_t target, std::string_view ladder, bool alone = false);

    void fork(std::uint64_t key, std::uint64_t parent);
    void exit(std::uint64_t key);

    /// Turns the clock without waking anybody, then lets the stops look at it.
    void turn(std::chrono::milliseconds by);

    /// Milliseconds from now to the next deadline, or -1.
    [[nodiscard]] long long due() const;

    /// What was told since the last call.
    [[nodiscard]] std::string takeTold();

    /// Every wait that was told since the last call, as milliseconds from then: "5000, 200".
    [[nodiscard]] std::string takeWaits();

    ProcessTree tree;
    FakeSignals signals{};
    FakeClock clock{};
    RunningStops stops;

private:
    void apply(const TreeEvent& event);
    void keep(Time time, const StopEvent& event);

    std::string m_told{};
    std::string m_waits{};
};

} // namespace tw
