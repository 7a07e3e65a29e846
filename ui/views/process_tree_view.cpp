#include "ui/views/process_tree_view.h"

#include "ui/views/icon.h"
#include "ui/views/look.h"
#include "ui/views/process_delegate.h"

#include <QFontDatabase>
#include <QHeaderView>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>
#include <array>
#include <utility>

namespace tw {

namespace {

using namespace std::chrono_literals;

constexpr int kIndentation = 18;
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

ProcessTreeView::ProcessTreeView(ProcessTreeModel& model,
                                 ProcessFilterModel& shown,
                                 QWidget* parent)
    : QTreeView(parent)
    , m_model(model)
    , m_shown(shown)
{
    setObjectName(QStringLiteral("Processes"));
    setAccessibleName(tr("Processes"));
    setFrameShape(QFrame::NoFrame);
    setUniformRowHeights(true);
    setIndentation(kIndentation);
    setSelectionMode(ExtendedSelection);
    setSelectionBehavior(SelectRows);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollMode(ScrollPerPixel);
    setAllColumnsShowFocus(true);
    setContextMenuPolicy(Qt::CustomContextMenu);
    setItemDelegate(new ProcessDelegate(this));
    setModel(&m_shown);
    setUpColumns();
    connect(this, &QTreeView::expanded, this, [this](const QModelIndex& index) {
        if (!m_unfolding) {
            m_opened.insert(ProcessTreeModel::keyOf(index));
            m_closed.erase(ProcessTreeModel::keyOf(index));
        }
    });
    connect(this, &QTreeView::collapsed, this, [this](const QModelIndex& index) {
        m_closed.insert(ProcessTreeModel::keyOf(index));
        m_opened.erase(ProcessTreeModel::keyOf(index));
    });
    connect(&m_second, &QTimer::timeout, this, [this] { m_model.refresh(visibleKeys()); });
    m_second.start(kRefresh);
}

void ProcessTreeView::setUpColumns()
{
    header()->setStretchLastSection(false);
    header()->setSectionsMovable(true);
    header()->setHighlightSections(false);
    header()->setSortIndicatorClearable(true);
    header()->setSortIndicator(-1, Qt::AscendingOrder);
    header()->setMinimumSectionSize(40);
    header()->setFixedHeight(header()->fontMetrics().height() + 12);
    header()->setAccessibleName(tr("Columns of processes"));
    header()->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(
        header(), &QHeaderView::customContextMenuRequested, this, &ProcessTreeView::showColumnMenu);
    setSortingEnabled(true);
    setColumnWidths();
}

void ProcessTreeView::setColumnWidths()
{
    const QFontMetrics text(font());
    const QFontMetrics fixed(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    const auto room = [](const QFontMetrics& metrics, const char* sample) {
        return metrics.horizontalAdvance(QLatin1String(sample)) + 2 * ProcessDelegate::kPadding;
    };
    const std::array<std::pair<ProcessColumn, int>, 8> widths{
        {{ProcessColumn::Pid, room(text, "4194304")},
         {ProcessColumn::State, room(text, "tracing stop")},
         {ProcessColumn::Cpu, room(text, "1600 %")},
         {ProcessColumn::Memory, room(text, "1023 MiB")},
         {ProcessColumn::Threads, room(text, "Threads ")},
         {ProcessColumn::Elapsed, room(text, "59m 59s ")},
         {ProcessColumn::Status, room(text, "SIGSEGV (11), core du")},
         {ProcessColumn::Command, room(fixed, "python3 -u -c \"import sys;exe")}}};
    for (const auto& [column, width] : widths) {
        header()->resizeSection(static_cast<int>(column), width);
    }
    header()->setSectionResizeMode(static_cast<int>(ProcessColumn::Name), QHeaderView::Stretch);
}

void ProcessTreeView::restoreColumns(const QByteArray& columns)
{
    if (columns.isEmpty() || !header()->restoreState(columns)) {
        return;
    }
    header()->setSectionResizeMode(static_cast<int>(ProcessColumn::Name), QHeaderView::Stretch);
    header()->setSectionHidden(static_cast<int>(ProcessColumn::Name), false);
    m_shown.sort(header()->sortIndicatorSection(), header()->sortIndicatorOrder());
}

void ProcessTreeView::showColumnMenu(QPoint position)
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (int column = 1; column < kProcessColumns; ++column) {
        QAction* action = menu->addAction(
            m_model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString());
        action->setCheckable(true);
        action->setChecked(!isColumnHidden(column));
        connect(action, &QAction::toggled, this, [this, column](bool on) {
            setColumnHidden(column, !on);
        });
    }
    menu->addSeparator();
    connect(menu->addAction(tr("&Reset Widths")),
            &QAction::triggered,
            this,
            &ProcessTreeView::setColumnWidths);
    menu->popup(header()->mapToGlobal(position));
}

void ProcessTreeView::select(ProcessKey key)
{
    const QModelIndex index = shownIndex(key);
    if (!index.isValid()) {
        m_toSelect = key;
        return;
    }
    m_toSelect.reset();
    setCurrentIndex(index);
    scrollTo(index);
}

std::vector<ProcessKey> ProcessTreeView::selectedKeys() const
{
    std::vector<ProcessKey> keys;
    for (const QModelIndex& row : selectionModel()->selectedRows()) {
        keys.push_back(ProcessTreeModel::keyOf(row));
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
        keys.push_back(ProcessTreeModel::keyOf(row));
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
    if (!index.model()->hasChildren(index)) {
        return;
    }
    constexpr int kSize = 12;
    const QRect place(rect.right() - kIndentation / 2 - kSize / 2 + 2,
                      rect.center().y() + 1 - kSize / 2,
                      kSize,
                      kSize);
    const QString name
        = isExpanded(index) ? QStringLiteral("branch-open") : QStringLiteral("branch-closed");
    paintIcon(*painter, place, name, dimmed(palette()));
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
    if (parent.isValid() && isUnfolded(parent)) {
        expand(parent);
    }
    for (int row = first; row <= last; ++row) {
        unfold(m_shown.index(row, 0, parent));
    }
    m_unfolding = false;
    if (m_toSelect) {
        select(*m_toSelect);
    }
}

void ProcessTreeView::unfold(const QModelIndex& index)
{
    const int children = m_shown.rowCount(index);
    if (children == 0 || !isUnfolded(index)) {
        return;
    }
    expand(index);
    for (int row = 0; row < children; ++row) {
        unfold(m_shown.index(row, 0, index));
    }
}

bool ProcessTreeView::isUnfolded(const QModelIndex& index) const
{
    const ProcessKey key = ProcessTreeModel::keyOf(index);
    return m_opened.contains(key) || (!m_closed.contains(key) && depthOf(index) < kUnfoldedDepth);
}

QModelIndex ProcessTreeView::shownIndex(ProcessKey key) const
{
    return m_shown.mapFromSource(m_model.indexOf(key, ProcessColumn::Name));
}

void ProcessTreeView::reset()
{
    QTreeView::reset();
    m_opened.clear();
    m_closed.clear();
    m_toSelect.reset();
    m_unfolding = true;
    for (int row = 0; row < m_shown.rowCount(); ++row) {
        unfold(m_shown.index(row, 0));
    }
    m_unfolding = false;
}

void ProcessTreeView::selectionChanged(const QItemSelection& selected,
                                       const QItemSelection& deselected)
{
    QTreeView::selectionChanged(selected, deselected);
    Q_EMIT selectionMoved();
}

void ProcessTreeView::currentChanged(const QModelIndex& current, const QModelIndex& previous)
{
    QTreeView::currentChanged(current, previous);
    Q_EMIT selectionMoved();
}

} // namespace tw
