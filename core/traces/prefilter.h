#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace tw {

/// Whether any detector could open at this line, or note it for a trace that follows. Wrong in one
/// direction only: most lines that pass are ordinary, none that is stopped begins a trace. This is
/// where ordinary output is paid for, so it looks at three bytes and searches for one.
[[nodiscard]] bool mayOpenTrace(std::string_view text);

/// Where in a line that passed a trace begins. What is before it is a prefix, or the rest of a line
/// that was not ended.
struct HeadPlace
{
    std::size_t at{0};
    /// A frame or a ruler, which is no head where a trace is being read.
    bool weak{false};
};
[[nodiscard]] std::optional<HeadPlace> findHead(std::string_view text);

} // namespace tw
