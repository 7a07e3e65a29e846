#pragma once

#include "core/kernel/event_loop.h"
#include "core/kernel/process_handles.h"
#include "core/tracking/due_call.h"

#include <functional>
#include <unordered_map>
#include <vector>

namespace tw {

/// Says when a process may have ended: its pidfd became readable, or it has none and is due to be
/// looked at again. Owned by the Tracker.
class EndWatch
{
public:
    /// `onSuspects` is called from the loop.
    EndWatch(EventLoop& loop, std::function<void(const std::vector<ProcessKey>&)> onSuspects);
    EndWatch(const EndWatch&) = delete;
    EndWatch& operator=(const EndWatch&) = delete;
    ~EndWatch();

    void add(ProcessKey key, const ProcessHandles::Handle& handle);

    /// It has no handle that could be watched, and was alive a moment ago.
    void recheck(ProcessKey key);

    /// To be called before its handle is closed.
    void remove(ProcessKey key);

private:
    void checkUnwatched();

    EventLoop& m_loop;
    std::function<void(const std::vector<ProcessKey>&)> m_onSuspects;
    std::unordered_map<ProcessKey, int> m_watched{};
    std::vector<ProcessKey> m_unwatched{};
    DueCall m_check;
};

} // namespace tw
