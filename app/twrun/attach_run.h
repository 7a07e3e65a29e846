#pragma once

#include "app/twrun/options.h"
#include "app/twrun/pausable_timer.h"
#include "app/twrun/run_output.h"
#include "core/agent/session.h"
#include "core/kernel/event_loop.h"
#include "core/kernel/signal_fd.h"
#include "core/kernel/terminal.h"

#include <string>

namespace tw {

/// twrun --attach: watches a running process and its tree until the process has ended. Nothing of
/// it is ours, so a signal to twrun ends the watching and nothing else, unless a ladder was given
/// for it.
class AttachRun
{
public:
    AttachRun(const Options& options,
              EventLoop& loop,
              Session& session,
              SignalFd& signals,
              RunOutput& output);
    AttachRun(const AttachRun&) = delete;
    AttachRun& operator=(const AttachRun&) = delete;
    ~AttachRun();

    [[nodiscard]] Result<void> start();

    /// Turns the loop until the watching is over.
    void waitForEnd();

    /// That of the process; 0 where the watching was ended before, 125 where it is not known.
    [[nodiscard]] int exitStatus() const;

private:
    void onSignals();
    void onSignal(SignalNumber signal);
    void requestStop(SignalNumber signal);
    void letGo();
    void onEvent(const Event& event);
    void onRootEnded();
    void onGracePassed();
    [[nodiscard]] std::string title() const;

    const Options& m_options;
    EventLoop& m_loop;
    Session& m_session;
    SignalFd& m_signals;
    RunOutput& m_output;
    PausableTimer m_grace;
    LaunchId m_launch{};
    ProcessKey m_root{};
    bool m_isRootEnded{false};
    bool m_isLetGo{false};
};

} // namespace tw
