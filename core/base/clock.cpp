#include "core/base/clock.h"

#include <ctime>

namespace tw {

namespace {

std::chrono::nanoseconds read(clockid_t id)
{
    timespec value{};
    ::clock_gettime(id, &value);
    return std::chrono::seconds{value.tv_sec} + std::chrono::nanoseconds{value.tv_nsec};
}

} // namespace

SystemClock::SystemClock() : m_offset(read(CLOCK_REALTIME) - read(CLOCK_MONOTONIC)) {}

Time SystemClock::now() const
{
    return fromMonotonic(read(CLOCK_MONOTONIC));
}

Time SystemClock::fromMonotonic(std::chrono::nanoseconds sinceBoot) const
{
    return Time{sinceBoot + m_offset};
}

} // namespace tw
