// What LogView does with the events of its widget.

#include "ui/views/log_view.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>

namespace tw {

bool LogView::viewportEvent(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        QToolTip::showText(help->globalPos(), toolTipAt(help->pos()), viewport());
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void LogView::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), m_colors.base);
    if (m_model.rowCount() == 0) {
        paintEmpty(painter);
        return;
    }
    const LogRowPainter rowPainter(font(), m_columns, m_colors);
    const std::uint64_t end = topRow() + visibleRowCount();
    int widest = 0;
    for (std::uint64_t row = topRow(); row < end; ++row) {
        const LogRow content = m_model.row(row);
        const StyledRow styled = rowPainter.style(content, m_find, viewport()->width());
        LogRowPaint how;
        how.area = rowRect(row);
        how.scrolled = horizontalScrollBar()->value();
        how.process = m_model.launchName(content.launch);
        how.isSelected = m_selection.contains(row);
        how.isCurrent = hasFocus() && m_selection.current() == row;
        rowPainter.paint(painter, content, styled, how);
        widest = std::max(widest, rowPainter.textWidth(content, styled));
    }
    widenTo(widest);
}

void LogView::paintEmpty(QPainter& painter) const
{
    painter.setPen(m_colors.muted);
    // Only what is set in a font counts here; the rest comes from the widget, which is fixed.
    const QFont usual = QApplication::font();
    QFont words(usual.families());
    words.setPointSizeF(usual.pointSizeF());
    painter.setFont(words);
    painter.drawText(viewport()->rect().adjusted(24, 24, -24, -24),
                     Qt::AlignCenter | Qt::TextWordWrap,
                     m_emptyText);
}

void LogView::resizeEvent(QResizeEvent* event)
{
    QAbstractScrollArea::resizeEvent(event);
    updateScrollBars();
}

void LogView::scrollContentsBy(int /*dx*/, int dy)
{
    if (dy != 0 && !m_isAdjusting)
        setFollowing(verticalScrollBar()->value() == verticalScrollBar()->maximum());
    viewport()->update();
}

void LogView::changeEvent(QEvent* event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        updateLook();
}

std::optional<std::uint64_t> LogView::rowForKey(const QKeyEvent& event) const
{
    const std::uint64_t rows = m_model.rowCount();
    const std::uint64_t current = m_selection.current().value_or(topRow());
    const auto page = static_cast<std::uint64_t>(verticalScrollBar()->pageStep());
    const bool isFirst = !m_selection.current().has_value();
    switch (event.key()) {
    case Qt::Key_Up:
        return current > 0 ? current - 1 : 0;
    case Qt::Key_Down:
        return isFirst ? current : current + 1;
    case Qt::Key_PageUp:
        return current > page ? current - page : 0;
    case Qt::Key_PageDown:
        return current + page;
    case Qt::Key_Home:
        return 0;
    case Qt::Key_End:
        return rows - 1;
    default:
        return std::nullopt;
    }
}

void LogView::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::Copy)) {
        copySelection();
    } else if (event->matches(QKeySequence::SelectAll)) {
        selectAll();
    } else if (event->key() == Qt::Key_End && event->modifiers() == Qt::ControlModifier) {
        setFollowing(true);
    } else if (event->key() == Qt::Key_Left || event->key() == Qt::Key_Right) {
        const int step = horizontalScrollBar()->singleStep();
        const int change = event->key() == Qt::Key_Left ? -step : step;
        horizontalScrollBar()->setValue(horizontalScrollBar()->value() + change);
    } else if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
               && currentOffer() != nullptr) {
        showCurrentMenu();
    } else if (const auto row = rowForKey(*event); row && m_model.rowCount() > 0) {
        moveCurrent(*row, event->modifiers().testFlag(Qt::ShiftModifier));
    } else {
        QAbstractScrollArea::keyPressEvent(event);
    }
}

void LogView::mousePressEvent(QMouseEvent* event)
{
    const std::optional<std::uint64_t> row = rowAtHeight(event->pos().y());
    if (event->button() == Qt::LeftButton && event->modifiers().testFlag(Qt::ControlModifier)) {
        openLinkAt(event->pos());
    } else if (event->button() == Qt::LeftButton && takeOfferAt(event->pos())) {
        event->accept();
    } else if (event->button() == Qt::LeftButton && row) {
        moveCurrent(*row, event->modifiers().testFlag(Qt::ShiftModifier));
    } else if (event->button() == Qt::RightButton && row && !m_selection.contains(*row)) {
        moveCurrent(*row, false);
    }
}

void LogView::mouseMoveEvent(QMouseEvent* event)
{
    const std::optional<std::uint64_t> row = rowAtHeight(event->pos().y());
    const bool isDrag = event->buttons().testFlag(Qt::LeftButton)
                        && !event->modifiers().testFlag(Qt::ControlModifier);
    if (isDrag && row)
        moveCurrent(*row, true);
    else
        viewport()->setCursor(linkAt(event->pos()) || offerAt(event->pos()) ? Qt::PointingHandCursor
                                                                            : Qt::ArrowCursor);
}

void LogView::mouseDoubleClickEvent(QMouseEvent* event)
{
    openLinkAt(event->pos());
}

void LogView::wheelEvent(QWheelEvent* event)
{
    if (event->modifiers().testFlag(Qt::ControlModifier)) {
        zoom(event->angleDelta().y() > 0 ? 1 : -1);
        event->accept();
        return;
    }
    QAbstractScrollArea::wheelEvent(event);
}

} // namespace tw
