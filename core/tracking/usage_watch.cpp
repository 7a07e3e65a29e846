#include "core/tracking/usage_watch.h"

#include <utility>

namespace tw {

using namespace std::chrono_literals;

namespace {

constexpr auto kSampleInterval = 1s;
constexpr auto kFirstSample = 200ms;

} // namespace

UsageWatch::UsageWatch(EventLoop& loop, const ProcessHandles& handles, Sink sink)
    : m_loop(loop)
    , m_handles(handles)
    , m_sink(std::move(sink))
    , m_sampler(loop.clock())
    , m_signals(loop.clock(), handles)
    , m_all(loop, [this] { sampleAll(); })
    , m_young(loop, [this] { sampleYoung(); })
{}

void UsageWatch::add(ProcessKey key, Pid pid)
{
    m_sampler.add(key, pid);
    m_young.schedule(kFirstSample);
    m_all.schedule(kSampleInterval);
}

ProcessEnd UsageWatch::remove(ProcessKey key)
{
    const ProcessEnd usage = m_sampler.usage(key);
    m_sampler.remove(key);
    m_signals.remove(key);
    return usage;
}

void UsageWatch::sampleAll()
{
    publish(false);
    if (!m_sampler.isEmpty()) {
        m_all.schedule(kSampleInterval);
    }
}

void UsageWatch::sampleYoung()
{
    publish(true);
}

void UsageWatch::publish(bool youngOnly)
{
    auto samples = m_sampler.read(youngOnly);
    const auto signals = m_signals.read(m_sampler.ran());
    if (!samples.empty()) {
        m_sink(m_loop.clock().now(), Sampled{std::move(samples)});
    }
    for (const SignalsChanged& changed : signals) {
        if (m_handles.find(changed.key) != nullptr) { // the sink may have called back
            m_sink(m_loop.clock().now(), changed);
        }
    }
}

} // namespace tw
