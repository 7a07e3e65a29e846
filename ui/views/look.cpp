#include "ui/views/look.h"

#include "ui/views/flat_style.h"

#include <QApplication>
#include <QStyle>
#include <QStyleFactory>

#include <algorithm>
#include <cmath>

namespace tw {

namespace {

constexpr double kDimmed = 0.65;
constexpr double kLine = 0.16;
constexpr double kReadable = 3.0;

struct Shades
{
    QRgb window;
    QRgb base;
    QRgb alternate;
    QRgb text;
    QRgb button;
    QRgb line;
    QRgb highlight;
    QRgb accent;
    QRgb placeholder;
};

constexpr Shades kLight{0xfff3f4f6,
                        0xffffffff,
                        0xfffafbfc,
                        0xff1f2328,
                        0xfff8f9fa,
                        0xffd9dce1,
                        0xffdbe9ff,
                        0xff0b62d6,
                        0xff6e7781};
constexpr Shades kDark{0xff24282e,
                       0xff1b1e23,
                       0xff1e2227,
                       0xffe3e6ea,
                       0xff2d3239,
                       0xff363b43,
                       0xff24426b,
                       0xff58a6ff,
                       0xff8b949e};

QColor blend(const QColor& over, const QColor& under, double share)
{
    const auto mix = [share](int a, int b) { return qRound(a * share + b * (1 - share)); };
    return {mix(over.red(), under.red()),
            mix(over.green(), under.green()),
            mix(over.blue(), under.blue())};
}

double luminance(const QColor& color)
{
    const auto linear = [](double part) {
        return part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF())
           + 0.0722 * linear(color.blueF());
}

} // namespace

std::optional<Theme> parseTheme(const QString& text)
{
    if (text == QLatin1String("light")) {
        return Theme::Light;
    }
    return text == QLatin1String("dark") ? std::optional{Theme::Dark} : std::nullopt;
}

Theme themeOf(const QPalette& palette)
{
    return palette.color(QPalette::Base).lightness() < 128 ? Theme::Dark : Theme::Light;
}

QPalette themePalette(Theme theme)
{
    const Shades& shades = theme == Theme::Light ? kLight : kDark;
    QPalette palette(QColor{shades.button}, QColor{shades.window});
    palette.setColor(QPalette::Window, QColor{shades.window});
    palette.setColor(QPalette::Base, QColor{shades.base});
    palette.setColor(QPalette::AlternateBase, QColor{shades.alternate});
    palette.setColor(QPalette::Mid, QColor{shades.line});
    palette.setColor(QPalette::Highlight, QColor{shades.highlight});
    palette.setColor(QPalette::Link, QColor{shades.accent});
    palette.setColor(QPalette::LinkVisited, QColor{shades.accent});
    palette.setColor(QPalette::PlaceholderText, QColor{shades.placeholder});
    palette.setColor(QPalette::ToolTipBase, QColor{shades.base});
    for (const auto role : {QPalette::WindowText,
                            QPalette::Text,
                            QPalette::ButtonText,
                            QPalette::HighlightedText,
                            QPalette::ToolTipText}) {
        palette.setColor(role, QColor{shades.text});
    }
    const QColor disabled = blend(QColor{shades.text}, QColor{shades.window}, 0.4);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
        palette.setColor(QPalette::Disabled, role, disabled);
    }
    return palette;
}

const StateColors& stateColors(Theme theme)
{
    static const StateColors kLightColors{.running = 0x1a7f37,
                                          .diskSleep = 0x9a6700,
                                          .stopped = 0x8250df,
                                          .quiet = 0xbc4c00,
                                          .failed = 0xcf222e,
                                          .accent = 0x0b62d6,
                                          .bornRow = 0xdafbe1,
                                          .endedRow = 0xffebe9};
    static const StateColors kDarkColors{.running = 0x3fb950,
                                         .diskSleep = 0xd29922,
                                         .stopped = 0xa371f7,
                                         .quiet = 0xdb6d28,
                                         .failed = 0xf85149,
                                         .accent = 0x58a6ff,
                                         .bornRow = 0x12341f,
                                         .endedRow = 0x3c1618};
    return theme == Theme::Light ? kLightColors : kDarkColors;
}

QColor dimmed(const QPalette& palette)
{
    return blend(palette.color(QPalette::Text), palette.color(QPalette::Base), kDimmed);
}

QColor lineColor(const QPalette& palette)
{
    return blend(palette.color(QPalette::WindowText), palette.color(QPalette::Window), kLine);
}

double contrast(const QColor& one, const QColor& other)
{
    const auto [dark, light] = std::minmax({luminance(one), luminance(other)});
    return (light + 0.05) / (dark + 0.05);
}

QColor readable(const QColor& wanted, const QColor& background, const QColor& fallback)
{
    return contrast(wanted, background) >= kReadable ? wanted : fallback;
}

void applyLook(std::optional<Theme> forced)
{
    // A desktop that has a style of its own names it; without one Qt falls back to Fusion.
    const QStyle* style = QApplication::style();
    const bool hasStyle = style->name().compare(QLatin1String("fusion"), Qt::CaseInsensitive) != 0;
    const bool hasPalette = QApplication::palette() != style->standardPalette();
    if (hasStyle && !forced) {
        return;
    }
    const Theme theme = forced.value_or(themeOf(QApplication::palette()));
    QApplication::setStyle(new FlatStyle);
    if (forced || !hasPalette) {
        QApplication::setPalette(themePalette(theme));
    }
}

} // namespace tw
