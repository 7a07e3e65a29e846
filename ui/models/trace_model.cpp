#include "ui/models/trace_model.h"

#include "core/report/own_code.h"
#include "ui/models/frame_text.h"
#include "ui/models/launch_title.h"
#include "ui/models/trace_text.h"
#include "ui/models/visible_text.h"

#include <QCryptographicHash>
#include <QDateTime>

#include <algorithm>
#include <numeric>

namespace tw {

struct TraceModel::Node
{
    Group* group{nullptr};
    Node* parent{nullptr};
    int row{0};
    /// The trace or part; of a frame's row the one that it belongs to.
    const Trace* trace{nullptr};
    const Frame* frame{nullptr};
    std::vector<std::unique_ptr<Node>> children{};

    Node* addChild(const Trace* childTrace, const Frame* childFrame)
    {
        children.push_back(std::make_unique<Node>());
        Node* child = children.back().get();
        child->group = group;
        child->parent = this;
        child->row = static_cast<int>(children.size()) - 1;
        child->trace = childTrace;
        child->frame = childFrame;
        return child;
    }

    void addContents()
    {
        for (const Frame& each : trace->frames)
            addChild(trace, &each);
        for (const Trace& each : trace->children)
            addChild(&each, nullptr)->addContents();
    }
};

struct TraceModel::Group
{
    /// The first of them; `last` is when and where it was found again.
    TraceFound found{};
    Time last{};
    QString process{};
    QByteArray fingerprint{};
    int count{1};
    std::size_t position{0};
    Node root{};
};

namespace {

/// What a click on the row opens.
const Frame* placeOf(const Trace& trace, const Frame* frame)
{
    return frame == nullptr ? ownFrame(trace) : frame;
}

QString timeText(Time time)
{
    const auto milliseconds
        = std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch());
    return QDateTime::fromMSecsSinceEpoch(milliseconds.count()).toString(u"HH:mm:ss.zzz");
}

/// Of a fixed size: a deep recursion has a long fingerprint. Equal traces of two launches are two
/// things to look into.
QByteArray digest(const TraceFound& found)
{
    const QString print
        = QString::number(found.launch.value) + u' ' + traceFingerprint(found.trace);
    return QCryptographicHash::hash(print.toUtf8(), QCryptographicHash::Sha1);
}

QString partText(const Trace& part)
{
    const QString text = relationText(part.relation) + u' ' + traceHeadline(part);
    return text.trimmed();
}

} // namespace

TraceModel::TraceModel(const ProcessTree& tree, std::size_t limit, QObject* parent)
    : QAbstractItemModel(parent)
    , m_tree(tree)
    , m_limit(limit)
{}

TraceModel::~TraceModel() = default;

void TraceModel::apply(const Event& event)
{
    if (const auto* found = std::get_if<TraceFound>(&event.body))
        add(event.time, *found);
}

void TraceModel::clear()
{
    beginResetModel();
    m_groups.clear();
    m_byFingerprint.clear();
    m_counts.clear();
    m_leftOut = 0;
    endResetModel();
    Q_EMIT countChanged();
}

void TraceModel::add(Time time, const TraceFound& found)
{
    ++m_counts[found.launch];
    const QByteArray fingerprint = digest(found);
    if (const Group* equal = m_byFingerprint.value(fingerprint)) {
        repeat(equal->position, time, found);
    } else {
        auto group = std::make_unique<Group>();
        group->found = found;
        group->last = time;
        group->process = processText(found);
        group->fingerprint = fingerprint;
        insert(std::move(group));
    }
    Q_EMIT countChanged();
}

void TraceModel::insert(std::unique_ptr<Group> group)
{
    group->position = m_groups.size();
    group->root.group = group.get();
    group->root.trace = &group->found.trace;
    group->root.addContents();
    beginInsertRows({}, 0, 0);
    m_byFingerprint.insert(group->fingerprint, group.get());
    m_groups.push_back(std::move(group));
    endInsertRows();
    if (m_groups.size() > m_limit)
        dropOldest();
}

void TraceModel::dropOldest()
{
    const auto last = static_cast<int>(m_groups.size()) - 1;
    beginRemoveRows({}, last, last);
    m_leftOut += m_groups.front()->count;
    m_byFingerprint.remove(m_groups.front()->fingerprint);
    m_groups.erase(m_groups.begin());
    renumberFrom(0);
    endRemoveRows();
}

void TraceModel::renumberFrom(std::size_t position)
{
    for (std::size_t at = position; at < m_groups.size(); ++at)
        m_groups[at]->position = at;
}

