#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace tw {

// Scanners for bytes of any encoding. Each is linear in its text and none of them allocates.

[[nodiscard]] constexpr bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

[[nodiscard]] constexpr bool isUpper(char c)
{
    return c >= 'A' && c <= 'Z';
}

/// Bytes above 0x7f count as letters: identifiers may be in any script.
[[nodiscard]] constexpr bool isLetter(char c)
{
    return isUpper(c) || (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
}

[[nodiscard]] constexpr bool isBlank(char c)
{
    return c == ' ' || c == '\t';
}

[[nodiscard]] constexpr bool startsWith(std::string_view text, std::string_view start)
{
    return text.substr(0, start.size()) == start;
}

[[nodiscard]] constexpr bool endsWith(std::string_view text, std::string_view end)
{
    return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

/// How many blanks it begins with.
[[nodiscard]] std::size_t indentOf(std::string_view text);

[[nodiscard]] bool isBlankLine(std::string_view text);

[[nodiscard]] std::string_view withoutTrailingBlanks(std::string_view text);

/// The number that `text` begins with, cut off from it. Empty where there is none or it is too
/// large.
[[nodiscard]] std::optional<std::uint32_t> takeNumber(std::string_view& text);

/// "ValueError", "a.b.<locals>.C": the dotted name that `text` begins with, or an empty view.
[[nodiscard]] std::string_view dottedNameOf(std::string_view text);

/// A line that only draws: "-----", "====", "____ name ____", "=== 2 failed ===". `mark` is the
/// character it is drawn with.
[[nodiscard]] bool isRuler(std::string_view text, char mark);

} // namespace tw
