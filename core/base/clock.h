#pragma once

#include <chrono>

namespace tw {

/// A moment: wall-clock time since the epoch, in nanoseconds.
using Time = std::chrono::sys_time<std::chrono::nanoseconds>;

/// Where all times come from. It never goes backwards: steps of the wall clock have no effect on
/// the order of events, on durations or on deadlines.
class Clock
{
public:
    Clock() = default;
    Clock(const Clock&) = delete;
    Clock& operator=(const Clock&) = delete;
    virtual ~Clock() = default;

    [[nodiscard]] virtual Time now() const = 0;

    /// A reading of CLOCK_MONOTONIC (as in kernel events) as a Time.
    [[nodiscard]] virtual Time fromMonotonic(std::chrono::nanoseconds sinceBoot) const = 0;
};

/// CLOCK_MONOTONIC, moved once, at construction, to the wall clock.
class SystemClock final : public Clock
{
public:
    SystemClock();

    [[nodiscard]] Time now() const override;
    [[nodiscard]] Time fromMonotonic(std::chrono::nanoseconds sinceBoot) const override;

private:
    std::chrono::nanoseconds m_offset{0};
};

} // namespace tw
