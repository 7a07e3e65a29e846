#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace tw {

/// Whether any detector could open at this line, or note it for a trace that follows. Wrong in one
/// direction only: most lines that pass are ordinary, none that is stopped begins a trace. This is
/// where ordinary output is paid for, so it looks at three bytes and searches for one.
[[nodiscard]] bool mayOpenTrace(std::string_view text);

/// Where in the line a head stands that nothing but a trace has, for a line that passed. What is
/// before it is a prefix, or the rest of a line that was not ended.
[[nodiscard]] std::optional<std::size_t> findStrongHead(std::string_view text);

} // namespace tw
