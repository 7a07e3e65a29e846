#pragma once

#include "app/twrun/options.h"
#include "app/twrun/pausable_timer.h"
#include "app/twrun/run_files.h"
#include "app/twrun/run_output.h"
#include "core/agent/session.h"

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace tw {

/// One copy of the command: its attempts one after the other, each from the launch to the end of
/// its tree. Deals with what an attempt leaves behind. Owned by the run, who hands it every event.
///
///     running ──command ended──> settling ──tree empty─────────────────────> finished ──> done
///        ^                          └──grace passed──> stopping or waiting ──^   │
///        └──────────────────────────────── failed, and may be tried again ───────┘
class WorkerRun
{
public:
    struct Surroundings
    {
        const Options& options;
        EventLoop& loop;
        Session& session;
        RunOutput& output;
        RunFiles& files;
    };
    struct Callbacks
    {
        /// The command of an attempt has ended; its descendants may live.
        std::function<void()> commandEnded{};
        /// No further attempt.
        std::function<void()> done{};
    };

    WorkerRun(const Surroundings& surroundings, std::uint32_t number, Callbacks callbacks);
    WorkerRun(const WorkerRun&) = delete;
    WorkerRun& operator=(const WorkerRun&) = delete;
    ~WorkerRun() = default;

    /// Begins the first attempt. On failure it is done.
    [[nodiscard]] tl::expected<void, SpawnError> start();

    void onEvent(const Event& event);

    /// Climbs a ladder against what lives of it; it is not tried again. False where there is
    /// nothing to stop, or a stop is under way.
    bool stop(const Ladder& ladder, StopReason reason);

    /// No time passes while twrun is suspended.
    void pause() { m_leakTimer.pause(); }
    void resume(std::chrono::nanoseconds away);

    [[nodiscard]] bool isDone() const { return m_isDone; }
    [[nodiscard]] bool isRunning() const { return m_isRunning; }
    [[nodiscard]] LaunchId launch() const { return m_launch; }
    [[nodiscard]] ProcessKey root() const { return m_root; }
    /// Of the last attempt, as a shell tells it.
    [[nodiscard]] int exitStatus() const { return m_exitStatus; }

private:
    [[nodiscard]] LaunchCommand command() const;
    void onRootEnded();
    void onStopEnded(const StopEnded& ended);
    void onFinished();
    void dealWithLeaks();
    void tryAgain();
    void sayNextStep(const StepTaken& step);
    void say(const std::string& text);

    Surroundings m_surroundings;
    std::uint32_t m_number;
    Callbacks m_callbacks;
    PausableTimer m_leakTimer;
    std::uint32_t m_attempt{0};
    LaunchId m_launch{};
    ProcessKey m_root{};
    std::optional<StopId> m_stop{};
    bool m_isStopFinal{false};
    std::optional<SignalNumber> m_lastSignal{};
    /// Streams that somebody holds who was left alone.
    std::vector<StreamEnded> m_held{};
    int m_exitStatus{0};
    bool m_isRunning{false};
    bool m_isRootEnded{false};
    bool m_mayTryAgain{true};
    bool m_isDone{false};
};

} // namespace tw
