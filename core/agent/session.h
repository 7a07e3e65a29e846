#pragma once

#include "core/agent/launch_cgroups.h"
#include "core/agent/launch_run.h"
#include "core/agent/process_access.h"
#include "core/agent/session_warnings.h"
#include "core/base/clock.h"
#include "core/control/command.h"
#include "core/control/running_stops.h"
#include "core/control/tree_pause.h"
#include "core/journal/journal_writer.h"
#include "core/journal/session_directory.h"
#include "core/kernel/event_loop.h"
#include "core/kernel/process_handles.h"
#include "core/kernel/spawn.h"
#include "core/stream/event_stream.h"
#include "core/tracking/tracker.h"
#include "core/tree/process_tree.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tw {

/// How a session is recorded and tracked.
struct SessionOptions
{
    TrackingChoice tracking{TrackingChoice::Auto};
    /// Soft limit of open files that launched commands get back.
    std::optional<std::uint64_t> openFilesLimit{};
    /// Signals that launched commands go on ignoring, as under nohup(1).
    std::vector<SignalNumber> keepIgnored{};
    /// Whether each launch gets a cgroup of its own where one can be made.
    bool cgroups{true};
};

/// The core, wired: launches commands, tracks their trees, captures what they write, carries stops
/// out, and tells everything as events, which it also journals. One a program, on its loop's
/// thread.
class Session
{
public:
    [[nodiscard]] static Result<std::unique_ptr<Session>>
    open(EventLoop& loop, const Clock& clock, SessionDirectory directory, SessionOptions options);

    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;
    ~Session();

    /// Starts a command as the root of a new tree. On failure nothing of it is left.
    [[nodiscard]] tl::expected<LaunchId, SpawnError> launch(const LaunchCommand& command,
                                                            const LaunchStreams& streams);

    /// Watches a running process and everything below it as a launch without output. Once it has
    /// ended, or is released, the launch is finished.
    Result<LaunchId> attach(const AttachCommand& command);

    /// Begins to climb a ladder.
    Result<StopId> stop(const StopCommand& command, StopReason reason);

    /// A running stop goes to its next step at once, or waits longer for the one in force.
    Result<void> skipStep(StopId stop);
    Result<void> extendStep(StopId stop, std::chrono::milliseconds by);

    /// Every running stop goes to its next step at once.
    void skipStops();

    /// Publishes what the kernel has told of already, however busy the loop is.
    void catchUp() { m_tracker->settle(); }

    /// Passes a signal on to one process, as no part of a stop.
    SignalOutcome passOn(ProcessKey key, SignalNumber signal);

    /// Continues those processes of a launch that are stopped.
    void resume(LaunchId launch);

    /// For stopping trees as Ctrl+Z does; the session outlives it.
    [[nodiscard]] TreePause newPause() { return TreePause{m_tree, m_sender, m_inspector}; }

    /// Finishes a launch although processes of it live: they are left alone from now on.
    void release(LaunchId launch);

    /// Lines of a launch's log; none where there is no such launch.
    [[nodiscard]] std::vector<Line>
    lines(LaunchId launch, std::uint64_t first, std::uint32_t count);

    /// What the tracker opened of a live process; nullptr where there is none, or none any more.
    [[nodiscard]] const ProcessHandles::Handle* handle(ProcessKey key) const
    {
        return m_handles.find(key);
    }

    /// Called with what goes wrong with the record of the session and is not told by an event, once
    /// each, as a whole sentence; at once with what already has.
    void onWarning(std::function<void(const std::string&)> callback)
    {
        m_warnings.listen(std::move(callback));
    }

    /// Called with the signal that stopped the root of a launch (SIGTTIN: it wants the terminal).
    void onRootStopped(std::function<void(ProcessKey, SignalNumber)> callback);

    [[nodiscard]] EventStream& events() { return m_events; }
    [[nodiscard]] const ProcessTree& tree() const { return m_tree; }
    [[nodiscard]] TrackingMode trackingMode() const { return m_tracker->mode(); }
    /// Why the last launch has no cgroup of its own; empty where it has.
    [[nodiscard]] const std::string& cgroupReason() const { return m_cgroups.reason(); }
    [[nodiscard]] bool hasRunningStop() const { return m_stops.count() > 0; }
    /// True while a launch has not been finished.
    [[nodiscard]] bool isBusy() const;

private:
    /// What there is of a launch without output.
    struct AttachedLaunch
    {
        bool isReleased{false};
        bool isFinished{false};
    };

    Session(EventLoop& loop,
            const Clock& clock,
            SessionDirectory directory,
            SessionOptions options);

    void startJournal();
    void onTreeEvent(Time time, const TreeEvent& event);
    void onStopEvent(Time time, const StopEvent& event);
    void onTrace(LaunchId launch, OutputStream stream, Trace trace);
    void turnLater();
    void turnAt(Time due);
    void turn();
    void chase();
    void advance(LaunchRun& run);
    void advance(LaunchId launch, AttachedLaunch& attached);
    [[nodiscard]] bool isOver(LaunchId id, bool isReleased);
    void tellOutput(LaunchRun& run);
    void finish(LaunchId id);
    void armTimer();

    EventLoop& m_loop;
    const Clock& m_clock;
    SessionDirectory m_directory;
    SessionOptions m_options;
    /// Tells this session's processes from those of others, by TREEWARDEN_SESSION.
    std::string m_id;
    ProcessHandles m_handles{};
    LaunchCgroups m_cgroups{m_options.cgroups};
    HandleSender m_sender{m_handles, m_cgroups, [this] { m_tracker->hurry(); }};
    ProcFsInspector m_inspector{m_handles};
    ProcessTree m_tree{};
    EventStream m_events{};
    RunningStops m_stops;
    std::unique_ptr<Tracker> m_tracker{};
    std::optional<JournalWriter> m_journal{};
    std::map<LaunchId, std::unique_ptr<LaunchRun>> m_runs{};
    std::map<LaunchId, AttachedLaunch> m_attached{};
    SessionWarnings m_warnings{};
    std::optional<TimerId> m_timer{};
    std::uint64_t m_lastTrace{0};
    /// The timer is for this turn of the loop.
    bool m_turnsNow{false};
};

} // namespace tw
