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

/// One start of one copy of the command; no event tells its number.
struct WorkerStart
{
    std::uint32_t worker{0};
    /// From 1.
    std::uint32_t attempt{1};
    /// Absent where it could not be started.
    std::optional<LaunchId> launch{};
    /// What env(1) exits with where it could not be started.
    int failure{0};
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

    /// In order of the starts.
    void noteWorker(const WorkerStart& start) { m_workers.push_back(start); }

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
    [[nodiscard]] const std::vector<WorkerStart>& workers() const { return m_workers; }
    /// The streams that somebody still held when they were no longer read.
    [[nodiscard]] const std::vector<StreamEnded>& heldStreams() const { return m_held; }
    /// The first stop that was begun because time had passed: its reason is Timeout or Idle.
    [[nodiscard]] const StopRecord* timeout() const;
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
    std::vector<WorkerStart> m_workers{};
    std::vector<StreamEnded> m_held{};
    Time m_lastTime{};
};

} // namespace tw
