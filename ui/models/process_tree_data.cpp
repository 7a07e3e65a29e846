// What ProcessTreeModel tells of its rows.

#include "ui/models/folded_text.h"
#include "ui/models/process_cells.h"
#include "ui/models/process_text.h"
#include "ui/models/process_tree_model.h"
#include "ui/models/running_stops_model.h"
#include "ui/models/stop_words.h"
#include "ui/models/visible_text.h"

#include <QMimeData>

#include <algorithm>
#include <array>

namespace tw {

namespace {

QVariant alignment(ProcessColumn column)
{
    return static_cast<int>((isNumber(column) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
}

} // namespace

Time ProcessTreeModel::now() const
{
    return m_paused ? m_pausedAt : m_clock.now();
}

QModelIndex ProcessTreeModel::indexOf(ProcessKey key, ProcessColumn column) const
{
    const ProcessRow* row = m_rows.find({key, false});
    return row == nullptr ? QModelIndex{} : indexAt(*row, column);
}

QModelIndex ProcessTreeModel::indexAt(const ProcessRow& row, ProcessColumn column) const
{
    return row.parent == nullptr ? QModelIndex{}
                                 : createIndex(row.place, static_cast<int>(column), &row);
}

ProcessKey ProcessTreeModel::keyOf(const QModelIndex& index)
{
    const RowId id = idOf(index);
    return id.folded ? ProcessKey{} : id.key;
}

RowId ProcessTreeModel::idOf(const QModelIndex& index)
{
    return index.isValid() ? static_cast<const ProcessRow*>(index.constInternalPointer())->id
                           : RowId{};
}

const ProcessRow& ProcessTreeModel::rowAt(const QModelIndex& index) const
{
    return index.isValid() ? *static_cast<const ProcessRow*>(index.constInternalPointer())
                           : m_rows.root();
}

ProcessRow& ProcessTreeModel::rowAt(const QModelIndex& index)
{
    return index.isValid() ? *static_cast<ProcessRow*>(index.internalPointer()) : m_rows.root();
}

QModelIndex ProcessTreeModel::index(int row, int column, const QModelIndex& parent) const
{
    if (!hasIndex(row, column, parent)) {
        return {};
    }
    return createIndex(row, column, rowAt(parent).children.at(static_cast<std::size_t>(row)));
}

QModelIndex ProcessTreeModel::parent(const QModelIndex& child) const
{
    return child.isValid() ? indexAt(*rowAt(child).parent, ProcessColumn::Name) : QModelIndex{};
}

int ProcessTreeModel::rowCount(const QModelIndex& parent) const
{
    return parent.column() > 0 ? 0 : static_cast<int>(rowAt(parent).children.size());
}

int ProcessTreeModel::columnCount(const QModelIndex&) const
{
    return kProcessColumns;
}

bool ProcessTreeModel::hasChildren(const QModelIndex& parent) const
{
    return parent.column() <= 0 && (rowAt(parent).id.folded || !rowAt(parent).children.empty());
}

Qt::ItemFlags ProcessTreeModel::flags(const QModelIndex& index) const
{
    const Qt::ItemFlags flags = QAbstractItemModel::flags(index);
    return keyOf(index).value == 0 ? flags : flags | Qt::ItemIsDragEnabled;
}

QStringList ProcessTreeModel::mimeTypes() const
{
    return {QStringLiteral("text/plain")};
}

QMimeData* ProcessTreeModel::mimeData(const QModelIndexList& indexes) const
{
    std::vector<ProcessKey> keys;
    for (const QModelIndex& index : indexes) {
        if (index.column() == 0 && keyOf(index).value != 0) {
            keys.push_back(keyOf(index));
        }
    }
    std::sort(keys.begin(), keys.end());
    auto* data = new QMimeData;
    data->setText(treeLines(shownTree(), keys).trimmed());
    return data;
}

QVariant ProcessTreeModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    const ProcessRow& row = rowAt(index);
    const auto column = static_cast<ProcessColumn>(index.column());
    switch (role) {
    case Qt::TextAlignmentRole:
        return alignment(column);
    case KeyRole:
        return quint64{keyOf(index).value};
    case FoldedRole:
        return row.id.folded;
    default:
        return row.id.folded ? foldedData(row.id.key, column, role)
                             : processData(row, column, role);
    }
}

QString ProcessTreeModel::stoppingState(const Process& process) const
{
    if (m_stops == nullptr || m_paused || !process.isAlive()) {
        return {};
    }
    const auto left = m_stops->timeLeft(process.key);
    return left ? stoppingText(*left) : QString{};
}

QVariant ProcessTreeModel::processData(const ProcessRow& row, ProcessColumn column, int role) const
{
    const Process& process = *shownTree().find(row.id.key);
    const ProcessCells cells(m_digest, process, now(), !row.open);
    if (column == ProcessColumn::State
        && (role == Qt::DisplayRole || role == Qt::AccessibleTextRole)) {
        const QString stopping = stoppingState(process);
        return stopping.isEmpty() ? cells.text(column) : stopping;
    }
    switch (role) {
    case Qt::DisplayRole:
        return cells.text(column);
    case Qt::AccessibleTextRole:
        return cells.spokenText(column);
    case Qt::ToolTipRole:
        return plainToolTip(cells.toolTip(column));
    case StateRole:
        return static_cast<int>(cells.state());
    case StatusKindRole:
        return static_cast<int>(statusKind(process));
    case FreshnessRole:
        return static_cast<int>(freshness(process));
    case LaunchRole:
        return !process.parent.has_value();
    case MatchRole:
        return !m_digest.isFiltering() || m_digest.matches(process);
    case SumRole:
        return cells.isSummed();
    default:
        return {};
    }
}

QVariant ProcessTreeModel::foldedData(ProcessKey parent, ProcessColumn column, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
        if (column == ProcessColumn::Name) {
            return foldedName(m_shown.foldedCount(parent));
        }
        return column == ProcessColumn::Status ? foldedStatus(m_shown.tally(parent)) : QString{};
    case Qt::ToolTipRole:
        return foldedToolTip(m_shown.tally(parent));
    case StateRole:
        return static_cast<int>(ProcessState::Exited);
    case StatusKindRole:
        return static_cast<int>(StatusKind::None);
    case FreshnessRole:
        return static_cast<int>(Freshness::None);
    case LaunchRole:
    case SumRole:
        return false;
    case MatchRole:
        return true;
    default:
        return {};
    }
}

QVariant ProcessTreeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= kProcessColumns) {
        return {};
    }
    const auto column = static_cast<ProcessColumn>(section);
    const std::array<QString, kProcessColumns> names{tr("Name"),
                                                     tr("PID"),
                                                     tr("State"),
                                                     tr("CPU"),
                                                     tr("Memory"),
                                                     tr("Threads"),
                                                     tr("Elapsed"),
                                                     tr("Status"),
                                                     tr("Command")};
    switch (role) {
    case Qt::TextAlignmentRole:
        return alignment(column);
    case Qt::InitialSortOrderRole:
        return static_cast<int>(isNumber(column) ? Qt::DescendingOrder : Qt::AscendingOrder);
    case Qt::DisplayRole:
        return names.at(static_cast<std::size_t>(section));
    default:
        return {};
    }
}

Freshness ProcessTreeModel::freshness(const Process& process) const
{
    if (process.ended) {
        return now() < *process.ended + kFreshFor ? Freshness::Ended : Freshness::None;
    }
    return now() < process.started + kFreshFor ? Freshness::Born : Freshness::None;
}

} // namespace tw
