#include "ui/views/details_view.h"

#include "ui/views/details_delegate.h"
#include "ui/views/tree_branch.h"

#include <QClipboard>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QScopedValueRollback>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>

namespace tw {

namespace {

constexpr int kBetweenColumns = 16;
constexpr int kFirstColumn = 150;
constexpr int kWidestFirstColumn = 300;
constexpr int kWidestColumn = 320;
/// Rows that are measured of each section: the next ones look alike.
constexpr std::size_t kMeasured = 200;
constexpr qsizetype kLongestMeasured = 100;

} // namespace

DetailsView::DetailsView(DetailsModel& model, DetailsFilter& shown, QWidget* parent)
    : QTreeView(parent)
    , m_model(model)
    , m_shown(shown)
{
    setObjectName(QStringLiteral("Process details"));
    setAccessibleName(tr("Process details"));
    setFrameShape(QFrame::NoFrame);
    setHeaderHidden(true);
    setUniformRowHeights(true);
    setIndentation(kTreeIndentation);
    setSelectionMode(ExtendedSelection);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setContextMenuPolicy(Qt::CustomContextMenu);
    setExpandsOnDoubleClick(false);
    setItemDelegate(new DetailsDelegate(*this));
    setModel(&m_shown);
    connect(&m_model, &QAbstractItemModel::modelReset, this, [this] {
        m_widths.clear();
        m_firstWidth = kFirstColumn;
    });
    connect(this, &QTreeView::expanded, this, [this](const QModelIndex& index) {
        if (!m_opening) {
            m_closed.remove(index.data(DetailsModel::CellsRole).toStringList().value(0));
        }
    });
    connect(this, &QTreeView::collapsed, this, [this](const QModelIndex& index) {
        m_closed.insert(index.data(DetailsModel::CellsRole).toStringList().value(0));
    });
    connect(this, &QTreeView::doubleClicked, this, [this] { revealSelected(); });
    connect(this, &QWidget::customContextMenuRequested, this, &DetailsView::showMenu);
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, &DetailsView::sectionAtTopMoved);
}

void DetailsView::refresh(DetailsContent content)
{
    const QPersistentModelIndex top = indexAt({0, 0});
    const int place = visualRect(top).top();
    m_model.setContent(std::move(content));
    measure();
    openSections();
    if (top.isValid()) {
        executeDelayedItemsLayout();
        QScrollBar& bar = *verticalScrollBar();
        bar.setValue(bar.value() + visualRect(top).top() - place);
    }
    viewport()->update();
}

void DetailsView::openSections()
{
    const QScopedValueRollback<bool> opening(m_opening, true);
    for (int row = 0; row < m_shown.rowCount(); ++row) {
        const QModelIndex section = m_shown.index(row, 0);
        const QString title = section.data(DetailsModel::CellsRole).toStringList().value(0);
        if (!m_closed.contains(title) || !m_shown.text().isEmpty()) {
            expand(section);
        }
    }
}

QFont DetailsView::fixedFont() const
{
    QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    fixed.setPointSizeF(font().pointSizeF() * 0.95);
    return fixed;
}

void DetailsView::measure()
{
    const DetailsContent& content = m_model.content();
    m_widths.resize(content.size());
    for (std::size_t at = 0; at < content.size(); ++at) {
        std::vector<int>& widths = m_widths[at];
        widths.resize(content[at].isFixed.size());
        for (std::size_t column = 0; column < widths.size(); ++column) {
            widths[column] = std::max(widths[column], measure(content[at], column));
        }
        m_firstWidth = std::clamp(widths.empty() ? 0 : widths.front(),
                                  std::max(m_firstWidth, kFirstColumn),
                                  kWidestFirstColumn);
    }
}

int DetailsView::measure(const DetailsSection& section, std::size_t column) const
{
    const auto cell = static_cast<qsizetype>(column);
    const QFontMetrics metrics(section.isFixed[column] ? fixedFont() : font());
    int width = column == 0
                    ? 0
                    : QFontMetrics(font()).horizontalAdvance(section.captions.value(cell - 1));
    for (std::size_t row = 0; row < std::min(section.rows.size(), kMeasured); ++row) {
        if (section.rows[row].tone == DetailsTone::Normal) {
            // Of a text that is cut anyway its length is no matter.
            const QString text = section.rows[row].cells.value(cell).left(kLongestMeasured);
            width = std::max(width, metrics.horizontalAdvance(text));
        }
    }
    // An advance is rounded; what needs a fraction more would be cut.
    return std::min(width + 2, kWidestColumn);
}

