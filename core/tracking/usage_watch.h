#pragma once

#include "core/kernel/event_loop.h"
#include "core/kernel/process_handles.h"
#include "core/tracking/due_call.h"
#include "core/tracking/resource_sampler.h"
#include "core/tracking/signal_watch.h"

#include <functional>

namespace tw {

/// Reads what the members use and what they do with signals, at times, and publishes it. Owned by
/// the Tracker.
class UsageWatch
{
public:
    using Sink = std::function<void(Time, TreeEvent)>;

    UsageWatch(EventLoop& loop, const ProcessHandles& handles, Sink sink);

    void add(ProcessKey key, Pid pid);

    /// It has ended; gives what was seen of it.
    [[nodiscard]] ProcessEnd remove(ProcessKey key);

private:
    void sampleAll();
    void sampleYoung();
    void publish(bool youngOnly);

    EventLoop& m_loop;
    const ProcessHandles& m_handles;
    Sink m_sink;
    ResourceSampler m_sampler;
    SignalWatch m_signals;
    DueCall m_all;
    DueCall m_young;
};

} // namespace tw
