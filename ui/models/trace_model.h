#pragma once

#include "core/stream/event.h"
#include "core/tree/process_tree.h"

#include <QAbstractItemModel>
#include <QHash>

#include <cstddef>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

namespace tw {

/// The stack traces that were found in output, newest first; equal ones in one row that counts
/// them. Below a trace stand its frames, innermost first, then the traces it is chained with.
class TraceModel final : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Column
    {
        TimeColumn,
        ProcessColumn,
        RuntimeColumn,
        TypeColumn,
        MessageColumn,
        WhereColumn,
        ColumnCount,
    };

    enum Role
    {
        /// The row is a frame of a library (bool).
        IsLibraryRole = Qt::UserRole,
        /// Where the row's code is: the path, empty where unknown, and the line.
        FileRole,
        LineRole,
        /// The launch whose output the trace stands in (qulonglong).
        LaunchRole,
        /// The row is a frame or a chained trace: its text, in the first column, needs the width.
        IsSpannedRole,
    };

    static constexpr std::size_t kLimit = 10'000;

    /// `tree` names the processes and must outlive the model.
    /// Beyond `limit` rows of traces the oldest are left out.
    explicit TraceModel(const ProcessTree& tree,
                        std::size_t limit = kLimit,
                        QObject* parent = nullptr);
    ~TraceModel() override;

    void apply(const Event& event);

    /// Forgets everything: a new agent, a new record.
    void clear();

    /// How many traces were found, of one launch or of all, equal ones counted each.
    [[nodiscard]] int traceCount(std::optional<LaunchId> launch = {}) const;

    /// How many traces, of all launches, have no row any more.
    [[nodiscard]] int leftOutCount() const { return m_leftOut; }

    /// The trace of a row, or the one that a row below belongs to; nullptr for no row.
    [[nodiscard]] const Trace* traceOf(const QModelIndex& index) const;

    [[nodiscard]] QModelIndex
    index(int row, int column, const QModelIndex& parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex& child) const override;
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index,
                                int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant
    headerData(int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
    void countChanged();

private:
    /// A row: a trace found, one of its frames, or a part of it.
    struct Node;
    /// Equal traces.
    struct Group;

    void add(Time time, const TraceFound& found);
    void insert(std::unique_ptr<Group> group);
    void dropOldest();
    void repeat(std::size_t position, Time time, const TraceFound& found);
    void renumberFrom(std::size_t position);
    [[nodiscard]] static const Node* nodeOf(const QModelIndex& index);
    [[nodiscard]] QString groupText(const Group& group, int column) const;
    [[nodiscard]] QString processText(const TraceFound& found) const;

    const ProcessTree& m_tree;
    std::size_t m_limit;
    /// Oldest first: the row is counted from the end.
    std::vector<std::unique_ptr<Group>> m_groups{};
    /// By what equal traces have in common.
    QHash<QByteArray, Group*> m_byFingerprint{};
    std::unordered_map<LaunchId, int> m_counts{};
    int m_leftOut{0};
};

} // namespace tw
