#include "core/traces/trace_lane.h"

#include "core/traces/detectors.h"
#include "core/traces/text_scan.h"

#include <algorithm>
#include <chrono>

namespace tw {

namespace {

constexpr std::chrono::milliseconds kPause{200};
/// In the middle of a trace a writer may wait for the disk that holds its sources.
constexpr std::chrono::milliseconds kPauseMidway{2000};
constexpr std::size_t kPrecedingLength = 256;

std::chrono::milliseconds patienceOf(const TraceDetector& detector)
{
    return detector.isMidway() ? kPauseMidway : kPause;
}

} // namespace

TraceLane::TraceLane(const TraceSink& sink) : m_detectors(makeDetectors(sink)) {}

bool TraceLane::feed(std::string_view text, std::uint64_t number, Time now, bool mayOpen)
{
    ++m_ordinal;
    LaneLine line{};
    line.text = text;
    line.number = number;
    line.ordinal = m_ordinal;
    line.preceding = {m_preceding, m_precedingNumber, m_precedingOrdinal};
    line.shapes = &m_shapes;
    const bool taken = (m_open || mayOpen) && offer(line, mayOpen);
    if (m_open)
        m_lastFed = now;
    if (!taken)
        m_shapes.remember(text);
    remember(line);
    return taken;
}

bool TraceLane::adopt(std::string_view text, std::uint64_t number, Time now)
{
    LaneLine line{};
    line.text = text;
    line.number = number;
    line.ordinal = m_ordinal + 1;
    line.preceding = {m_preceding, m_precedingNumber, m_precedingOrdinal};
    line.shapes = &m_shapes;
    if (!offer(line, false))
        return false;
    ++m_ordinal;
    m_lastFed = now;
    remember(line);
    return true;
}

/// Detectors that are open come first; the others only see what could open a trace.
bool TraceLane::offer(const LaneLine& line, bool mayOpen)
{
    bool taken = false;
    for (const auto& detector : m_detectors)
        if (!taken && detector->isOpen())
            taken = detector->feed(line);
    for (const auto& detector : m_detectors)
        if (!taken && mayOpen && !detector->isOpen())
            taken = detector->feed(line);
    m_open = std::any_of(m_detectors.begin(), m_detectors.end(), [](const auto& detector) {
        return detector->isOpen();
    });
    return taken;
}

void TraceLane::remember(const LaneLine& line)
{
    if (isBlankLine(line.text))
        return;
    m_preceding.assign(line.text.substr(0, kPrecedingLength));
    m_precedingNumber = line.number;
    m_precedingOrdinal = line.ordinal;
}

void TraceLane::advance(Time now)
{
    if (!m_open)
        return;
    m_open = false;
    for (const auto& detector : m_detectors) {
        if (detector->isOpen() && now - m_lastFed >= patienceOf(*detector))
            detector->finish();
        m_open = m_open || detector->isOpen();
    }
}

void TraceLane::finish()
{
    for (const auto& detector : m_detectors)
        detector->finish();
    m_open = false;
}

std::optional<Time> TraceLane::deadline() const
{
    std::optional<Time> first{};
    for (const auto& detector : m_detectors) {
        if (!detector->isOpen())
            continue;
        const Time due = m_lastFed + patienceOf(*detector);
        first = first ? std::min(*first, due) : due;
    }
    return first;
}

} // namespace tw
