#pragma once

#include <QByteArrayView>
#include <QString>

#include <cstdint>
#include <optional>
#include <vector>

namespace tw {

/// A colour as an SGR sequence names it: one of the palette of 256, or red, green and blue.
struct AnsiColor
{
    bool isIndexed{true};
    /// 0 to 15 are named colours, which a theme chooses; the rest are fixed.
    std::uint8_t index{0};
    std::uint8_t red{0};
    std::uint8_t green{0};
    std::uint8_t blue{0};

    bool operator==(const AnsiColor&) const = default;
};

/// How a piece of a line wants to look.
struct AnsiStyle
{
    std::optional<AnsiColor> foreground{};
    std::optional<AnsiColor> background{};
    bool bold{false};
    bool dim{false};
    bool italic{false};
    bool underline{false};
    bool inverse{false};
    bool struckOut{false};

    bool operator==(const AnsiStyle&) const = default;
};

/// Characters of a line that look the same.
struct AnsiRun
{
    qsizetype start{0};
    qsizetype length{0};
    AnsiStyle style{};

    bool operator==(const AnsiRun&) const = default;
};

/// A line as it is shown: the text, and how its parts look.
struct AnsiLine
{
    QString text{};
    /// Only where the style is not the plain one, in order, not overlapping.
    std::vector<AnsiRun> runs{};
    /// Every character is one cell of the fixed font wide.
    bool isUniform{true};

    bool operator==(const AnsiLine&) const = default;
};

/// Reads the raw bytes of a line. Graphic renditions (SGR, ECMA-48 8.3.117) become runs; every
/// other escape sequence is left out, none ever acts; other control characters are shown as `^G`, a
/// carriage return before the end too; tabs become spaces; what is not UTF-8 becomes U+FFFD.
[[nodiscard]] AnsiLine layoutAnsi(QByteArrayView bytes, int tabWidth = 8);

} // namespace tw
