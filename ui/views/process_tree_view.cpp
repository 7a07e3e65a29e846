#include "ui/views/process_tree_view.h"

#include "ui/views/look.h"
#include "ui/views/process_delegate.h"
#include "ui/views/tree_branch.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>
#include <utility>

namespace tw {

namespace {

using namespace std::chrono_literals;

constexpr int kUnfoldedDepth = 4;
constexpr auto kRefresh = 500ms;

int depthOf(QModelIndex index)
{
    int depth = 0;
    for (; index.parent().isValid(); index = index.parent()) {
        ++depth;
    }
    return depth;
}

} // namespace

ProcessTreeView::ProcessTreeView(ProcessTreeModel& model, QWidget* parent)
    : QTreeView(parent)
    , m_model(model)
{
    setObjectName(QStringLiteral("Processes"));
    setAccessibleName(tr("Processes"));
    setFrameShape(QFrame::NoFrame);
    setUniformRowHeights(true);
    setIndentation(kTreeIndentation);
    setSelectionMode(ExtendedSelection);
    setSelectionBehavior(SelectRows);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollMode(ScrollPerPixel);
    setAllColumnsShowFocus(true);
    setContextMenuPolicy(Qt::CustomContextMenu);
    setItemDelegate(new ProcessDelegate(this));
    setDragEnabled(true);
    setDragDropMode(DragOnly);
    setModel(&m_model);
    setUpColumns();
    connectModel();
    m_second.start(kRefresh);
}

void ProcessTreeView::connectModel()
{
    connect(this, &QTreeView::expanded, this, [this](const QModelIndex& index) {
        if (!m_unfolding) {
            m_opened.insert(ProcessTreeModel::idOf(index));
            m_closed.erase(ProcessTreeModel::idOf(index));
        }
        m_model.setOpen(index, true);
    });
    connect(this, &QTreeView::collapsed, this, [this](const QModelIndex& index) {
        m_closed.insert(ProcessTreeModel::idOf(index));
        m_opened.erase(ProcessTreeModel::idOf(index));
        m_model.setOpen(index, false);
    });
    connect(&m_model, &ProcessTreeModel::rowsAboutToSettle, this, [this] {
        m_settling = true;
        m_anchor = anchor();
    });
    connect(&m_model, &ProcessTreeModel::rowsSettled, this, &ProcessTreeView::settle);
    connect(&m_second, &QTimer::timeout, this, [this] { m_model.refresh(visibleKeys()); });
}

void ProcessTreeView::select(ProcessKey key)
{
    const QModelIndex index = m_model.reveal(key);
    if (!index.isValid()) {
        m_toSelect = key;
        return;
    }
    m_toSelect.reset();
    setCurrentIndex(index);
    scrollTo(index);
}

void ProcessTreeView::openAll()
{
    std::vector<QModelIndex> rows{{}};
    for (std::size_t next = 0; next < rows.size(); ++next) {
        const int children = m_model.rowCount(rows[next]);
        for (int row = 0; row < children; ++row) {
            const QModelIndex child = m_model.index(row, 0, rows[next]);
            if (!ProcessTreeModel::idOf(child).folded && m_model.hasChildren(child)) {
                rows.push_back(child);
            }
        }
    }
    for (const QModelIndex& row : rows) {
        expand(row);
    }
}

std::vector<ProcessKey> ProcessTreeView::selectedKeys() const
{
    std::vector<ProcessKey> keys;
    for (const QModelIndex& row : selectionModel()->selectedRows()) {
        if (const ProcessKey key = ProcessTreeModel::keyOf(row); key.value != 0) {
            keys.push_back(key);
        }
    }
    std::sort(keys.begin(), keys.end());
    return keys;
}

std::optional<ProcessKey> ProcessTreeView::currentKey() const
{
    const auto keys = selectedKeys();
    const ProcessKey current = ProcessTreeModel::keyOf(currentIndex());
    if (std::find(keys.begin(), keys.end(), current) != keys.end()) {
        return current;
    }
    // A screen reader selects rows without making one of them current.
    return keys.empty() ? std::nullopt : std::optional{keys.front()};
}

std::vector<ProcessKey> ProcessTreeView::visibleKeys() const
{
    std::vector<ProcessKey> keys;
    const int bottom = viewport()->height();
    for (QModelIndex row = indexAt({0, 0}); row.isValid() && visualRect(row).top() < bottom;
         row = indexBelow(row)) {
        if (const ProcessKey key = ProcessTreeModel::keyOf(row); key.value != 0) {
            keys.push_back(key);
        }
    }
    return keys;
}

void ProcessTreeView::drawRow(QPainter* painter,
                              const QStyleOptionViewItem& option,
                              const QModelIndex& index) const
{
    const StateColors& colors = stateColors(themeOf(palette()));
    QColor behind = palette().color(QPalette::Base);
    const auto fresh = static_cast<Freshness>(index.data(ProcessTreeModel::FreshnessRole).toInt());
    if (selectionModel()->isSelected(index)) {
        behind = palette().color(QPalette::Highlight);
    } else if (fresh != Freshness::None) {
        behind = fresh == Freshness::Born ? colors.bornRow : colors.endedRow;
    } else if ((option.rect.top() + verticalOffset()) / option.rect.height() % 2 != 0) {
        behind = palette().color(QPalette::AlternateBase);
    }
    painter->fillRect(option.rect, behind);
    QTreeView::drawRow(painter, option, index);
}

void ProcessTreeView::drawBranches(QPainter* painter,
                                   const QRect& rect,
                                   const QModelIndex& index) const
{
    if (index.model()->hasChildren(index)) {
        paintTreeBranch(*painter, rect, isExpanded(index), palette());
    }
}

void ProcessTreeView::dataChanged(const QModelIndex& topLeft,
                                  const QModelIndex& bottomRight,
                                  const QList<int>& roles)
{
    QTreeView::dataChanged(topLeft, bottomRight, roles);
    // QTreeView repaints cells; what lies behind a row reaches left of them.
    if (topLeft.column() == static_cast<int>(ProcessColumn::Name)) {
        viewport()->update();
    }
}

void ProcessTreeView::rowsInserted(const QModelIndex& parent, int first, int last)
{
    QTreeView::rowsInserted(parent, first, last);
    m_unfolding = true;
    // A row can be opened only once it has children; the first ones have just come.
    if (parent.isValid() && !ProcessTreeModel::idOf(parent).folded && isUnfolded(parent)) {
        expand(parent);
    }
    for (int row = first; row <= last; ++row) {
        unfold(m_model.index(row, 0, parent));
    }
    m_unfolding = false;
    selectAgain(parent, first, last);
    if (m_toSelect) {
        const QModelIndex index = m_model.indexOf(*m_toSelect, ProcessColumn::Name);
        if (index.isValid()) {
            m_toSelect.reset();
            setCurrentIndex(index);
            scrollTo(index);
        }
    }
}

void ProcessTreeView::rowsAboutToBeRemoved(const QModelIndex& parent, int first, int last)
{
    for (const ProcessKey key : selectedKeys()) {
        QModelIndex row = m_model.indexOf(key, ProcessColumn::Name);
        while (row.isValid() && row.parent() != parent) {
            row = row.parent();
        }
        if (row.isValid() && row.row() >= first && row.row() <= last) {
            m_lost.insert(key);
        }
    }
    QTreeView::rowsAboutToBeRemoved(parent, first, last);
}

void ProcessTreeView::selectAgain(const QModelIndex& parent, int first, int last)
{
    const std::vector<ProcessKey> lost{m_lost.begin(), m_lost.end()};
    for (const ProcessKey key : lost) {
        const QModelIndex index = m_model.indexOf(key, ProcessColumn::Name);
        QModelIndex row = index;
        while (row.isValid() && row.parent() != parent) {
            row = row.parent();
        }
        if (row.isValid() && row.row() >= first && row.row() <= last) {
            m_lost.erase(key);
            constexpr auto kRow = QItemSelectionModel::Select | QItemSelectionModel::Rows;
            selectionModel()->setCurrentIndex(index, kRow);
        }
    }
}

void ProcessTreeView::unfold(const QModelIndex& index)
{
    const int children = m_model.rowCount(index);
    if (children == 0 || !isUnfolded(index)) {
        return;
    }
    expand(index);
    for (int row = 0; row < children; ++row) {
        unfold(m_model.index(row, 0, index));
    }
}

bool ProcessTreeView::isUnfolded(const QModelIndex& index) const
{
    const RowId id = ProcessTreeModel::idOf(index);
    const bool byItself = !id.folded && depthOf(index) < kUnfoldedDepth;
    return m_opened.contains(id) || (!m_closed.contains(id) && byItself);
}

std::optional<ProcessTreeView::Anchor> ProcessTreeView::anchor() const
{
    // At the top a person waits for what comes there, not for what is there.
    if (verticalScrollBar()->value() == 0) {
        return {};
    }
    const QRect current = visualRect(currentIndex());
    QModelIndex row = indexAt({0, 0});
    if (viewport()->rect().contains(current)) {
        row = currentIndex();
    }
    while (row.isValid() && ProcessTreeModel::keyOf(row).value == 0) {
        row = indexBelow(row);
    }
    return row.isValid()
               ? std::optional{Anchor{ProcessTreeModel::keyOf(row), visualRect(row).top()}}
               : std::nullopt;
}

void ProcessTreeView::settle()
{
    m_settling = false;
    if (const auto anchor = std::exchange(m_anchor, std::nullopt)) {
        const QModelIndex row = m_model.indexOf(anchor->key, ProcessColumn::Name);
        if (row.isValid()) {
            executeDelayedItemsLayout();
            updateGeometries();
            const int moved = visualRect(row).top() - anchor->top;
            verticalScrollBar()->setValue(verticalScrollBar()->value() + moved);
        }
    }
    if (std::exchange(m_selectionMoved, false)) {
        moveSelection();
    }
}

void ProcessTreeView::moveSelection()
{
    if (m_settling) {
        m_selectionMoved = true;
        return;
    }
    m_model.keep(selectedKeys());
    Q_EMIT selectionMoved();
}

void ProcessTreeView::reset()
{
    QTreeView::reset();
    m_opened.clear();
    m_closed.clear();
    m_toSelect.reset();
    m_lost.clear();
    m_unfolding = true;
    for (int row = 0; row < m_model.rowCount(); ++row) {
        unfold(m_model.index(row, 0));
    }
    m_unfolding = false;
}

void ProcessTreeView::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::Cancel)) {
        Q_EMIT escaped();
        return;
    }
    QTreeView::keyPressEvent(event);
}

void ProcessTreeView::selectionChanged(const QItemSelection& selected,
                                       const QItemSelection& deselected)
{
    QTreeView::selectionChanged(selected, deselected);
    if (!m_settling) {
        m_lost.clear(); // a person has chosen anew
    }
    moveSelection();
}

void ProcessTreeView::currentChanged(const QModelIndex& current, const QModelIndex& previous)
{
    QTreeView::currentChanged(current, previous);
    moveSelection();
}

} // namespace tw
