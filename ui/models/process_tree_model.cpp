#include "ui/models/process_tree_model.h"

#include "ui/models/process_text.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace tw {

namespace {

constexpr std::chrono::seconds kFreshFor{1};

// A view lays out all rows for each change of their number, which takes 20 ms for 10 000.
constexpr std::size_t kManyNodes = 1000;
constexpr std::chrono::milliseconds kRest{50};
constexpr int kGapOfMany = 64;

bool isNumber(ProcessColumn column)
{
    switch (column) {
    case ProcessColumn::Pid:
    case ProcessColumn::Cpu:
    case ProcessColumn::Memory:
    case ProcessColumn::Threads:
    case ProcessColumn::Elapsed:
        return true;
    default:
        return false;
    }
}

} // namespace

ProcessTreeModel::ProcessTreeModel(const ProcessTree& tree, const Clock& clock, QObject* parent)
    : QAbstractItemModel(parent)
    , m_tree(tree)
    , m_clock(clock)
{
    m_turn.setSingleShot(true);
    connect(&m_turn, &QTimer::timeout, this, &ProcessTreeModel::flush);
    reload();
}

void ProcessTreeModel::applyEvent(const Event& event)
{
    if (const auto* change = std::get_if<TreeEvent>(&event.body)) {
        std::visit([this](const auto& one) { changed(one); }, *change);
    }
}

void ProcessTreeModel::reload()
{
    beginResetModel();
    m_nodes.clear();
    m_launches.clear();
    m_born.clear();
    m_touched.clear();
    m_fresh.clear();
    for (const auto& [id, launch] : m_tree.launches()) {
        for (const ProcessKey key : launch.members) {
            addNode(key, m_tree.find(key)->parent.value_or(ProcessKey{}));
        }
    }
    endResetModel();
}

void ProcessTreeModel::refresh(const std::vector<ProcessKey>& shown)
{
    const Time now = m_clock.now();
    while (!m_fresh.empty() && m_fresh.front().first <= now) {
        touch(m_fresh.front().second);
        m_fresh.pop_front();
    }
    std::vector<ProcessKey> live;
    std::copy_if(shown.begin(), shown.end(), std::back_inserter(live), [this](ProcessKey key) {
        return m_nodes.contains(key) && m_tree.find(key)->isAlive();
    });
    emitChanged(std::move(live), ProcessColumn::Elapsed, ProcessColumn::Elapsed);
}

QModelIndex ProcessTreeModel::indexOf(ProcessKey key, ProcessColumn column) const
{
    const auto found = m_nodes.find(key);
    if (found == m_nodes.end()) {
        return {};
    }
    return createIndex(found->second.row, static_cast<int>(column), quintptr{key.value});
}

ProcessKey ProcessTreeModel::keyOf(const QModelIndex& index)
{
    return {index.isValid() ? index.data(KeyRole).toULongLong() : 0};
}

QModelIndex ProcessTreeModel::index(int row, int column, const QModelIndex& parent) const
{
    if (!hasIndex(row, column, parent)) {
        return {};
    }
    const ProcessKey key = childrenOf(parent).at(static_cast<std::size_t>(row));
    return createIndex(row, column, quintptr{key.value});
}

QModelIndex ProcessTreeModel::parent(const QModelIndex& child) const
{
    if (!child.isValid()) {
        return {};
    }
    return indexOf(m_nodes.at({child.internalId()}).parent, ProcessColumn::Name);
}

int ProcessTreeModel::rowCount(const QModelIndex& parent) const
{
    return parent.column() > 0 ? 0 : static_cast<int>(childrenOf(parent).size());
}

int ProcessTreeModel::columnCount(const QModelIndex&) const
{
    return kProcessColumns;
}

