#pragma once

#include "core/kernel/event_loop.h"

#include <chrono>
#include <functional>
#include <optional>
#include <utility>

namespace tw {

/// A call of the loop that is due or is not: asked for twice, it is done once. Owned by whom it
/// calls; cancelled with it.
class DueCall
{
public:
    DueCall(EventLoop& loop, std::function<void()> call) : m_loop(loop), m_call(std::move(call)) {}
    DueCall(const DueCall&) = delete;
    DueCall& operator=(const DueCall&) = delete;
    ~DueCall() { m_loop.cancel(m_timer.value_or(TimerId{})); }

    /// Where it is due already that stays its time.
    void schedule(std::chrono::nanoseconds delay)
    {
        if (!m_timer) {
            m_timer = m_loop.callAt(m_loop.clock().now() + delay, [this] {
                m_timer.reset();
                m_call();
            });
        }
    }

private:
    EventLoop& m_loop;
    std::function<void()> m_call;
    std::optional<TimerId> m_timer{};
};

} // namespace tw