void TraceModel::repeat(std::size_t position, Time time, const TraceFound& found)
{
    const auto row = static_cast<int>(m_groups.size() - 1 - position);
    if (row > 0) {
        // It is the newest now.
        beginMoveRows({}, row, row, {}, 0);
        const auto moved = m_groups.begin() + static_cast<std::ptrdiff_t>(position);
        std::rotate(moved, moved + 1, m_groups.end());
        renumberFrom(position);
        endMoveRows();
    }
    Group& group = *m_groups.back();
    ++group.count;
    group.last = time;
    group.process = processText(found);
    Q_EMIT dataChanged(index(0, 0), index(0, ColumnCount - 1));
}

int TraceModel::traceCount(std::optional<LaunchId> launch) const
{
    if (launch) {
        const auto found = m_counts.find(*launch);
        return found == m_counts.end() ? 0 : found->second;
    }
    return std::accumulate(m_counts.begin(), m_counts.end(), 0, [](int sum, const auto& of) {
        return sum + of.second;
    });
}

const Trace* TraceModel::traceOf(const QModelIndex& index) const
{
    const Node* node = nodeOf(index);
    return node == nullptr ? nullptr : &node->group->found.trace;
}

const TraceModel::Node* TraceModel::nodeOf(const QModelIndex& index)
{
    return index.isValid() ? static_cast<const Node*>(index.internalPointer()) : nullptr;
}

QModelIndex TraceModel::index(int row, int column, const QModelIndex& parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    const Node* above = nodeOf(parent);
    const Node* node = above == nullptr
                           ? &m_groups[m_groups.size() - 1 - static_cast<std::size_t>(row)]->root
                           : above->children[static_cast<std::size_t>(row)].get();
    return createIndex(row, column, node);
}

QModelIndex TraceModel::parent(const QModelIndex& child) const
{
    const Node* node = nodeOf(child);
    if (node == nullptr || node->parent == nullptr)
        return {};
    const Node* above = node->parent;
    const int row = above->parent == nullptr
                        ? static_cast<int>(m_groups.size() - 1 - above->group->position)
                        : above->row;
    return createIndex(row, 0, above);
}

int TraceModel::rowCount(const QModelIndex& parent) const
{
    if (parent.column() > 0)
        return 0;
    const Node* node = nodeOf(parent);
    return static_cast<int>(node == nullptr ? m_groups.size() : node->children.size());
}

int TraceModel::columnCount(const QModelIndex& /*parent*/) const
{
    return ColumnCount;
}

QVariant TraceModel::data(const QModelIndex& index, int role) const
{
    const Node* node = nodeOf(index);
    if (node == nullptr)
        return {};
    const bool isTrace = node->parent == nullptr;
    const Frame* place = placeOf(*node->trace, node->frame);
    switch (role) {
    case Qt::DisplayRole:
        if (isTrace)
            return groupText(*node->group, index.column());
        if (index.column() != 0)
            return {};
        return node->frame != nullptr ? frameLine(*node->frame) : partText(*node->trace);
    case Qt::ToolTipRole:
        return plainToolTip(isTrace ? traceHeadline(*node->trace)
                                    : data(index, Qt::DisplayRole).toString());
    case IsLibraryRole:
        return node->frame != nullptr && isLibraryFile(node->frame->file);
    case LaunchRole:
        return static_cast<qulonglong>(node->group->found.launch.value);
    case IsSpannedRole:
        return !isTrace;
    case FileRole:
        return place == nullptr ? QString() : QString::fromStdString(place->file);
    case LineRole:
        return place == nullptr ? 0 : static_cast<int>(place->line.value_or(0));
    default:
        return {};
    }
}

QString TraceModel::groupText(const Group& group, int column) const
{
    const Trace& trace = group.found.trace;
    switch (column) {
    case TimeColumn:
        return timeText(group.last);
    case ProcessColumn:
        return group.process;
    case RuntimeColumn:
        return QString::fromStdString(trace.runtime);
    case TypeColumn: {
        const QString type = QString::fromStdString(trace.type);
        return group.count == 1 ? type : type + QStringLiteral(" ×%1").arg(group.count);
    }
    case MessageColumn: {
        const QString message = QString::fromStdString(trace.message);
        return message.section(u'\n', 0, 0);
    }
    case WhereColumn: {
        const Frame* frame = ownFrame(trace);
        return frame == nullptr ? QString() : frameText(*frame);
    }
    default:
        return {};
    }
}

QString TraceModel::processText(const TraceFound& found) const
{
    if (found.process)
        return processTitle(m_tree, *found.process);
    if (!found.trace.writer.empty())
        return QString::fromStdString(found.trace.writer);
    return launchTitle(m_tree, found.launch);
}

QVariant TraceModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case TimeColumn:
        return tr("Time");
    case ProcessColumn:
        return tr("Process");
    case RuntimeColumn:
        return tr("Runtime");
    case TypeColumn:
        return tr("Type");
    case MessageColumn:
        return tr("Message");
    case WhereColumn:
        return tr("Where");
    default:
        return {};
    }
}

} // namespace tw