QRect DetailsView::cellRect(int section, int column, const QRect& row) const
{
    const auto at = static_cast<std::size_t>(section);
    if (at >= m_widths.size()) {
        return row;
    }
    const std::vector<int>& widths = m_widths[at];
    int left = row.left();
    for (int before = 0; before < column; ++before) {
        left += (before == 0 ? m_firstWidth : widths[static_cast<std::size_t>(before)])
                + kBetweenColumns;
    }
    const bool isLast = column + 1 >= static_cast<int>(widths.size());
    const int width = column == 0 ? m_firstWidth
                      : isLast    ? row.right() - left - kBetweenColumns / 2
                                  : widths[static_cast<std::size_t>(column)];
    return {left, row.top(), std::max(width, 0), row.height()};
}

void DetailsView::drawRow(QPainter* painter,
                          const QStyleOptionViewItem& option,
                          const QModelIndex& index) const
{
    const bool isSection = !index.parent().isValid();
    const auto role = selectionModel()->isSelected(index) ? QPalette::Highlight
                      : isSection                         ? QPalette::Window
                                                          : QPalette::Base;
    painter->fillRect(option.rect, palette().color(role));
    QTreeView::drawRow(painter, option, index);
}

void DetailsView::drawBranches(QPainter* painter, const QRect& rect, const QModelIndex& index) const
{
    if (!index.parent().isValid()) {
        paintTreeBranch(*painter, rect, isExpanded(index), palette());
    }
}

QModelIndexList DetailsView::selectedInOrder() const
{
    QModelIndexList rows = selectionModel()->selectedIndexes();
    std::sort(rows.begin(), rows.end(), [](const QModelIndex& one, const QModelIndex& other) {
        const auto place = [](const QModelIndex& index) {
            return std::pair{index.data(DetailsModel::SectionRole).toInt(),
                             index.parent().isValid() ? index.row() : -1};
        };
        return place(one) < place(other);
    });
    return rows;
}

QString DetailsView::selectedText() const
{
    QStringList lines;
    for (const QModelIndex& row : selectedInOrder()) {
        lines << row.data(DetailsModel::CellsRole).toStringList().join(QLatin1Char('\t'));
    }
    return lines.join(QLatin1Char('\n'));
}

void DetailsView::copy() const
{
    QGuiApplication::clipboard()->setText(selectedText());
}

void DetailsView::copyValue() const
{
    QStringList values;
    for (const QModelIndex& row : selectedInOrder()) {
        values << row.data(DetailsModel::CellsRole)
                      .toStringList()
                      .value(row.data(DetailsModel::CellsRole).toStringList().size() - 1);
    }
    QGuiApplication::clipboard()->setText(values.join(QLatin1Char('\n')));
}

void DetailsView::revealSelected()
{
    for (const QModelIndex& row : selectedInOrder()) {
        m_model.reveal(m_shown.mapToSource(row));
    }
}

QModelIndex DetailsView::sectionAtTop() const
{
    const QModelIndex top = indexAt({0, 0});
    return top.parent().isValid() ? top.parent() : top;
}

void DetailsView::showSection(const QModelIndex& section)
{
    expand(section);
    scrollTo(section, PositionAtTop);
}

void DetailsView::showMenu(const QPoint& position)
{
    const QModelIndex index = indexAt(position);
    if (!index.isValid()) {
        return;
    }
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("&Copy"), this, &DetailsView::copy)->setShortcut(QKeySequence::Copy);
    menu->addAction(tr("Copy &Value"), this, &DetailsView::copyValue);
    QAction* reveal = menu->addAction(tr("&Show Hidden Value"), this, &DetailsView::revealSelected);
    reveal->setEnabled(index.data(DetailsModel::HiddenRole).toBool());
    menu->popup(viewport()->mapToGlobal(position));
}

void DetailsView::keyPressEvent(QKeyEvent* event)
{
    const bool isReturn = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (event->matches(QKeySequence::Copy)) {
        copy();
    } else if (isReturn && event->modifiers() == Qt::NoModifier) {
        revealSelected();
    } else {
        QTreeView::keyPressEvent(event);
    }
}

void DetailsView::changeEvent(QEvent* event)
{
    QTreeView::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        m_widths.clear();
        measure();
    }
}

/// What is cut in a row is whole in its tool tip, as plain text.
bool DetailsView::viewportEvent(QEvent* event)
{
    if (event->type() != QEvent::ToolTip) {
        return QTreeView::viewportEvent(event);
    }
    const auto* help = static_cast<QHelpEvent*>(event);
    const QModelIndex index = indexAt(help->pos());
    const QString last = index.data(DetailsModel::CellsRole)
                             .toStringList()
                             .value(index.data(DetailsModel::CellsRole).toStringList().size() - 1);
    QToolTip::showText(help->globalPos(), last.toHtmlEscaped().prepend(QLatin1String("<p>")), this);
    return true;
}

} // namespace tw
