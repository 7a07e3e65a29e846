#pragma once

#include "core/base/process_key.h"
#include "core/stream/event.h"

#include <functional>
#include <map>

namespace tw {

/// One subscriber of an EventStream; they are called in order of these.
using SubscriptionId = Id<struct SubscriptionIdTag>;

/// Numbers events and hands each to every subscriber, in the order of subscription. Owned by the
/// agent's session; lives on the loop's thread.
class EventStream
{
public:
    using Subscriber = std::function<void(const Event&)>;

    /// Subscribers are called for every later event. They must not publish, subscribe or
    /// unsubscribe from within the call: what follows from an event is done when the loop turns.
    SubscriptionId subscribe(Subscriber subscriber);

    /// For subscribers that end before the stream does.
    void unsubscribe(SubscriptionId subscription);

    void publish(Time time, EventBody body);

    [[nodiscard]] std::uint64_t lastSequence() const { return m_lastSequence; }

private:
    std::map<SubscriptionId, Subscriber> m_subscribers{};
    std::uint64_t m_lastSubscription{0};
    std::uint64_t m_lastSequence{0};
};

} // namespace tw
