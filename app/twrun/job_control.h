#pragma once

#include "app/twrun/pausable_timer.h"
#include "core/agent/session.h"
#include "core/kernel/event_loop.h"
#include "core/kernel/terminal.h"

#include <chrono>
#include <functional>
#include <optional>
#include <vector>

namespace tw {

/// twrun as a job of a shell: lends the terminal to a command that asks for it, and on Ctrl+Z stops
/// the whole tree and then itself, until the shell continues it. Owned by the run; loop's thread.
///
///     running ──SIGTSTP, or the command stopped on its terminal──> pausing ──none runs──> stopped
///        ^──────────────────────────────── continued ────────────────────────────────────────┘
///
/// A job in the background neither takes nor gives the terminal: a command that asks for it then
/// stops the whole job, as it would without us.
class JobControl
{
public:
    struct Callbacks
    {
        /// The trees of the job.
        std::function<std::vector<LaunchId>()> launches{};
        /// No time counts from here on.
        std::function<void()> pausing{};
        /// Continued after so long.
        std::function<void(std::chrono::nanoseconds)> resumed{};
    };

    /// How long a program may take to stop by itself, and to stop once it is made to.
    static constexpr std::chrono::milliseconds kPolite{250};
    static constexpr std::chrono::milliseconds kForced{100};

    JobControl(EventLoop& loop, Session& session, bool hasTerminal, Callbacks callbacks);
    JobControl(const JobControl&) = delete;
    JobControl& operator=(const JobControl&) = delete;
    ~JobControl() = default;

    /// SIGTSTP to twrun.
    void suspend() { begin(false); }

    /// The root of a launch was stopped by a signal.
    void onRootStopped(ProcessKey root, SignalNumber signal);

    /// The terminal is ours again, with the modes that it had.
    void takeTerminalBack();

private:
    void begin(bool isByTerminal);
    void look();
    void stopNow();
    void lendTo(Pid group);
    [[nodiscard]] bool isOfTree(Pid group) const;
    void resumeAll();

    EventLoop& m_loop;
    Session& m_session;
    Callbacks m_callbacks;
    std::optional<Terminal> m_terminal{};
    TreePause m_pause;
    bool m_isPausing{false};
    bool m_isForced{false};
    /// The terminal itself stopped the command: all that is stopped is ours to continue.
    bool m_isByTerminal{false};
    Time m_limit{};
    /// Who gets the terminal once it is continued.
    std::optional<Pid> m_group{};
};

} // namespace tw
