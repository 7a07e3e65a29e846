#pragma once

#include "core/stream/event.h"

#include <functional>
#include <vector>

namespace tw {

/// Numbers events and hands each to every subscriber, in the order of subscription. Owned by the
/// agent's session; lives on the loop's thread.
class EventStream
{
public:
    using Subscriber = std::function<void(const Event&)>;

    /// Subscribers are called for every later event. They must not publish from within the call:
    /// what follows from an event is published when the loop turns.
    void subscribe(Subscriber subscriber);

    void publish(Time time, EventBody body);

    [[nodiscard]] std::uint64_t lastSequence() const { return m_lastSequence; }

private:
    std::vector<Subscriber> m_subscribers{};
    std::uint64_t m_lastSequence{0};
};

} // namespace tw
