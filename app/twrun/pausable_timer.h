#pragma once

#include "core/kernel/event_loop.h"

#include <chrono>
#include <functional>
#include <optional>

namespace tw {

/// A call that is due after some time, which does not run while twrun is suspended. Owned by
/// whoever waits; outlived by the loop.
class PausableTimer
{
public:
    PausableTimer(EventLoop& loop, std::function<void()> callback);
    PausableTimer(const PausableTimer&) = delete;
    PausableTimer& operator=(const PausableTimer&) = delete;
    ~PausableTimer();

    /// Anew, whatever was left. While it is paused the time runs from resume() on.
    void start(std::chrono::nanoseconds wait);
    void cancel();

    /// Cheap: for calls with every line that is written.
    void extend(std::chrono::nanoseconds wait);

    void pause();
    void resume();

    /// How much later than it was due the callback is called: twrun itself may have been stopped.
    [[nodiscard]] std::chrono::nanoseconds lateness() const { return m_lateness; }

private:
    void arm();
    void fire();

    EventLoop& m_loop;
    std::function<void()> m_callback;
    std::optional<TimerId> m_timer{};
    /// Absent while it is not running.
    std::optional<Time> m_due{};
    /// What was left when it was paused.
    std::optional<std::chrono::nanoseconds> m_left{};
    std::chrono::nanoseconds m_lateness{0};
    bool m_isPaused{false};
};

} // namespace tw
