#pragma once

#include "core/base/clock.h"

namespace tw {

/// A clock that moves only when a test turns it. Starts at 1000 s after the epoch, as event scripts
/// do.
class FakeClock final : public Clock
{
public:
    static constexpr Time kStart{std::chrono::seconds{1000}};

    [[nodiscard]] Time now() const override { return m_now; }
    [[nodiscard]] Time fromMonotonic(std::chrono::nanoseconds sinceBoot) const override
    {
        return kStart + sinceBoot;
    }

    void turn(std::chrono::nanoseconds by) { m_now += by; }

private:
    Time m_now{kStart};
};

} // namespace tw
