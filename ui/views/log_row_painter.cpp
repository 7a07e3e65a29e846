#include "ui/views/log_row_painter.h"

#include <QApplication>
#include <QDateTime>
#include <QFontMetrics>
#include <QPainter>
#include <QTextLayout>
#include <QtMath>

#include <algorithm>

namespace tw {
namespace {

constexpr int kBarWidth = 3;
constexpr int kMargin = 12;
constexpr int kTimeCells = 12;
constexpr int kStreamCells = 6;

/// Lays `text` out on one line.
void layOut(QTextLayout& layout)
{
    QTextOption option;
    option.setWrapMode(QTextOption::NoWrap);
    layout.setTextOption(option);
    layout.beginLayout();
    QTextLine line = layout.createLine();
    if (line.isValid())
        line.setPosition({0, 0});
    layout.endLayout();
}

QList<QTextLayout::FormatRange>
moved(const QList<QTextLayout::FormatRange>& formats, int start, int length)
{
    QList<QTextLayout::FormatRange> result;
    for (QTextLayout::FormatRange range : formats) {
        const int first = std::max(range.start - start, 0);
        const int end = std::min(range.start + range.length - start, length);
        if (end <= first)
            continue;
        range.start = first;
        range.length = end - first;
        result.append(range);
    }
    return result;
}

} // namespace

LogGeometry logGeometry(const QFont& font, const LogColumns& columns)
{
    const QFontMetricsF metrics(font);
    LogGeometry geometry;
    geometry.rowHeight = qCeil(metrics.height()) + 4;
    geometry.cellWidth = metrics.horizontalAdvance(u'0');
    const auto cells = [&geometry](int count) { return qCeil(geometry.cellWidth * count); };
    int left = kMargin;
    geometry.timeLeft = left;
    geometry.timeWidth = cells(kTimeCells);
    if (columns.time)
        left += geometry.timeWidth + cells(1);
    geometry.processLeft = left;
    geometry.processWidth = cells(columns.processCells);
    if (columns.process)
        left += geometry.processWidth + cells(1);
    geometry.streamLeft = left;
    geometry.streamWidth = cells(kStreamCells);
    if (columns.stream)
        left += geometry.streamWidth + cells(1);
    geometry.textLeft = left + kMargin;
    return geometry;
}

QString logTimeText(Time time)
{
    const auto milliseconds
        = std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch());
    return QDateTime::fromMSecsSinceEpoch(milliseconds.count()).toString(u"HH:mm:ss.zzz");
}

LogRowPainter::LogRowPainter(const QFont& font, const LogColumns& columns, const LogColors& colors)
    : m_font(font)
    , m_columns(columns)
    , m_colors(colors)
    , m_geometry(logGeometry(font, columns))
{}

void LogRowPainter::paint(QPainter& painter,
                          const LogRow& row,
                          const StyledRow& styled,
                          const LogRowPaint& how) const
{
    paintGround(painter, row, how);
    paintColumns(painter, row, how);
    paintText(painter, row, styled, how);
}

void LogRowPainter::paintGround(QPainter& painter, const LogRow& row, const LogRowPaint& how) const
{
    if (row.trace != nullptr)
        painter.fillRect(how.area, m_colors.traceGround);
    if (how.isSelected)
        painter.fillRect(how.area, m_colors.selected);
    const QRect bar(how.area.left(), how.area.top(), kBarWidth, how.area.height());
    if (row.trace != nullptr)
        painter.fillRect(bar, m_colors.failed);
    else if (row.record != nullptr)
        painter.fillRect(bar, m_colors.accent);
    if (how.isCurrent) {
        painter.setPen(QPen(m_colors.accent, 1, Qt::DotLine));
        painter.drawRect(how.area.adjusted(kBarWidth, 0, -1, -1));
    }
}

