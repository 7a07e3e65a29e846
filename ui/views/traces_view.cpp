#include "ui/views/traces_view.h"

#include "ui/models/trace_model.h"
#include "ui/views/log_colors.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>
#include <QStyledItemDelegate>

namespace tw {
namespace {

/// Colours of the cells: the type stands out, what is not the user's code steps back.
class TraceDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option,
                                 const QModelIndex& index) const override
    {
        QSize size = QStyledItemDelegate::sizeHint(option, index);
        size.setHeight(option.fontMetrics.height() + 6);
        return size;
    }

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        const LogColors colors = logColors(option->palette);
        const auto paint = [option](const QColor& color) {
            option->palette.setColor(QPalette::Text, color);
            option->palette.setColor(QPalette::HighlightedText,
                                     readableOn(color, option->palette.color(QPalette::Highlight)));
        };
        const bool isTrace = !index.parent().isValid();
        if (index.data(TraceModel::IsLibraryRole).toBool()
            || (isTrace && index.column() < TraceModel::TypeColumn
                && index.column() != TraceModel::ProcessColumn))
            paint(colors.muted);
        else if (isTrace && index.column() == TraceModel::TypeColumn)
            paint(colors.failed);
        else if (isTrace && index.column() == TraceModel::WhereColumn)
            paint(colors.accent);
    }
};

} // namespace

TracesView::TracesView(QWidget* parent) : QTreeView(parent)
{
    setObjectName(QStringLiteral("Traces"));
    setAccessibleName(tr("Traces"));
    setFrameShape(QFrame::NoFrame);
    setUniformRowHeights(true);
    setExpandsOnDoubleClick(false);
    setTextElideMode(Qt::ElideRight);
    setItemDelegate(new TraceDelegate(this));
    header()->setStretchLastSection(false);
    header()->setHighlightSections(false);
    connect(this, &QTreeView::expanded, this, &TracesView::spanChildren);
}

void TracesView::layOutHidden()
{
    if (!isVisible())
        doItemsLayout();
}

void TracesView::spanChildren(const QModelIndex& parent)
{
    const int rows = model()->rowCount(parent);
    for (int row = 0; row < rows; ++row)
        setFirstColumnSpanned(row, parent, true);
}

void TracesView::paintEvent(QPaintEvent* event)
{
    QTreeView::paintEvent(event);
    if (model() != nullptr && model()->rowCount() > 0)
        return;
    QPainter painter(viewport());
    painter.setPen(logColors(palette()).muted);
    painter.drawText(viewport()->rect().adjusted(24, 24, -24, -24),
                     Qt::AlignCenter | Qt::TextWordWrap,
                     tr("No stack traces in the output yet."));
}

void TracesView::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::Copy)) {
        Q_EMIT copyRequested();
        return;
    }
    QTreeView::keyPressEvent(event);
}

} // namespace tw

#include "traces_view.moc"
