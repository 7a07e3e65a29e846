#pragma once

#include "ui/models/log_model.h"
#include "ui/views/log_colors.h"
#include "ui/views/log_row_style.h"

#include <QFont>
#include <QRect>

class QPainter;

namespace tw {

/// Which columns of the log are shown beside the text.
struct LogColumns
{
    bool time{true};
    bool process{true};
    bool stream{false};
    /// The width of the process, in characters.
    int processCells{14};

    bool operator==(const LogColumns&) const = default;
};

/// Where the columns stand, in pixels from the left.
struct LogGeometry
{
    int rowHeight{0};
    /// Of one character of the fixed font; not a whole number on most screens.
    qreal cellWidth{0};
    int timeLeft{0};
    int timeWidth{0};
    int processLeft{0};
    int processWidth{0};
    int streamLeft{0};
    int streamWidth{0};
    int textLeft{0};

    bool operator==(const LogGeometry&) const = default;
};

[[nodiscard]] LogGeometry logGeometry(const QFont& font, const LogColumns& columns);

/// What a row is painted with besides its content.
struct LogRowPaint
{
    QRect area{};
    int scrolled{0};
    QString process{};
    bool isSelected{false};
    bool isCurrent{false};
};

/// Draws rows of the log. Lives as long as one repaint, or one question about a place.
class LogRowPainter
{
public:
    LogRowPainter(const QFont& font, const LogColumns& columns, const LogColors& colors);

    void paint(QPainter& painter,
               const LogRow& row,
               const StyledRow& styled,
               const LogRowPaint& how) const;

    /// How a row is shown in an area of `width` pixels.
    [[nodiscard]] StyledRow style(const LogRow& row, const FindTerm& find, int width) const;

    /// How wide the text is, in pixels.
    [[nodiscard]] int textWidth(const LogRow& row, const StyledRow& styled) const;

    /// Which character stands `x` pixels from the start of the text.
    [[nodiscard]] qsizetype characterAt(const LogRow& row, const StyledRow& styled, int x) const;

private:
    void paintGround(QPainter& painter, const LogRow& row, const LogRowPaint& how) const;
    void paintColumns(QPainter& painter, const LogRow& row, const LogRowPaint& how) const;
    void paintText(QPainter& painter,
                   const LogRow& row,
                   const StyledRow& styled,
                   const LogRowPaint& how) const;
    [[nodiscard]] QFont fontOf(const LogRow& row) const;

    QFont m_font;
    LogColumns m_columns;
    LogColors m_colors;
    LogGeometry m_geometry;
};

/// "10:32:05.113", in the person's time zone.
[[nodiscard]] QString logTimeText(Time time);

} // namespace tw
