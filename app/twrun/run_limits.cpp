#include "app/twrun/run_limits.h"

#include <utility>

namespace tw {

using namespace std::chrono_literals;

namespace {

/// Woken later than this, twrun itself was stopped: what was written meanwhile is still unread.
constexpr auto kLate = 500ms;
constexpr auto kLookAgain = 100ms;

} // namespace

RunLimits::RunLimits(EventLoop& loop,
                     std::optional<std::chrono::milliseconds> timeout,
                     std::optional<std::chrono::milliseconds> idleTimeout,
                     Callbacks callbacks)
    : m_timeout(timeout)
    , m_idleTimeout(idleTimeout)
    , m_callbacks(std::move(callbacks))
    , m_wholeTimer(loop, [this] { pass(StopReason::Timeout); })
    , m_idleTimer(loop, [this] { onIdle(); })
{}

void RunLimits::begin()
{
    if (m_timeout) {
        m_wholeTimer.start(*m_timeout);
    }
    if (m_idleTimeout) {
        m_idleTimer.start(*m_idleTimeout);
    }
}

void RunLimits::end()
{
    m_wholeTimer.cancel();
    m_idleTimer.cancel();
}

void RunLimits::noteOutput()
{
    if (m_idleTimeout) {
        m_idleTimer.extend(*m_idleTimeout);
    }
}

void RunLimits::pause()
{
    m_wholeTimer.pause();
    m_idleTimer.pause();
}

void RunLimits::resume()
{
    m_wholeTimer.resume();
    m_idleTimer.resume();
}

void RunLimits::onIdle()
{
    if (!m_callbacks.canWrite()) {
        m_idleTimer.start(*m_idleTimeout);
    } else if (m_idleTimer.lateness() > kLate) {
        m_idleTimer.start(kLookAgain);
    } else {
        pass(StopReason::Idle);
    }
}

void RunLimits::pass(StopReason reason)
{
    end();
    m_callbacks.passed(reason);
}

} // namespace tw
