#include "ui/models/quiet_times.h"

#include <algorithm>

namespace tw {

namespace {

// Marks this close to each other count as one: a tree thousands deep is not climbed for each event.
constexpr std::chrono::milliseconds kGrain{250};

} // namespace

void QuietTimes::note(const ProcessTree& tree, Time time, const TreeEvent& event)
{
    if (const auto* born = std::get_if<Forked>(&event)) {
        markBusy(tree, born->key, time);
    } else if (const auto* executed = std::get_if<Executed>(&event)) {
        markBusy(tree, executed->key, time);
    } else if (const auto* ended = std::get_if<Exited>(&event)) {
        m_busy.erase(ended->key);
        m_lastBusy.erase(ended->key);
    } else if (const auto* sampled = std::get_if<Sampled>(&event)) {
        for (const Sample& sample : sampled->samples) {
            // Steady values are told once: what was busy before this reading was so until now.
            const bool wasBusy = m_busy.erase(sample.key) > 0;
            if (sample.cpuPercent > 0) {
                m_busy.insert(sample.key);
            }
            if (wasBusy || sample.cpuPercent > 0) {
                markBusy(tree, sample.key, time);
            }
        }
    }
}

void QuietTimes::reset(Time since)
{
    m_lastBusy.clear();
    m_busy.clear();
    m_since = since;
}

std::chrono::nanoseconds QuietTimes::of(const Process& process, Time now) const
{
    Time since = std::max(process.started, m_since);
    if (const auto found = m_lastBusy.find(process.key); found != m_lastBusy.end()) {
        since = std::max(since, found->second);
    }
    return std::max(now - since, std::chrono::nanoseconds{0});
}

void QuietTimes::markBusy(const ProcessTree& tree, ProcessKey key, Time time)
{
    const Process* process = tree.find(key);
    while (process != nullptr) {
        if (process->isAlive()) {
            Time& last = m_lastBusy[process->key];
            if (time - last < kGrain) {
                return;
            }
            last = time;
        }
        process = process->parent ? tree.find(*process->parent) : nullptr;
    }
}

} // namespace tw