void LogRowPainter::paintColumns(QPainter& painter, const LogRow& row, const LogRowPaint& how) const
{
    const auto cell = [this, &how](int left, int width) {
        return QRect(left, how.area.top(), width, m_geometry.rowHeight);
    };
    painter.setFont(m_font);
    painter.setPen(m_colors.muted);
    if (m_columns.time && (row.line != nullptr || row.record != nullptr)) {
        const Time time = row.line != nullptr ? row.line->time : row.record->time;
        painter.drawText(
            cell(m_geometry.timeLeft, m_geometry.timeWidth), Qt::AlignVCenter, logTimeText(time));
    }
    if (m_columns.process) {
        const QFontMetrics metrics(m_font);
        const QString name
            = row.record != nullptr
                  ? QStringLiteral("■")
                  : metrics.elidedText(how.process, Qt::ElideMiddle, m_geometry.processWidth);
        painter.drawText(
            cell(m_geometry.processLeft, m_geometry.processWidth), Qt::AlignVCenter, name);
    }
    const bool isStderr = row.line != nullptr && row.line->stream == OutputStream::Stderr;
    if (m_columns.stream && row.line != nullptr) {
        painter.drawText(cell(m_geometry.streamLeft, m_geometry.streamWidth),
                         Qt::AlignVCenter,
                         QLatin1String(streamName(row.line->stream)));
    }
    if (isStderr) {
        const int height = m_geometry.rowHeight / 2;
        painter.fillRect(m_geometry.textLeft - 7,
                         how.area.top() + (m_geometry.rowHeight - height) / 2,
                         2,
                         height,
                         m_colors.warning);
    }
}

void LogRowPainter::paintText(QPainter& painter,
                              const LogRow& row,
                              const StyledRow& styled,
                              const LogRowPaint& how) const
{
    const QRect textArea(m_geometry.textLeft,
                         how.area.top(),
                         how.area.right() - m_geometry.textLeft + 1,
                         how.area.height());
    int start = 0;
    auto length = static_cast<int>(styled.text.size());
    if (styled.isUniform) {
        // Of a line of 64 KiB only what is seen is laid out.
        start = std::min(qFloor(how.scrolled / m_geometry.cellWidth), length);
        length = std::min(length - start, qCeil(textArea.width() / m_geometry.cellWidth) + 2);
    }
    QTextLayout layout(styled.text.mid(start, length), fontOf(row));
    layout.setFormats(moved(styled.formats, start, length));
    layOut(layout);
    const double top = textArea.top() + (textArea.height() - layout.boundingRect().height()) / 2.0;
    painter.save();
    painter.setClipRect(textArea);
    painter.setPen(m_colors.text);
    layout.draw(&painter,
                QPointF(textArea.left() - how.scrolled + start * m_geometry.cellWidth, top));
    painter.restore();
}

StyledRow LogRowPainter::style(const LogRow& row, const FindTerm& find, int width) const
{
    StyledRow styled = styleRow(row, m_colors, find);
    // The verb is bold: a little more room than the plain font tells.
    const int room = width - m_geometry.textLeft - kMargin;
    return fitOffers(std::move(styled), m_colors, QFontMetrics(fontOf(row)), room);
}

int LogRowPainter::textWidth(const LogRow& row, const StyledRow& styled) const
{
    if (styled.isUniform)
        return qCeil(static_cast<qreal>(styled.text.size()) * m_geometry.cellWidth);
    return QFontMetrics(fontOf(row)).horizontalAdvance(styled.text);
}

qsizetype LogRowPainter::characterAt(const LogRow& row, const StyledRow& styled, int x) const
{
    QTextLayout layout(styled.text, fontOf(row));
    layout.setFormats(styled.formats);
    layOut(layout);
    return layout.lineAt(0).isValid() ? layout.lineAt(0).xToCursor(x, QTextLine::CursorOnCharacter)
                                      : 0;
}

QFont LogRowPainter::fontOf(const LogRow& row) const
{
    if (row.record == nullptr)
        return m_font;
    // Records are sentences of our own, not output.
    QFont font = QApplication::font();
    font.setPointSizeF(m_font.pointSizeF());
    return font;
}

} // namespace tw
