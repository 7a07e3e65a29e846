#pragma once

#include "core/base/clock.h"
#include "core/traces/log_shapes.h"
#include "core/traces/trace_detector.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tw {

/// The lines of one writer within a stream, with one detector of each kind.
class TraceLane
{
public:
    explicit TraceLane(const TraceSink& sink);

    /// True when the line belongs to a trace. `mayOpen` is what the prefilter says of it.
    bool feed(std::string_view text, std::uint64_t number, Time now, bool mayOpen);

    /// For a line of another lane: true when a trace that is open here goes on with it. It then
    /// belongs here.
    bool adopt(std::string_view text, std::uint64_t number, Time now);

    /// Gives up what is open and was not fed for as long as its writer may pause.
    void advance(Time now);
    void finish();

    [[nodiscard]] bool isOpen() const { return m_open; }
    /// When advance() has something to do.
    [[nodiscard]] std::optional<Time> deadline() const;

private:
    bool offer(const LaneLine& line, bool mayOpen);
    void remember(const LaneLine& line);

    std::vector<std::unique_ptr<TraceDetector>> m_detectors{};
    LogShapes m_shapes{};
    /// The last line that was not blank; its beginning only.
    std::string m_preceding{};
    std::uint64_t m_precedingNumber{0};
    std::uint64_t m_precedingOrdinal{0};
    std::uint64_t m_ordinal{0};
    Time m_lastFed{};
    bool m_open{false};
};

} // namespace tw
