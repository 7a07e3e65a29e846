#pragma once

#include "app/twrun/job_control.h"
#include "app/twrun/options.h"
#include "app/twrun/run_files.h"
#include "app/twrun/run_limits.h"
#include "app/twrun/run_output.h"
#include "app/twrun/worker_run.h"
#include "core/agent/session.h"
#include "core/kernel/event_loop.h"
#include "core/kernel/signal_fd.h"

#include <memory>
#include <vector>

namespace tw {

/// A command under twrun, in one copy or several, from its launch to the end of its tree. Turns
/// signals to twrun and timeouts into stops, and stops and goes on with its shell.
class TreeRun
{
public:
    TreeRun(const WorkerRun::Surroundings& around, SignalFd& signals);
    TreeRun(const TreeRun&) = delete;
    TreeRun& operator=(const TreeRun&) = delete;
    ~TreeRun();

    /// Launches all workers. Fails where none of them runs; the error says what to exit with.
    [[nodiscard]] tl::expected<void, SpawnError> start();

    /// Turns the loop until all is finished and the output is written.
    void waitForEnd();

    /// What twrun exits with: 124 after a timeout, else the largest of the workers' statuses.
    [[nodiscard]] int exitStatus() const;

private:
    [[nodiscard]] WorkerRun::Callbacks workerCallbacks();
    [[nodiscard]] RunLimits::Callbacks limitCallbacks();
    [[nodiscard]] JobControl::Callbacks jobCallbacks();
    tl::expected<void, SpawnError> watchSignals();
    void onSignals();
    void onSignal(SignalNumber signal);
    void requestStop(StopReason reason);
    bool stopAll(const Ladder& ladder, StopReason reason);
    void onLimitPassed(StopReason reason);
    void onEvent(const Event& event);
    void onWorkerDone();

    const Options& m_options;
    EventLoop& m_loop;
    Session& m_session;
    SignalFd& m_signals;
    RunOutput& m_output;
    std::vector<std::unique_ptr<WorkerRun>> m_workers{};
    RunLimits m_limits;
    JobControl m_job;
    /// Somebody asked for an end: from now on a further signal goes to the next step.
    bool m_isStopping{false};
    bool m_hasTimedOut{false};
    bool m_isFinished{false};
};

} // namespace tw
