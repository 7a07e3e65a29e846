#include "ui/models/sgr.h"

#include <algorithm>
#include <array>

namespace tw {
namespace {

/// The numbers of a sequence, read one after the other.
class Parameters
{
public:
    explicit Parameters(QByteArrayView text)
    {
        int value = 0;
        for (const char c : text) {
            if (c == ';' || c == ':')
                add(std::exchange(value, 0));
            else if (c >= '0' && c <= '9')
                value = std::min(value * 10 + (c - '0'), 9999);
        }
        add(value);
    }

    [[nodiscard]] bool isAtEnd() const { return m_next == m_count; }
    int take() { return isAtEnd() ? -1 : m_values[m_next++]; }

private:
    void add(int value)
    {
        if (m_count < m_values.size())
            m_values[m_count++] = value;
    }

    // xterm reads 30 and stops; more is no sequence that a program means.
    std::array<int, 32> m_values{};
    std::size_t m_count{0};
    std::size_t m_next{0};
};

AnsiColor indexed(int index)
{
    return {true, static_cast<std::uint8_t>(index), 0, 0, 0};
}

std::optional<AnsiColor> extendedColor(Parameters& parameters)
{
    const int kind = parameters.take();
    if (kind == 5) {
        const int index = parameters.take();
        return index >= 0 && index < 256 ? std::optional(indexed(index)) : std::nullopt;
    }
    if (kind != 2)
        return std::nullopt;
    const int red = parameters.take();
    const int green = parameters.take();
    const int blue = parameters.take();
    const auto isByte = [](int value) { return value >= 0 && value < 256; };
    if (!isByte(red) || !isByte(green) || !isByte(blue))
        return std::nullopt;
    return AnsiColor{false,
                     0,
                     static_cast<std::uint8_t>(red),
                     static_cast<std::uint8_t>(green),
                     static_cast<std::uint8_t>(blue)};
}

void applyColor(AnsiStyle& style, int code, Parameters& parameters)
{
    if (code >= 30 && code <= 37)
        style.foreground = indexed(code - 30);
    else if (code >= 90 && code <= 97)
        style.foreground = indexed(code - 90 + 8);
    else if (code >= 40 && code <= 47)
        style.background = indexed(code - 40);
    else if (code >= 100 && code <= 107)
        style.background = indexed(code - 100 + 8);
    else if (code == 39)
        style.foreground.reset();
    else if (code == 49)
        style.background.reset();
    else if (code == 38 || code == 48) {
        if (const std::optional<AnsiColor> color = extendedColor(parameters))
            (code == 38 ? style.foreground : style.background) = color;
    }
}

void applyCode(AnsiStyle& style, int code, Parameters& parameters)
{
    switch (code) {
    case 0:
        style = {};
        break;
    case 1:
        style.bold = true;
        break;
    case 2:
        style.dim = true;
        break;
    case 3:
    case 23:
        style.italic = code == 3;
        break;
    case 4:
    case 21:
    case 24:
        style.underline = code != 24;
        break;
    case 7:
    case 27:
        style.inverse = code == 7;
        break;
    case 9:
    case 29:
        style.struckOut = code == 9;
        break;
    case 22:
        style.bold = false;
        style.dim = false;
        break;
    default:
        applyColor(style, code, parameters);
    }
}

} // namespace

void applySgr(AnsiStyle& style, QByteArrayView parameters)
{
    Parameters codes(parameters);
    while (!codes.isAtEnd())
        applyCode(style, codes.take(), codes);
}

} // namespace tw
