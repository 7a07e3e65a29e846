#include "core/tracking/usage_watch.h"

#include <utility>

namespace tw {

using namespace std::chrono_literals;

namespace {

constexpr auto kSampleInterval = 1s;
constexpr auto kFirstSample = 200ms;
constexpr std::size_t kKeptStatFiles = 2048;

} // namespace

UsageWatch::UsageWatch(EventLoop& loop, Sink sink)
    : m_loop(loop)
    , m_sink(std::move(sink))
    , m_sampler(loop.clock(), kKeptStatFiles)
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
    if (!samples.empty()) {
        m_sink(m_loop.clock().now(), Sampled{std::move(samples)});
    }
}

} // namespace tw
