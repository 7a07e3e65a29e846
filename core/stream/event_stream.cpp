#include "core/stream/event_stream.h"

#include <utility>

namespace tw {

void EventStream::subscribe(Subscriber subscriber)
{
    m_subscribers.push_back(std::move(subscriber));
}

void EventStream::publish(Time time, EventBody body)
{
    const Event event{++m_lastSequence, time, std::move(body)};
    for (const Subscriber& subscriber : m_subscribers) {
        subscriber(event);
    }
}

} // namespace tw
