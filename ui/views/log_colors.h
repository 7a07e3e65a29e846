#pragma once

#include "ui/models/ansi_line.h"

#include <QColor>
#include <QPalette>

namespace tw {

/// The colours of the log, made from the desktop's palette: light or dark.
struct LogColors
{
    QColor base{};
    QColor text{};
    /// Times, names, frames of libraries.
    QColor muted{};
    /// Links and the bar of stop records.
    QColor accent{};
    /// Errors and the bar of stack traces, and the ground that these stand on.
    QColor failed{};
    QColor traceGround{};
    /// The mark of stderr.
    QColor warning{};
    QColor selected{};
    QColor found{};
    bool isDark{false};

    bool operator==(const LogColors&) const = default;

    /// The colour as this theme shows it, not yet made readable on any ground.
    [[nodiscard]] QColor ansi(const AnsiColor& color) const;
};

[[nodiscard]] LogColors logColors(const QPalette& palette);

/// `color`, made lighter or darker until it has a contrast of 4.5 with `ground`.
[[nodiscard]] QColor readableOn(const QColor& color, const QColor& ground);

} // namespace tw
