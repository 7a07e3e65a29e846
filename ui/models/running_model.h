#pragma once

#include "core/inspect/running_process.h"
#include "core/tree/process_tree.h"

#include <QAbstractItemModel>
#include <QSortFilterProxyModel>

#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace tw {

/// Who may not be attached to, for reasons of ours.
struct OwnProcesses
{
    Pid agent{};
    /// Of the window, where it is on the agent's machine.
    std::optional<Pid> window{};
    /// Alive in the tree already.
    std::unordered_set<Pid> watched{};
};

/// All processes of the agent's machine as a tree, to choose one from; each that cannot be chosen
/// says why. A new list is a reset.
class RunningModel final : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Column
    {
        NameColumn,
        PidColumn,
        UserColumn,
        CommandColumn,
        ColumnCount,
    };

    enum Role
    {
        WhyNotRole = Qt::UserRole, ///< QString: why it cannot be attached to; empty where it can
        SortRole,
    };

    using QAbstractItemModel::QAbstractItemModel;

    void setProcesses(std::vector<RunningProcess> processes, const OwnProcesses& own);

    /// Of the row; nullptr for none.
    [[nodiscard]] const RunningProcess* processOf(const QModelIndex& index) const;
    /// The row of that very process; invalid where it is not in the list.
    [[nodiscard]] QModelIndex indexOf(Pid pid, std::uint64_t startTicks) const;

    [[nodiscard]] QModelIndex
    index(int row, int column, const QModelIndex& parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex& child) const override;
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index,
                                int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant
    headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Node
    {
        RunningProcess process{};
        QString whyNot{};
        std::optional<std::size_t> parent{};
        int row{0};
        std::vector<std::size_t> children{};
    };

    void link();
    void explain(const OwnProcesses& own);
    [[nodiscard]] QString whyNot(std::size_t node, const OwnProcesses& own) const;
    [[nodiscard]] bool isBelow(std::size_t node, Pid ancestor) const;
    [[nodiscard]] const std::vector<std::size_t>& childrenOf(const QModelIndex& parent) const;

    std::vector<Node> m_nodes{};
    std::vector<std::size_t> m_roots{};
    std::unordered_map<Pid, std::size_t> m_byPid{};
};

/// The processes with a text in their name, number, user or command, and what they are below of.
class RunningFilter final : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    explicit RunningFilter(QObject* parent = nullptr);

    void setText(const QString& text);
    /// Whether the row itself has the text, not only one below it.
    [[nodiscard]] bool isMatch(const QModelIndex& index) const;

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

private:
    QString m_text{};
};

} // namespace tw
