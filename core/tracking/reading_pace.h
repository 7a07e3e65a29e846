#pragma once

#include <chrono>
#include <cstddef>

namespace tw {

/// How promptly events are to be read. Woken for each of them, a storm runs at three quarters of
/// its speed; drained each few milliseconds it is not slowed down. Execs are read at once
/// nevertheless: the command of a short process is gone a moment later. While a tree is chased
/// births are even delivered at once: a chain of forks is only caught by whoever is faster. Owned
/// by the EventReader.
class ReadingPace
{
public:
    /// `events` were read at `now` (CLOCK_MONOTONIC); among them an exec of somebody below us.
    void note(std::chrono::nanoseconds now, std::size_t events, bool hasExec);

    /// Somebody is being chased: all is prompt for a while.
    void hurry(std::chrono::nanoseconds now);

    /// How long to leave further events to the kernel's buffer.
    [[nodiscard]] std::chrono::nanoseconds pause() const;

    /// How long after the last call the loop is to be called again, at the earliest.
    [[nodiscard]] std::chrono::nanoseconds delivery() const;

private:
    std::chrono::nanoseconds m_windowBegan{0};
    std::size_t m_windowEvents{0};
    bool m_windowHasExec{false};
    bool m_isBusy{false};
    bool m_isExecuting{false};
    bool m_isHurrying{false};
    std::chrono::nanoseconds m_hurriesUntil{0};
};

} // namespace tw
