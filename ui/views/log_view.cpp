#include "ui/views/log_view.h"

#include "ui/views/log_accessible.h"
#include "ui/views/log_copy.h"
#include "ui/views/log_menu.h"

#include <QEvent>
#include <QFontDatabase>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QtMath>
#include <QToolTip>

#include <algorithm>
#include <limits>
#include <utility>

namespace tw {
namespace {

constexpr int kSmallestPoints = 6;
constexpr int kLargestPoints = 40;
constexpr qsizetype kLeastNameCells = 6;
constexpr qsizetype kMostNameCells = 18;

int scrollValue(std::uint64_t row)
{
    return static_cast<int>(std::min<std::uint64_t>(row, std::numeric_limits<int>::max()));
}

} // namespace

LogView::LogView(LogModel& model, QWidget* parent) : QAbstractScrollArea(parent), m_model(model)
{
    installLogAccessible();
    setObjectName(QStringLiteral("Log"));
    setAccessibleName(tr("Log"));
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    viewport()->setMouseTracking(true);
    setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    connect(&m_model, &LogModel::rowsAppended, this, &LogView::onRowsAppended);
    connect(&m_model, &LogModel::rowsReset, this, &LogView::onRowsReset);
    connect(&m_model, &LogModel::recordAdded, this, &LogView::onRecordAdded);
    const auto repaint = [this] { viewport()->update(); };
    connect(&m_model, &LogModel::rowsChanged, this, repaint);
    connect(&m_model, &LogModel::linesArrived, this, repaint);
    connect(&m_model, &LogModel::traceMarked, this, repaint);
    updateLook();
}

void LogView::setColumns(const LogColumns& columns)
{
    m_columns = columns;
    updateLook();
    Q_EMIT columnsChanged(columns);
}

void LogView::setFindTerm(const FindTerm& term)
{
    m_find = term;
    viewport()->update();
}

void LogView::setEmptyText(const QString& text)
{
    m_emptyText = text;
    viewport()->update();
}

void LogView::setFollowing(bool following)
{
    if (following) {
        const bool wasAdjusting = std::exchange(m_isAdjusting, true);
        verticalScrollBar()->setValue(verticalScrollBar()->maximum());
        m_isAdjusting = wasAdjusting;
    }
    if (std::exchange(m_following, following) != following)
        Q_EMIT followingChanged(following);
}

void LogView::onRowsAppended()
{
    const auto cells = static_cast<int>(
        std::clamp<qsizetype>(m_model.longestLaunchName(), kLeastNameCells, kMostNameCells));
    if (std::exchange(m_columns.processCells, cells) != cells)
        updateLook();
    updateScrollBars();
    viewport()->update();
}

void LogView::onRowsReset()
{
    m_selection.clear();
    m_textWidth = 0;
    updateScrollBars();
    viewport()->update();
}

void LogView::onRecordAdded(const QString& text)
{
    announceRecord(*this, text);
}

void LogView::updateLook()
{
    m_colors = logColors(palette());
    m_geometry = logGeometry(font(), m_columns);
    updateScrollBars();
    viewport()->update();
}

void LogView::updateScrollBars()
{
    const std::uint64_t rows = m_model.rowCount();
    const auto page
        = static_cast<std::uint64_t>(std::max(1, viewport()->height() / m_geometry.rowHeight));
    const bool wasAdjusting = std::exchange(m_isAdjusting, true);
    verticalScrollBar()->setPageStep(static_cast<int>(page));
    verticalScrollBar()->setRange(0, scrollValue(rows > page ? rows - page : 0));
    if (m_following)
        verticalScrollBar()->setValue(verticalScrollBar()->maximum());
    const int textArea = viewport()->width() - m_geometry.textLeft;
    horizontalScrollBar()->setPageStep(std::max(textArea, 1));
    horizontalScrollBar()->setSingleStep(qCeil(m_geometry.cellWidth * 4));
    horizontalScrollBar()->setRange(
        0, std::max(0, m_textWidth + qCeil(m_geometry.cellWidth) - textArea));
    m_isAdjusting = wasAdjusting;
}

void LogView::widenTo(int textWidth)
{
    if (textWidth <= m_textWidth)
        return;
    m_textWidth = textWidth;
    // Not now: a scroll bar that appears while its area is painted would resize it.
    QMetaObject::invokeMethod(this, &LogView::updateScrollBars, Qt::QueuedConnection);
}

std::uint64_t LogView::topRow() const
{
    return static_cast<std::uint64_t>(verticalScrollBar()->value());
}

std::uint64_t LogView::visibleRowCount() const
{
    const auto shown = static_cast<std::uint64_t>(viewport()->height() / m_geometry.rowHeight) + 1;
    const std::uint64_t rows = m_model.rowCount();
    return rows <= topRow() ? 0 : std::min(shown, rows - topRow());
}

std::optional<std::uint64_t> LogView::rowAtHeight(int y) const
{
    const std::uint64_t rows = m_model.rowCount();
    if (rows == 0)
        return std::nullopt;
    const int offset = y < 0 ? -1 : y / m_geometry.rowHeight;
    if (offset < 0)
        return topRow() == 0 ? 0 : topRow() - 1;
    return std::min(topRow() + static_cast<std::uint64_t>(offset), rows - 1);
}

QRect LogView::rowRect(std::uint64_t row) const
{
    const int offset = static_cast<int>(row - topRow());
    return {0, offset * m_geometry.rowHeight, viewport()->width(), m_geometry.rowHeight};
}

void LogView::goToRow(std::uint64_t row)
{
    moveCurrent(row, false);
}

void LogView::selectAll()
{
    if (m_model.rowCount() == 0)
        return;
    m_selection.select({0, m_model.rowCount() - 1});
    viewport()->update();
}

void LogView::copySelection()
{
    const std::optional<LogSelection::Range> range = m_selection.range();
    if (!range)
        return;
    auto* copy = new LogCopy(m_model, *range, this);
    connect(copy, &LogCopy::finished, this, &LogView::noticed);
    connect(copy, &LogCopy::finished, copy, &QObject::deleteLater);
}

void LogView::moveCurrent(std::uint64_t row, bool extend)
{
    if (m_model.rowCount() == 0)
        return;
    row = std::min(row, m_model.rowCount() - 1);
    m_selection.moveTo(row, extend);
    scrollTo(row);
    viewport()->update();
    Q_EMIT currentRowChanged(row);
}

void LogView::scrollTo(std::uint64_t row)
{
    const auto page = static_cast<std::uint64_t>(verticalScrollBar()->pageStep());
    if (row < topRow())
        verticalScrollBar()->setValue(scrollValue(row));
    else if (row >= topRow() + page)
        verticalScrollBar()->setValue(scrollValue(row - page + 1));
    else
        return;
}

void LogView::zoom(int steps)
{
    QFont zoomed = font();
    const int points = std::clamp(zoomed.pointSize() + steps, kSmallestPoints, kLargestPoints);
    zoomed.setPointSize(points);
    setFont(zoomed);
}

void LogView::contextMenuEvent(QContextMenuEvent* event)
{
    showLogMenu(*this, event->globalPos());
}

} // namespace tw
