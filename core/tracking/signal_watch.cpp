#include "core/tracking/signal_watch.h"

#include "core/kernel/proc_fs.h"

#include <algorithm>
#include <utility>

namespace tw {

using namespace std::chrono_literals;

namespace {

// Timers are late by a little, and never by the same.
constexpr auto kInterval = 1s - 50ms;

} // namespace

std::vector<SignalsChanged> SignalWatch::read(std::span<const ProcessKey> ran)
{
    const Time now = m_clock.now();
    m_putOff.insert(ran.begin(), ran.end());
    std::vector<SignalsChanged> changed;
    for (const ProcessKey key : std::exchange(m_putOff, {})) {
        Known& known = m_known[key];
        if (known.last && now - known.readAt < kInterval) {
            m_putOff.insert(key);
            continue;
        }
        const auto signals = readOne(key);
        if (signals && signals != known.last) {
            changed.push_back(*signals);
        }
        known = {signals, now};
    }
    std::erase_if(m_known, [](const auto& entry) { return !entry.second.last; });
    std::sort(changed.begin(), changed.end(), [](const auto& left, const auto& right) {
        return left.key < right.key;
    });
    return changed;
}

std::optional<SignalsChanged> SignalWatch::readOne(ProcessKey key) const
{
    const auto* handle = m_handles.find(key);
    if (handle == nullptr) {
        return std::nullopt;
    }
    const auto status = readProcStatus(handle->pid);
    // Asked afterwards: while it lives nobody else can have its number.
    if (!status || (handle->pidfd.isOpen() && handle->pidfd.hasExited())) {
        return std::nullopt;
    }
    return SignalsChanged{key, status->blocked, status->ignored, status->caught};
}

void SignalWatch::remove(ProcessKey key)
{
    m_known.erase(key);
    m_putOff.erase(key);
}

} // namespace tw
