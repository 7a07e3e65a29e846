#pragma once

#include "app/twrun/pausable_timer.h"
#include "core/control/stop_event.h"

#include <chrono>
#include <functional>
#include <optional>

namespace tw {

/// `--timeout` and `--idle-timeout`: says once when one of them has passed. Time in which twrun is
/// suspended does not count, and neither does silence while nobody takes what was written before.
class RunLimits
{
public:
    struct Callbacks
    {
        std::function<void(StopReason)> passed{};
        /// False while the tree cannot write because our own reader is slow.
        std::function<bool()> canWrite{};
    };

    RunLimits(EventLoop& loop,
              std::optional<std::chrono::milliseconds> timeout,
              std::optional<std::chrono::milliseconds> idleTimeout,
              Callbacks callbacks);

    void begin();
    /// Nothing is limited any more.
    void end();

    /// Something of the tree was read.
    void noteOutput();

    void pause();
    void resume();

private:
    void onIdle();
    void pass(StopReason reason);

    std::optional<std::chrono::milliseconds> m_timeout;
    std::optional<std::chrono::milliseconds> m_idleTimeout;
    Callbacks m_callbacks;
    PausableTimer m_wholeTimer;
    PausableTimer m_idleTimer;
};

} // namespace tw
