#include "app/twrun/pausable_timer.h"

#include <utility>

namespace tw {

PausableTimer::PausableTimer(EventLoop& loop, std::function<void()> callback)
    : m_loop(loop)
    , m_callback(std::move(callback))
{}

PausableTimer::~PausableTimer()
{
    cancel();
}

void PausableTimer::start(std::chrono::nanoseconds wait)
{
    cancel();
    if (m_isPaused) {
        m_left = wait;
        return;
    }
    m_due = m_loop.clock().now() + wait;
    arm();
}

void PausableTimer::cancel()
{
    m_loop.cancel(m_timer.value_or(TimerId{}));
    m_timer.reset();
    m_due.reset();
    m_left.reset();
}

void PausableTimer::extend(std::chrono::nanoseconds wait)
{
    // The timer of the loop is left where it is, and set again when it finds out.
    if (m_due) {
        m_due = m_loop.clock().now() + wait;
    } else if (m_left) {
        m_left = wait;
    }
}

void PausableTimer::pause()
{
    if (std::exchange(m_isPaused, true) || !m_due) {
        return;
    }
    const auto left = *m_due - m_loop.clock().now();
    cancel();
    m_left = left;
}

void PausableTimer::resume()
{
    if (std::exchange(m_isPaused, false) && m_left) {
        start(*std::exchange(m_left, std::nullopt));
    }
}

void PausableTimer::arm()
{
    m_timer = m_loop.callAt(*m_due, [this] { fire(); });
}

void PausableTimer::fire()
{
    m_timer.reset();
    const auto late = m_loop.clock().now() - *m_due;
    if (late.count() < 0) {
        arm();
        return;
    }
    m_lateness = late;
    m_due.reset();
    m_callback();
}

} // namespace tw
