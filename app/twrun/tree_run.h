#pragma once

#include "app/twrun/options.h"
#include "core/agent/session.h"
#include "core/kernel/event_loop.h"
#include "core/kernel/signal_fd.h"
#include "core/kernel/terminal.h"
#include "core/output/pass_through.h"

#include <memory>
#include <optional>
#include <string>

namespace tw {

/// One command under twrun, from its launch to the end of its tree. It passes output through, turns
/// signals to twrun into stops, lends the terminal to a command that asks for it, and deals with
/// what is left when the command has ended.
///
///     running ──command ended──> settling ──tree empty──────────────────────> finished
///                                   └──grace passed──> stopping leaks ──over──^
class TreeRun
{
public:
    TreeRun(const Options& options, EventLoop& loop, Session& session, SignalFd& signals);
    TreeRun(const TreeRun&) = delete;
    TreeRun& operator=(const TreeRun&) = delete;
    ~TreeRun();

    /// Launches the command. On failure nothing runs, and the error says what to exit with.
    [[nodiscard]] tl::expected<void, SpawnError> start();

    /// Turns the loop until the launch is finished and its output is written.
    void waitForEnd();

    /// What twrun exits with: the command's own status as a shell tells it.
    [[nodiscard]] int exitStatus() const;

private:
    tl::expected<void, SpawnError> openPassThroughs();
    void onSignals();
    void onSignal(SignalNumber signal);
    void requestStop(StopReason reason);
    void onEvent(const Event& event);
    void onRootEnded();
    void dealWithLeaks();
    void onRootStopped(SignalNumber signal);
    void complainOfSurvivors(const StopEnded& ended);
    void sayNextStep(const StepTaken& step);
    void say(const std::string& text);
    void quitIfDone();
    [[nodiscard]] bool isFlushed() const;

    const Options& m_options;
    EventLoop& m_loop;
    Session& m_session;
    SignalFd& m_signals;
    std::unique_ptr<PassThrough> m_output{};
    std::unique_ptr<PassThrough> m_errors{};
    std::optional<Terminal> m_terminal{};
    LaunchId m_launch{};
    ProcessKey m_root{};
    std::optional<TimerId> m_leakTimer{};
    bool m_rootEnded{false};
    bool m_finished{false};
    bool m_abandoned{false};
    std::optional<SignalNumber> m_lastSignal{};
};

} // namespace tw
