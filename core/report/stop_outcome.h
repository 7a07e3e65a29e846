#pragma once

#include "core/stream/event.h"
#include "core/tree/process_tree.h"

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

namespace tw {

/// Where a process was when it was interrupted, as its stack trace says.
struct StopPlace
{
    TraceId trace{};
    /// "KeyboardInterrupt"
    std::string type{};
    /// The innermost frame of the user's own code.
    Frame frame{};

    bool operator==(const StopPlace&) const = default;
};

/// What came of one stop. The parts hold names as they came from others; text() is inert.
struct StopOutcome
{
    StopId stop{};
    Time ended{};
    /// "Interrupt", "Kill Tree", "Stop Tree" (several steps), "SIGUSR1".
    std::string verb{};
    /// "worker 4720"
    std::string target{};
    /// "SIGINT, SIGKILL": what was sent, in order.
    std::string signals{};
    /// The same as numbers; empty where there was nobody left to send it to.
    std::vector<SignalNumber> sent{};
    /// "exited after 35 ms, exit 1"
    std::string result{};
    std::optional<StopPlace> place{};
    std::vector<Survivor> survivors{};
    /// This is the second word on the stop: a stack trace was completed after its end.
    bool amended{false};

    bool operator==(const StopOutcome&) const = default;

    /// "Interrupt → worker 4720 (SIGINT): exited after 35 ms, exit 1; KeyboardInterrupt at
    /// pool.py:33 in work"
    [[nodiscard]] std::string text() const;
};

/// Finds out what came of each stop. Fed with every event, after it was applied to the tree. Owned
/// by whoever tells people about stops.
class StopOutcomes
{
public:
    /// A stack trace is complete only when nothing more follows for a while, so the one that a
    /// process prints as its last words arrives after its end.
    static constexpr std::chrono::milliseconds kLastWords{1000};

    explicit StopOutcomes(const ProcessTree& tree) : m_tree(tree) {}

    /// The outcome, where the event ended a stop; or once more, amended, where the event is the
    /// KeyboardInterrupt that a stop was still waited for to explain.
    [[nodiscard]] std::optional<StopOutcome> onEvent(const Event& event);

private:
    struct Running
    {
        StopBegan began{};
        Time time{};
        std::vector<SignalNumber> signals{};
        std::size_t delivered{0};
        std::optional<std::string> refusal{};
        /// The watched set, and what became of it.
        std::unordered_set<ProcessKey> members{};
        std::size_t ended{0};
        std::optional<StopPlace> place{};
    };

    void begin(Time time, const StopBegan& event);
    void count(const StepTaken& event);
    void count(const TreeEvent& event);
    std::optional<StopOutcome> end(Time time, const StopEnded& event);
    std::optional<StopOutcome> place(const TraceFound& event);
    [[nodiscard]] StopOutcome
    outcomeOf(const Running& stop, Time time, const StopEnded& event) const;
    /// Whether the trace says more about this stop than is known already.
    [[nodiscard]] bool wants(const Running& stop, const TraceFound& event) const;

    const ProcessTree& m_tree;
    std::map<StopId, Running> m_running{};
    /// Those that have ended and may be amended, with what they were.
    std::map<StopId, std::pair<Running, StopOutcome>> m_recent{};
};

} // namespace tw
