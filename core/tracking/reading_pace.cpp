#include "core/tracking/reading_pace.h"

#include <cstdint>

namespace tw {

using namespace std::chrono_literals;

namespace {

constexpr auto kWindow = 5ms;
// Between two events: 10000 a second. A chain that forks in each generation makes some 4000, and a
// storm 28000.
constexpr auto kBusyInterval = 100us;
constexpr auto kHurry = 100ms;

} // namespace

void ReadingPace::note(std::chrono::nanoseconds now, std::size_t events, bool hasExec)
{
    m_isHurrying = now < m_hurriesUntil;
    m_windowEvents += events;
    m_windowHasExec = m_windowHasExec || hasExec;
    m_isExecuting = m_isExecuting || hasExec;
    const auto elapsed = now - m_windowBegan;
    if (elapsed < kWindow) {
        return;
    }
    m_isBusy = kBusyInterval * static_cast<std::int64_t>(m_windowEvents) > elapsed;
    m_isExecuting = m_windowHasExec;
    m_windowBegan = now;
    m_windowEvents = 0;
    m_windowHasExec = false;
}

void ReadingPace::hurry(std::chrono::nanoseconds now)
{
    m_isHurrying = true;
    m_hurriesUntil = now + kHurry;
}

std::chrono::nanoseconds ReadingPace::pause() const
{
    return m_isBusy && !m_isExecuting && !m_isHurrying ? kWindow : 0ms;
}

std::chrono::nanoseconds ReadingPace::delivery() const
{
    return m_isBusy && !m_isHurrying ? kWindow : 0ms;
}

} // namespace tw
