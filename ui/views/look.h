#pragma once

#include <QColor>
#include <QPalette>
#include <QString>

#include <optional>

namespace tw {

/// Light text on dark, or dark on light.
enum class Theme
{
    Light,
    Dark,
};

/// What colours mean here, at least 4.5:1 on the base colour. Colour never stands alone: an icon or
/// a word says the same.
struct StateColors
{
    QColor running{};
    QColor diskSleep{};
    QColor stopped{};
    QColor quiet{};
    QColor failed{};
    QColor accent{};
    /// Behind a row that was born, or has ended, a moment ago.
    QColor bornRow{};
    QColor endedRow{};
};

/// "light" or "dark"; nothing for any other text.
[[nodiscard]] std::optional<Theme> parseTheme(const QString& text);

[[nodiscard]] Theme themeOf(const QPalette& palette);

[[nodiscard]] QPalette themePalette(Theme theme);

[[nodiscard]] const StateColors& stateColors(Theme theme);

/// Text that matters less: what sleeps, what has ended, captions.
[[nodiscard]] QColor dimmed(const QPalette& palette);

/// Lines between panes.
[[nodiscard]] QColor lineColor(const QPalette& palette);

/// The contrast of WCAG 2, from 1 to 21.
[[nodiscard]] double contrast(const QColor& one, const QColor& other);

/// `wanted`, where it can be read on `background`, else `fallback`.
[[nodiscard]] QColor
readable(const QColor& wanted, const QColor& background, const QColor& fallback);

/// Sets the program's style and palette where the desktop gives none, or where a theme is `forced`;
/// else leaves both as they are.
void applyLook(std::optional<Theme> forced);

} // namespace tw
