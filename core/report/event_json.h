#pragma once

#include "core/stream/event.h"

#include <cstdint>
#include <optional>
#include <string>

namespace tw {

/// Writes events as `twrun --events` does: one JSON object a line, with `seq`, `time`, `event` and
/// the event's fields. Events that are no part of that contract (growth and end of output) are left
/// out; `seq` counts the lines, so it has no gap.
class EventJsonWriter
{
public:
    /// The line with its line feed, or nothing where the event is left out.
    [[nodiscard]] std::optional<std::string> line(const Event& event);

private:
    std::uint64_t m_lastLine{0};
};

} // namespace tw
