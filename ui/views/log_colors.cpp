#include "ui/views/log_colors.h"

#include "ui/views/look.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace tw {
namespace {

// The sixteen named colours, each with a contrast of 4.5 to the ground it is made for, save black
// and white, which are what programs use as a background.
constexpr std::array<QRgb, 16> kLight{0xff24292f,
                                      0xffcf222e,
                                      0xff1a7f37,
                                      0xff855d00,
                                      0xff0969da,
                                      0xff8250df,
                                      0xff136c79,
                                      0xff57606a,
                                      0xff57606a,
                                      0xffa40e26,
                                      0xff116329,
                                      0xff633c01,
                                      0xff0550ae,
                                      0xff6639ba,
                                      0xff0f5a66,
                                      0xff32383f};
constexpr std::array<QRgb, 16> kDark{0xff6e7681,
                                     0xfff85149,
                                     0xff3fb950,
                                     0xffd29922,
                                     0xff58a6ff,
                                     0xffbc8cff,
                                     0xff39c5cf,
                                     0xffc9d1d9,
                                     0xff8b949e,
                                     0xffff7b72,
                                     0xff56d364,
                                     0xffe3b341,
                                     0xff79c0ff,
                                     0xffd2a8ff,
                                     0xff56d4dd,
                                     0xfff0f6fc};

constexpr double kReadable = 4.5;

QColor blend(const QColor& ground, const QColor& color, double share)
{
    const auto mix = [share](int from, int to) {
        return static_cast<int>(std::lround(from + (to - from) * share));
    };
    return {mix(ground.red(), color.red()),
            mix(ground.green(), color.green()),
            mix(ground.blue(), color.blue())};
}

/// The fixed part of the palette of 256: a cube of 6 × 6 × 6, then greys, as xterm has them.
QColor fixedColor(int index)
{
    if (index >= 232) {
        const int level = 8 + (index - 232) * 10;
        return {level, level, level};
    }
    const auto level = [](int step) { return step == 0 ? 0 : 55 + step * 40; };
    const int cube = index - 16;
    return {level(cube / 36), level(cube / 6 % 6), level(cube % 6)};
}

} // namespace

QColor readableOn(const QColor& color, const QColor& ground)
{
    const bool isDarkGround = contrast(ground, Qt::white) > contrast(ground, Qt::black);
    const QColor end = isDarkGround ? QColor(Qt::white) : QColor(Qt::black);
    QColor readable = color;
    for (int step = 1; step <= 20 && contrast(readable, ground) < kReadable; ++step)
        readable = blend(color, end, step / 20.0);
    return readable;
}

QColor LogColors::ansi(const AnsiColor& color) const
{
    if (!color.isIndexed)
        return {color.red, color.green, color.blue};
    if (color.index >= 16)
        return fixedColor(color.index);
    return {isDark ? kDark.at(color.index) : kLight.at(color.index)};
}

LogColors logColors(const QPalette& palette)
{
    LogColors colors;
    colors.base = palette.color(QPalette::Base);
    colors.text = palette.color(QPalette::Text);
    colors.isDark = colors.base.lightness() < 128;
    colors.muted = readableOn(blend(colors.base, colors.text, 0.6), colors.base);
    colors.accent = readableOn(palette.color(QPalette::Link), colors.base);
    colors.failed = colors.isDark ? QColor(0xf85149) : QColor(0xcf222e);
    colors.traceGround = blend(colors.base, colors.failed, colors.isDark ? 0.10 : 0.06);
    colors.warning = colors.isDark ? QColor(0xdb6d28) : QColor(0xbc4c00);
    // A strong highlight would drown the colours of the output: it is thinned.
    const QColor highlight = palette.color(QPalette::Highlight);
    const bool isMild = contrast(highlight, colors.text) >= 7;
    colors.selected = isMild ? highlight : blend(colors.base, highlight, 0.25);
    colors.found = colors.isDark ? QColor(0x5a4a00) : QColor(0xfff0a8);
    return colors;
}

} // namespace tw
