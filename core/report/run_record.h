#pragma once

#include "core/report/stop_outcome.h"
#include "core/stream/event.h"
#include "core/tree/process_tree.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tw {

/// One stop with all that was told of it.
struct StopRecord
{
    StopBegan began{};
    Time requested{};
    std::optional<Time> finished{};
    std::vector<std::pair<Time, StepTaken>> steps{};
    std::vector<Survivor> survivors{};
};

/// A command that could not be started.
struct FailedLaunch
{
    Time time{};
    std::vector<std::string> command{};
    std::string cwd{};
    /// A whole sentence: "cannot …".
    std::string message{};
};

/// What the events of a session add up to, for report and summary. Fed with every event, in order,
/// as any other subscriber; holds nothing but values.
class RunRecord
{
public:
    RunRecord();
    RunRecord(const RunRecord&) = delete;
    RunRecord& operator=(const RunRecord&) = delete;
    ~RunRecord() = default;

    /// An event that contradicts the tree is left out, as the tree refuses it.
    void add(const Event& event);

    /// No event tells of a command that could not be started. The first one is kept.
    void launchFailed(FailedLaunch failed);

    [[nodiscard]] const ProcessTree& tree() const { return m_tree; }
    /// In order of their numbers.
    [[nodiscard]] const std::map<StopId, StopRecord>& stops() const { return m_stops; }
    /// What came of those that have ended; the last word on each.
    [[nodiscard]] const std::map<StopId, StopOutcome>& outcomes() const { return m_outcomes; }
    /// In order of discovery.
    [[nodiscard]] const std::vector<TraceFound>& traces() const { return m_traces; }
    /// The last count of each launch.
    [[nodiscard]] const std::map<LaunchId, OutputGrew>& output() const { return m_output; }
    /// Of the command itself, where the end of its launch was told.
    [[nodiscard]] const std::map<LaunchId, LaunchFinished>& finished() const { return m_finished; }
    [[nodiscard]] const std::optional<FailedLaunch>& failedLaunch() const { return m_failed; }
    [[nodiscard]] Time lastTime() const { return m_lastTime; }

private:
    void keep(Time time, const TreeEvent& event);
    void keep(Time time, const StopBegan& event);
    void keep(Time time, const StepTaken& event);
    void keep(Time time, const StepWaiting& event);
    void keep(Time time, const StopEnded& event);
    void keep(Time time, const OutputGrew& event);
    void keep(Time time, const StreamEnded& event);
    void keep(Time time, const TraceFound& event);

    ProcessTree m_tree{};
    StopOutcomes m_outcomesOf;
    std::map<StopId, StopRecord> m_stops{};
    std::map<StopId, StopOutcome> m_outcomes{};
    std::vector<TraceFound> m_traces{};
    std::map<LaunchId, OutputGrew> m_output{};
    std::map<LaunchId, LaunchFinished> m_finished{};
    std::optional<FailedLaunch> m_failed{};
    Time m_lastTime{};
};

} // namespace tw
