#pragma once

#include "core/kernel/event_loop.h"
#include "core/tracking/due_call.h"
#include "core/tracking/resource_sampler.h"

#include <functional>

namespace tw {

/// Reads what the members use, at times, and publishes it. Owned by the Tracker.
class UsageWatch
{
public:
    using Sink = std::function<void(Time, TreeEvent)>;

    UsageWatch(EventLoop& loop, Sink sink);

    void add(ProcessKey key, Pid pid);

    /// It has ended; gives what was seen of it.
    [[nodiscard]] ProcessEnd remove(ProcessKey key);

private:
    void sampleAll();
    void sampleYoung();
    void publish(bool youngOnly);

    EventLoop& m_loop;
    Sink m_sink;
    ResourceSampler m_sampler;
    DueCall m_all;
    DueCall m_young;
};

} // namespace tw
