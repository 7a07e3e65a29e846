#include "ui/models/running_model.h"

#include "ui/models/shell_words.h"
#include "ui/models/visible_text.h"

#include <algorithm>

namespace tw {

namespace {

/// Nobody is born before whoever created him: else the number is another's by now, and the tree
/// would have no root.
bool isOlder(const RunningProcess& parent, const RunningProcess& child)
{
    return parent.startTicks < child.startTicks
           || (parent.startTicks == child.startTicks && parent.pid < child.pid);
}

QString commandText(const RunningProcess& process)
{
    return visibleText(joinShellWords(process.command));
}

} // namespace

void RunningModel::setProcesses(std::vector<RunningProcess> processes, const OwnProcesses& own)
{
    beginResetModel();
    m_nodes.clear();
    m_nodes.reserve(processes.size());
    for (RunningProcess& process : processes) {
        m_nodes.push_back({std::move(process)});
    }
    link();
    explain(own);
    endResetModel();
}

void RunningModel::link()
{
    m_roots.clear();
    m_byPid.clear();
    for (std::size_t node = 0; node < m_nodes.size(); ++node) {
        m_byPid.emplace(m_nodes[node].process.pid, node);
    }
    for (std::size_t node = 0; node < m_nodes.size(); ++node) {
        Node& child = m_nodes[node];
        const auto parent = m_byPid.find(child.process.parent);
        const bool hasParent
            = parent != m_byPid.end() && isOlder(m_nodes[parent->second].process, child.process);
        auto& siblings = hasParent ? m_nodes[parent->second].children : m_roots;
        child.parent = hasParent ? std::optional{parent->second} : std::nullopt;
        child.row = static_cast<int>(siblings.size());
        siblings.push_back(node);
    }
}

void RunningModel::explain(const OwnProcesses& own)
{
    std::unordered_set<std::size_t> aboveAgent;
    const auto agent = m_byPid.find(own.agent);
    if (agent != m_byPid.end()) {
        for (auto above = m_nodes[agent->second].parent; above; above = m_nodes[*above].parent) {
            aboveAgent.insert(*above);
        }
    }
    for (std::size_t node = 0; node < m_nodes.size(); ++node) {
        m_nodes[node].whyNot = whyNot(node, own);
        if (m_nodes[node].whyNot.isEmpty() && aboveAgent.contains(node)) {
            m_nodes[node].whyNot
                = tr("The agent that watches runs below it: it would watch itself");
        }
    }
}

QString RunningModel::whyNot(std::size_t node, const OwnProcesses& own) const
{
    const RunningProcess& process = m_nodes[node].process;
    if (process.pid == own.agent) {
        return tr("This is the agent that watches");
    }
    if (own.window == process.pid) {
        return tr("This is this window");
    }
    if (own.watched.contains(process.pid) || isBelow(node, own.agent)) {
        return tr("It is watched already");
    }
    if (process.isKernelThread) {
        return tr("It is a part of the kernel");
    }
    return process.isZombie ? tr("It has ended; its parent has not taken note of it yet")
                            : QString{};
}

bool RunningModel::isBelow(std::size_t node, Pid ancestor) const
{
    for (auto above = m_nodes[node].parent; above; above = m_nodes[*above].parent) {
        if (m_nodes[*above].process.pid == ancestor) {
            return true;
        }
    }
    return false;
}

const RunningProcess* RunningModel::processOf(const QModelIndex& index) const
{
    return index.isValid() ? &m_nodes[index.internalId()].process : nullptr;
}

QModelIndex RunningModel::indexOf(Pid pid, std::uint64_t startTicks) const
{
    const auto found = m_byPid.find(pid);
    if (found == m_byPid.end() || m_nodes[found->second].process.startTicks != startTicks) {
        return {};
    }
    return createIndex(m_nodes[found->second].row, 0, found->second);
}

const std::vector<std::size_t>& RunningModel::childrenOf(const QModelIndex& parent) const
{
    return parent.isValid() ? m_nodes[parent.internalId()].children : m_roots;
}

QModelIndex RunningModel::index(int row, int column, const QModelIndex& parent) const
{
    const auto& children = childrenOf(parent);
    if (row < 0 || column < 0 || column >= ColumnCount
        || row >= static_cast<int>(children.size())) {
        return {};
    }
    return createIndex(row, column, children[static_cast<std::size_t>(row)]);
}

QModelIndex RunningModel::parent(const QModelIndex& child) const
{
    const auto above = child.isValid() ? m_nodes[child.internalId()].parent : std::nullopt;
    return above ? createIndex(m_nodes[*above].row, 0, *above) : QModelIndex{};
}

int RunningModel::rowCount(const QModelIndex& parent) const
{
    return parent.column() > 0 ? 0 : static_cast<int>(childrenOf(parent).size());
}

int RunningModel::columnCount(const QModelIndex& /*parent*/) const
{
    return ColumnCount;
}

QVariant RunningModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    const Node& node = m_nodes[index.internalId()];
    const RunningProcess& process = node.process;
    if (role == WhyNotRole || role == Qt::ToolTipRole) {
        const bool wantsCommand = role == Qt::ToolTipRole && node.whyNot.isEmpty();
        const QString text
            = wantsCommand && index.column() == CommandColumn ? commandText(process) : node.whyNot;
        return role == Qt::ToolTipRole ? plainToolTip(text) : text;
    }
    if (role == SortRole && index.column() == PidColumn) {
        return process.pid.value;
    }
    if (role == Qt::TextAlignmentRole) {
        const auto side = index.column() == PidColumn ? Qt::AlignRight : Qt::AlignLeft;
        return static_cast<int>(side | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole && role != SortRole) {
        return {};
    }
    switch (index.column()) {
    case NameColumn:
        return visibleText(process.name);
    case PidColumn:
        return QString::number(process.pid.value);
    case UserColumn:
        return process.user.name.empty() ? QString::number(process.user.id)
                                         : visibleText(process.user.name);
    case CommandColumn:
        return commandText(process);
    default:
        return {};
    }
}

QVariant RunningModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (role == Qt::TextAlignmentRole) {
        const auto side = section == PidColumn ? Qt::AlignRight : Qt::AlignLeft;
        return static_cast<int>(side | Qt::AlignVCenter);
    }
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case NameColumn:
        return tr("Name");
    case PidColumn:
        return tr("PID");
    case UserColumn:
        return tr("User");
    case CommandColumn:
        return tr("Command");
    default:
        return {};
    }
}

RunningFilter::RunningFilter(QObject* parent) : QSortFilterProxyModel(parent)
{
    setRecursiveFilteringEnabled(true);
    setSortRole(RunningModel::SortRole);
    setSortCaseSensitivity(Qt::CaseInsensitive);
}

void RunningFilter::setText(const QString& text)
{
    if (m_text != text.trimmed()) {
        m_text = text.trimmed();
        invalidateFilter();
    }
}

bool RunningFilter::isMatch(const QModelIndex& index) const
{
    const QModelIndex source = mapToSource(index);
    return source.isValid() && filterAcceptsRow(source.row(), source.parent());
}

bool RunningFilter::filterAcceptsRow(int row, const QModelIndex& parent) const
{
    for (int column = 0; column < RunningModel::ColumnCount && !m_text.isEmpty(); ++column) {
        const QString cell = sourceModel()->index(row, column, parent).data().toString();
        if (cell.contains(m_text, Qt::CaseInsensitive)) {
            return true;
        }
    }
    return m_text.isEmpty();
}

} // namespace tw
