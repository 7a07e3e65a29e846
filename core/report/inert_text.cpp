#include "core/report/inert_text.h"

#include <cstddef>

#include <fmt/format.h>

namespace tw {

namespace {

/// A character and how many bytes it took; `length` 0 where the bytes are no UTF-8.
struct Character
{
    char32_t value{0};
    std::size_t length{0};
};

std::size_t lengthOf(unsigned char lead)
{
    if (lead < 0x80) {
        return 1;
    }
    if (lead >= 0xc2 && lead < 0xe0) {
        return 2;
    }
    if (lead >= 0xe0 && lead < 0xf0) {
        return 3;
    }
    return lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
}

bool isOverlongOrSurrogate(char32_t value, std::size_t length)
{
    return (length == 3 && (value < 0x800 || (value >= 0xd800 && value < 0xe000)))
           || (length == 4 && (value < 0x10000 || value > 0x10ffff));
}

Character decode(std::string_view text)
{
    const auto lead = static_cast<unsigned char>(text.front());
    const std::size_t length = lengthOf(lead);
    if (length <= 1 || length > text.size()) {
        return {lead, length == 1 ? std::size_t{1} : std::size_t{0}};
    }
    char32_t value = lead & (0x7fU >> length);
    for (const char byte : text.substr(1, length - 1)) {
        const auto bits = static_cast<unsigned char>(byte);
        if ((bits & 0xc0U) != 0x80U) {
            return {lead, 0};
        }
        value = (value << 6U) | (bits & 0x3fU);
    }
    return {value, isOverlongOrSurrogate(value, length) ? std::size_t{0} : length};
}

bool isControl(char32_t value)
{
    return value < 0x20 || (value >= 0x7f && value < 0xa0);
}

bool turnsDirection(char32_t value)
{
    return value == 0x061c || value == 0x200e || value == 0x200f
           || (value >= 0x2028 && value <= 0x202e) || (value >= 0x2066 && value <= 0x2069);
}

} // namespace

std::string inertText(std::string_view text)
{
    std::string inert;
    while (!text.empty()) {
        const Character next = decode(text);
        if (next.length == 0) {
            inert += fmt::format("\\x{:02x}", static_cast<unsigned char>(text.front()));
            text.remove_prefix(1);
            continue;
        }
        if (isControl(next.value)) {
            inert += fmt::format("\\x{:02x}", static_cast<unsigned>(next.value));
        } else if (turnsDirection(next.value)) {
            inert += fmt::format("\\u{:04x}", static_cast<unsigned>(next.value));
        } else {
            inert += text.substr(0, next.length);
        }
        text.remove_prefix(next.length);
    }
    return inert;
}

} // namespace tw
