#pragma once

#include <string>
#include <string_view>

namespace tw {

/// The text in UTF-8 with everything that could act on a terminal or turn the reading order written
/// out: control characters and bytes that are no UTF-8 as `\x1b`, bidirectional controls as
/// `\u202e`. Names and messages come from others and are as hostile as output.
[[nodiscard]] std::string inertText(std::string_view text);

} // namespace tw
