#include "core/tracking/reading_pace.h"

#include <cstdint>

namespace tw {

using namespace std::chrono_literals;

namespace {

constexpr auto kWindow = 5ms;
constexpr auto kBusyInterval = 500us; // between two events: 2000 a second

} // namespace

void ReadingPace::note(std::chrono::nanoseconds now, std::size_t events, bool hasExec)
{
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

std::chrono::nanoseconds ReadingPace::pause() const
{
    return m_isBusy && !m_isExecuting ? kWindow : 0ms;
}

std::chrono::nanoseconds ReadingPace::delivery() const
{
    return m_isBusy ? kWindow : 0ms;
}

} // namespace tw