QVariant ProcessTreeModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    const Process& process = *m_tree.find(ProcessKey{index.internalId()});
    const auto column = static_cast<ProcessColumn>(index.column());
    switch (role) {
    case Qt::ToolTipRole:
        if (column == ProcessColumn::Name && !process.isAlive() && !isNameKnown(process)) {
            return tr("It ended before its name could be read");
        }
        return text(process, column);
    case Qt::DisplayRole:
        return text(process, column);
    case Qt::TextAlignmentRole:
        return headerData(index.column(), Qt::Horizontal, role);
    case KeyRole:
        return quint64{process.key.value};
    case SortRole:
        return sortValue(process, column);
    case StateRole:
        return static_cast<int>(processState(process));
    case StatusKindRole:
        return static_cast<int>(statusKind(process));
    case FreshnessRole:
        return static_cast<int>(freshness(process));
    case LaunchRole:
        return !process.parent.has_value();
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
    const bool number = isNumber(static_cast<ProcessColumn>(section));
    if (role == Qt::TextAlignmentRole) {
        return static_cast<int>((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    if (role == Qt::InitialSortOrderRole) {
        return static_cast<int>(number ? Qt::DescendingOrder : Qt::AscendingOrder);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    const std::array<QString, kProcessColumns> names{tr("Name"),
                                                     tr("PID"),
                                                     tr("State"),
                                                     tr("CPU"),
                                                     tr("Memory"),
                                                     tr("Threads"),
                                                     tr("Elapsed"),
                                                     tr("Status"),
                                                     tr("Command")};
    return names.at(static_cast<std::size_t>(section));
}

void ProcessTreeModel::changed(const Exited& event)
{
    touch(event.key);
    m_fresh.emplace_back(m_tree.find(event.key)->ended.value() + kFreshFor, event.key);
    // Its children are orphans now, and what outlives a command is left over.
    const Process& process = *m_tree.find(event.key);
    const auto& affected = process.parent ? process.children : m_tree.find(process.launch)->members;
    for (const ProcessKey key : affected) {
        if (m_tree.find(key)->isAlive()) {
            touch(key);
        }
    }
}

void ProcessTreeModel::changed(const Sampled& event)
{
    for (const Sample& sample : event.samples) {
        touch(sample.key);
    }
}

void ProcessTreeModel::bear(ProcessKey key)
{
    m_born.push_back(key);
    m_fresh.emplace_back(m_tree.find(key)->started + kFreshFor, key);
    flushLater();
}

void ProcessTreeModel::insertBorn()
{
    // One group a parent, in order of its first birth: a parent has its row before its children.
    const auto born = std::exchange(m_born, {});
    std::vector<std::pair<ProcessKey, std::vector<ProcessKey>>> groups;
    std::unordered_map<ProcessKey, std::size_t> groupOf;
    for (const ProcessKey key : born) {
        const ProcessKey parent = m_tree.find(key)->parent.value_or(ProcessKey{});
        const auto [group, isNew] = groupOf.try_emplace(parent, groups.size());
        if (isNew) {
            groups.emplace_back(parent, std::vector<ProcessKey>{});
        }
        groups[group->second].second.push_back(key);
    }
    for (const auto& [parent, keys] : groups) {
        insertChildren(parent, keys);
    }
}

void ProcessTreeModel::insertChildren(ProcessKey parent, const std::vector<ProcessKey>& keys)
{
    const QModelIndex parentIndex = indexOf(parent, ProcessColumn::Name);
    const int row = rowCount(parentIndex);
    beginInsertRows(parentIndex, row, row + static_cast<int>(keys.size()) - 1);
    for (const ProcessKey key : keys) {
        addNode(key, parent);
    }
    endInsertRows();
}

void ProcessTreeModel::addNode(ProcessKey key, ProcessKey parent)
{
    auto& siblings = parent.value == 0 ? m_launches : m_nodes.at(parent).children;
    const int row = static_cast<int>(siblings.size());
    siblings.push_back(key);
    m_nodes.emplace(key, Node{.parent = parent, .row = row});
}

void ProcessTreeModel::touch(ProcessKey key)
{
    // A sample may be of a process that was never told of.
    if (m_tree.find(key) != nullptr) {
        m_touched.insert(key);
        flushLater();
    }
}

void ProcessTreeModel::flushLater()
{
    if (!m_turn.isActive()) {
        m_turn.start(m_nodes.size() < kManyNodes ? std::chrono::milliseconds{0} : kRest);
    }
}

void ProcessTreeModel::flush()
{
    m_turn.stop();
    auto touched = std::exchange(m_touched, {});
    for (const ProcessKey key : m_born) {
        touched.erase(key);
    }
    insertBorn();
    emitChanged({touched.begin(), touched.end()}, ProcessColumn::Name, ProcessColumn::Command);
}

void ProcessTreeModel::emitChanged(std::vector<ProcessKey> keys,
                                   ProcessColumn first,
                                   ProcessColumn last)
{
    const auto place = [this](ProcessKey key) {
        const Node& node = m_nodes.at(key);
        return std::pair{node.parent, node.row};
    };
    std::sort(keys.begin(), keys.end(), [&](ProcessKey left, ProcessKey right) {
        return place(left) < place(right);
    });
    // A proxy that sorts goes through all rows for each range: of a large tree a few ranges with
    // rows that have not changed cost less than many without.
    const int gap = m_nodes.size() < kManyNodes ? 1 : kGapOfMany;
    for (auto from = keys.begin(); from != keys.end();) {
        auto to = from;
        const auto follows = [&](ProcessKey key) {
            const auto [parent, row] = place(*to);
            const auto [nextParent, nextRow] = place(key);
            return nextParent == parent && nextRow <= row + gap;
        };
        while (std::next(to) != keys.end() && follows(*std::next(to))) {
            ++to;
        }
        Q_EMIT dataChanged(indexOf(*from, first), indexOf(*to, last));
        from = std::next(to);
    }
}

const std::vector<ProcessKey>& ProcessTreeModel::childrenOf(const QModelIndex& parent) const
{
    return parent.isValid() ? m_nodes.at({parent.internalId()}).children : m_launches;
}

QString ProcessTreeModel::text(const Process& process, ProcessColumn column) const
{
    switch (column) {
    case ProcessColumn::Name:
        return nameText(m_tree, process);
    case ProcessColumn::Pid:
        return QString::number(process.pid.value);
    case ProcessColumn::State:
        return stateText(processState(process));
    case ProcessColumn::Cpu:
        return cpuText(process);
    case ProcessColumn::Memory:
        return memoryText(process);
    case ProcessColumn::Threads:
        return threadsText(process);
    case ProcessColumn::Elapsed:
        return elapsedText(process, m_clock.now());
    case ProcessColumn::Status:
        return statusText(process);
    case ProcessColumn::Command:
        break;
    }
    return commandText(process);
}

QVariant ProcessTreeModel::sortValue(const Process& process, ProcessColumn column) const
{
    switch (column) {
    case ProcessColumn::Pid:
        return process.pid.value;
    case ProcessColumn::Cpu:
        return process.isAlive() ? process.usage.cpuPercent : -1.0;
    case ProcessColumn::Memory:
        return quint64{process.isAlive() ? process.usage.residentBytes
                                         : process.maxResidentBytes.value_or(0)};
    case ProcessColumn::Threads:
        return process.isAlive() ? process.usage.threads : 0U;
    case ProcessColumn::Elapsed:
        return qint64{elapsed(process, m_clock.now()).count()};
    default:
        return text(process, column);
    }
}

Freshness ProcessTreeModel::freshness(const Process& process) const
{
    const Time now = m_clock.now();
    if (process.ended) {
        return now < *process.ended + kFreshFor ? Freshness::Ended : Freshness::None;
    }
    return now < process.started + kFreshFor ? Freshness::Born : Freshness::None;
}

} // namespace tw
