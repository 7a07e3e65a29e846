#pragma once

#include "core/traces/log_shapes.h"
#include "core/traces/trace.h"

#include <cstdint>
#include <functional>
#include <string_view>

namespace tw {

/// The non-blank line that stood before another one in its lane.
struct PrecedingLine
{
    std::string_view text{};
    std::uint64_t number{0};
    std::uint64_t ordinal{0};
};

/// A line as detectors see it: escapes removed, the lane's prefix cut off, at most 4 KiB. The views
/// are good for the call only.
struct LaneLine
{
    std::string_view text{};
    /// Number in the stream, from 1.
    std::uint64_t number{0};
    /// Number in its lane, from 1: neighbours in a lane may be far apart in the stream.
    std::uint64_t ordinal{0};
    PrecedingLine preceding{};
    const LogShapes* shapes{nullptr};
};

using TraceSink = std::function<void(Trace)>;

/// Follows the traces of one runtime in one lane. A scanner owns one of each kind a lane; it offers
/// every line while the detector is open, and otherwise those that the prefilter let through.
///
/// A detector never holds lines back: it keeps numbers and what it parsed. It gives a finished
/// trace to its sink and may open the next one with the same line.
class TraceDetector
{
public:
    TraceDetector() = default;
    TraceDetector(const TraceDetector&) = delete;
    TraceDetector& operator=(const TraceDetector&) = delete;
    virtual ~TraceDetector() = default;

    /// True when the line belongs to a trace (or a candidate) of this detector.
    virtual bool feed(const LaneLine& line) = 0;

    /// No more lines of what is open will come: it goes to the sink as it is, or nowhere.
    virtual void finish() = 0;

    /// Holds something that another line may change.
    [[nodiscard]] virtual bool isOpen() const = 0;

    /// The text cannot end here, so that a pause of the writer says little.
    [[nodiscard]] virtual bool isMidway() const = 0;
};

} // namespace tw
