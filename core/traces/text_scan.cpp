#include "core/traces/text_scan.h"

#include <limits>

namespace tw {

namespace {

bool isNameByte(char c)
{
    return isLetter(c) || isDigit(c) || c == '_';
}

} // namespace

std::size_t indentOf(std::string_view text)
{
    std::size_t indent = 0;
    while (indent < text.size() && isBlank(text[indent]))
        ++indent;
    return indent;
}

bool isBlankLine(std::string_view text)
{
    return indentOf(text) == text.size();
}

std::string_view withoutTrailingBlanks(std::string_view text)
{
    while (!text.empty() && isBlank(text.back()))
        text.remove_suffix(1);
    return text;
}

std::optional<std::uint32_t> takeNumber(std::string_view& text)
{
    std::uint64_t value = 0;
    std::size_t length = 0;
    while (length < text.size() && isDigit(text[length])) {
        value = value * 10 + static_cast<std::uint64_t>(text[length] - '0');
        if (value > std::numeric_limits<std::uint32_t>::max())
            return std::nullopt;
        ++length;
    }
    if (length == 0)
        return std::nullopt;
    text.remove_prefix(length);
    return static_cast<std::uint32_t>(value);
}

std::string_view dottedNameOf(std::string_view text)
{
    constexpr std::string_view kLocals = "<locals>";
    std::size_t end = 0;
    for (;;) {
        const auto start = end;
        if (startsWith(text.substr(start), kLocals))
            end += kLocals.size();
        else if (start < text.size() && !isDigit(text[start]))
            while (end < text.size() && isNameByte(text[end]))
                ++end;
        if (end == start)
            return {};
        if (end >= text.size() || text[end] != '.')
            return text.substr(0, end);
        ++end;
    }
}

bool isRuler(std::string_view text, char mark)
{
    constexpr std::size_t kEdge = 3;
    text = withoutTrailingBlanks(text);
    if (text.size() < 2 * kEdge)
        return false;
    for (std::size_t i = 0; i < kEdge; ++i)
        if (text[i] != mark || text[text.size() - 1 - i] != mark)
            return false;
    return true;
}

} // namespace tw
