#pragma once

#include "core/base/clock.h"
#include "core/traces/lane_prefix.h"
#include "core/traces/line_normalizer.h"
#include "core/traces/trace_lane.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tw {

/// A captured line on its way through: raw bytes without the line feed, and its number in the
/// stream, from 1.
struct LineView
{
    std::string_view bytes{};
    std::uint64_t number{0};
};

/// Finds stack traces in one captured stream, as it comes. Passive: whoever reads the stream feeds
/// whole lines in order, calls advance() when deadline() is reached, and finish() at the end. Each
/// trace goes to the sink once, when nothing can change it any more.
///
/// A stream may carry several writers whose lines a tool has marked with prefixes. Prefixes are
/// learnt: what stands before the head of a trace is one. Each gets a lane with detectors of its
/// own; everything else is in the main lane.
class TraceScanner
{
public:
    explicit TraceScanner(TraceSink sink);

    void feed(LineView line, Time now);
    void advance(Time now);
    void finish();

    [[nodiscard]] std::optional<Time> deadline() const;

private:
    struct PrefixedLane
    {
        LanePrefix prefix;
        std::unique_ptr<TraceLane> lane;
        std::uint64_t lastLine{0};
        /// No second line with this prefix was seen: the head may have stood behind a log record's
        /// prefix, or a line that was not ended.
        bool confirmed{false};
    };

    /// A line of the main lane that a prefix learnt from the next one may claim.
    struct RecentLine
    {
        std::string text{};
        std::uint64_t number{0};
    };

    bool feedKnownPrefix(std::string_view text, LineView line, Time now);
    bool feedNewPrefix(std::string_view text, LineView line, Time now);
    bool feedUnconfirmed(std::string_view text, LineView line, Time now);
    void makeRoom();
    void replayRecent(const LanePrefix& prefix, TraceLane& lane, Time now) const;
    void rememberRecent(std::string_view text, std::uint64_t number);
    void dropUnused(std::uint64_t number);

    TraceSink m_sink;
    LineNormalizer m_normalizer{};
    std::unique_ptr<TraceLane> m_mainLane;
    std::vector<PrefixedLane> m_prefixed{};
    std::uint64_t m_nextDrop{0};
    /// As many as may stand before a head and belong to it.
    std::array<RecentLine, 4> m_recent{};
    std::size_t m_nextRecent{0};
};

} // namespace tw
