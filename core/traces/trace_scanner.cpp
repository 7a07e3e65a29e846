#include "core/traces/trace_scanner.h"

#include "core/traces/prefilter.h"
#include "core/traces/text_scan.h"

#include <algorithm>
#include <utility>

namespace tw {

namespace {

constexpr std::size_t kMostLanes = 64;
constexpr std::size_t kLongestPrefix = 200;
constexpr std::size_t kRecentLength = 512;
constexpr std::uint64_t kUnusedLines = 20;
/// A writer among many chatty ones may have to wait for its turn in the middle of a trace.
constexpr std::uint64_t kUnusedLinesMidway = 2000;

/// Indents and the gutters of exception groups stand before heads and are no prefixes.
bool isPrefix(std::string_view text)
{
    return text.find_first_not_of(" \t|+") != std::string_view::npos
           && text.size() <= kLongestPrefix;
}

} // namespace

TraceScanner::TraceScanner(TraceSink sink)
    : m_sink(std::move(sink))
    , m_mainLane(std::make_unique<TraceLane>(m_sink))
{}

void TraceScanner::feed(LineView line, Time now)
{
    const auto text = m_normalizer.normalize(line.bytes);
    if (!m_prefixed.empty()) {
        if (line.number >= m_nextDrop)
            dropUnused(line.number);
        if (feedKnownPrefix(text, line, now) || feedUnconfirmed(text, line, now))
            return;
    }
    const bool mayOpen = mayOpenTrace(text);
    if (mayOpen && feedNewPrefix(text, line, now))
        return;
    m_mainLane->feed(text, line.number, now, mayOpen);
    rememberRecent(text, line.number);
}

bool TraceScanner::feedKnownPrefix(std::string_view text, LineView line, Time now)
{
    for (auto& entry : m_prefixed) {
        const auto length = entry.prefix.match(text);
        if (!length)
            continue;
        entry.confirmed = true;
        entry.lastLine = line.number;
        const auto cut = text.substr(*length);
        entry.lane->feed(cut, line.number, now, mayOpenTrace(cut));
        return true;
    }
    return false;
}

bool TraceScanner::feedUnconfirmed(std::string_view text, LineView line, Time now)
{
    if (m_prefixed.empty() || m_prefixed.back().confirmed)
        return false;
    auto& lane = m_prefixed.back().lane;
    if (!lane->isOpen() || !lane->adopt(text, line.number, now))
        return false;
    // The body has no prefix, so this is how the main lane goes on.
    m_mainLane->finish();
    m_mainLane = std::move(lane);
    m_prefixed.pop_back();
    return true;
}

bool TraceScanner::feedNewPrefix(std::string_view text, LineView line, Time now)
{
    const auto head = findHead(text);
    if (!head || head->at == 0 || !isPrefix(text.substr(0, head->at)))
        return false;
    if (head->weak && m_mainLane->isOpen())
        return false;
    makeRoom();
    const LanePrefix prefix{text.substr(0, head->at)};
    m_prefixed.push_back({prefix, std::make_unique<TraceLane>(m_sink), line.number, false});
    m_nextDrop = line.number + kUnusedLines;
    auto& lane = *m_prefixed.back().lane;
    replayRecent(prefix, lane, now);
    lane.feed(text.substr(head->at), line.number, now, true);
    return true;
}

/// Announcements of a trace stood before its head, when the prefix was not known yet.
void TraceScanner::replayRecent(const LanePrefix& prefix, TraceLane& lane, Time now) const
{
    for (std::size_t i = 0; i < m_recent.size(); ++i) {
        const auto& recent = m_recent[(m_nextRecent + i) % m_recent.size()];
        const auto length = recent.number == 0 ? std::nullopt : prefix.match(recent.text);
        if (length)
            lane.feed(std::string_view{recent.text}.substr(*length), recent.number, now, true);
    }
}

void TraceScanner::rememberRecent(std::string_view text, std::uint64_t number)
{
    auto& recent = m_recent[m_nextRecent];
    recent.text.assign(text.substr(0, kRecentLength));
    recent.number = number;
    m_nextRecent = (m_nextRecent + 1) % m_recent.size();
}

void TraceScanner::makeRoom()
{
    if (m_prefixed.size() >= kMostLanes) {
        const auto oldest = std::min_element(
            m_prefixed.begin(), m_prefixed.end(), [](const auto& a, const auto& b) {
                return a.lastLine < b.lastLine;
            });
        oldest->lane->finish();
        m_prefixed.erase(oldest);
    }
}

void TraceScanner::dropUnused(std::uint64_t number)
{
    m_nextDrop = number + kUnusedLines;
    const auto unused = [number](const PrefixedLane& entry) {
        const auto limit = entry.lane->isOpen() ? kUnusedLinesMidway : kUnusedLines;
        return number - entry.lastLine > limit;
    };
    for (auto& entry : m_prefixed)
        if (unused(entry))
            entry.lane->finish();
    m_prefixed.erase(
        std::remove_if(m_prefixed.begin(),
                       m_prefixed.end(),
                       [&](const auto& entry) { return !entry.lane->isOpen() && unused(entry); }),
        m_prefixed.end());
}

void TraceScanner::advance(Time now)
{
    m_mainLane->advance(now);
    for (auto& entry : m_prefixed)
        entry.lane->advance(now);
}

void TraceScanner::finish()
{
    m_mainLane->finish();
    for (auto& entry : m_prefixed)
        entry.lane->finish();
    m_prefixed.clear();
}

std::optional<Time> TraceScanner::deadline() const
{
    auto first = m_mainLane->deadline();
    for (const auto& entry : m_prefixed) {
        const auto due = entry.lane->deadline();
        if (due && (!first || *due < *first))
            first = due;
    }
    return first;
}

} // namespace tw
