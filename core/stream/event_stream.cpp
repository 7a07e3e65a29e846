#include "core/stream/event_stream.h"

#include <utility>

namespace tw {

SubscriptionId EventStream::subscribe(Subscriber subscriber)
{
    const SubscriptionId id{++m_lastSubscription};
    m_subscribers.emplace(id, std::move(subscriber));
    return id;
}

void EventStream::unsubscribe(SubscriptionId subscription)
{
    m_subscribers.erase(subscription);
}

void EventStream::publish(Time time, EventBody body)
{
    const Event event{++m_lastSequence, time, std::move(body)};
    for (const auto& [id, subscriber] : m_subscribers) {
        subscriber(event);
    }
}

} // namespace tw
