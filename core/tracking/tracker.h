#pragma once

#include "core/base/clock.h"
#include "core/kernel/event_loop.h"
#include "core/kernel/process_handles.h"
#include "core/kernel/spawn.h"
#include "core/tracking/due_call.h"
#include "core/tracking/end_watch.h"
#include "core/tracking/kernel_recording.h"
#include "core/tracking/own_children.h"
#include "core/tracking/source_drain.h"
#include "core/tracking/tracking_choice.h"
#include "core/tracking/tracking_source.h"
#include "core/tracking/tree_recorder.h"
#include "core/tracking/usage_watch.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tw {

/// Keeps the record of every launched tree: watches the source and the pidfds, reaps all our
/// children (we are the subreaper of what we launch) and publishes TreeEvents, all but
/// LaunchFinished, which is the agent's to decide. One a process; blocks SIGCHLD; open it before
/// the first child. Lives in the loop's thread and calls back from the loop, from adopt() and from
/// settle().
class Tracker
{
public:
    using Sink = TreeRecorder::Sink;

    [[nodiscard]] static Result<std::unique_ptr<Tracker>> open(EventLoop& loop,
                                                               const Clock& clock,
                                                               ProcessHandles& handles,
                                                               TrackingChoice choice,
                                                               Sink sink);

    /// With a source of the caller's, for tests. Nothing is recorded in the kernel.
    [[nodiscard]] static Result<std::unique_ptr<Tracker>>
    open(EventLoop& loop,
         const Clock& clock,
         ProcessHandles& handles,
         std::unique_ptr<TrackingSource> source,
         Sink sink);

    Tracker(const Tracker&) = delete;
    Tracker& operator=(const Tracker&) = delete;
    ~Tracker();

    [[nodiscard]] TrackingMode mode() const { return m_source->mode(); }

    /// "kernel events (proc connector)", or why it is not exact.
    [[nodiscard]] std::string reason();

    /// Makes a child of ours the root of a new launch: publishes Launched, and Executed once that
    /// is seen. To be called in the turn of the loop that spawned it. `cookie` is the value of
    /// TREEWARDEN_LAUNCH that its environment has, unlike that of any other launch.
    std::pair<LaunchId, ProcessKey> adopt(SpawnedProcess spawned,
                                          std::vector<std::string> command,
                                          std::string cwd,
                                          const std::string& cookie = {});

    /// Makes a running process, with everything below it, a tree that is only watched: publishes
    /// Launched, what is found, and from then on whatever happens. Fails where there is nothing to
    /// watch, or it is watched already. A status comes from the source or the pidfd, where they
    /// have it.
    [[nodiscard]] Result<std::pair<LaunchId, ProcessKey>>
    attach(Pid pid, std::optional<std::uint64_t> startTicks);

    /// Leaves a child to its owner, who waits for it: helpers of our own. In the turn that spawned
    /// it.
    void spare(const SpawnedProcess& helper) { m_recorder.spare(helper.pid); }

    /// Publishes all that has happened up to now; before a launch is declared finished.
    void settle();

    /// Births are to be told without delay for a while: a tree is chased.
    void hurry() { m_source->hurry(); }

    /// Called with a signal that stopped the root of a launch; SIGTTIN and SIGTTOU ask for the
    /// terminal.
    std::function<void(ProcessKey, SignalNumber)> onRootStopped{};

private:
    Tracker(EventLoop& loop,
            const Clock& clock,
            ProcessHandles& handles,
            std::unique_ptr<TrackingSource> source,
            Sink sink);

    Result<void> start();
    void startRecording(TrackingChoice choice);
    /// Drains, announces those that ended, watches those that live, until nothing is left to do.
    void work();
    void suspectAllEnded();
    [[nodiscard]] bool announceEnds(const std::vector<ProcessKey>& suspects);
    ProcessEnd release(ProcessKey key);
    void watchNewborn();
    void pollSource();

    EventLoop& m_loop;
    const Clock& m_clock;
    ProcessHandles& m_handles;
    std::unique_ptr<TrackingSource> m_source;
    TreeRecorder m_recorder;
    SourceDrain m_drain;
    OwnChildren m_children;
    EndWatch m_ends;
    UsageWatch m_usage;
    KernelRecording m_recording;
    DueCall m_poll;
    Time m_lastLaunch{};
    bool m_isWorking{false};
    bool m_isRecording{false};
};

} // namespace tw
