#pragma once

#include "core/base/clock.h"
#include "core/stream/event.h"
#include "core/tree/process_tree.h"
#include "ui/models/process_column.h"
#include "ui/models/process_digest.h"
#include "ui/models/process_rows.h"
#include "ui/models/shown_processes.h"

#include <QAbstractItemModel>
#include <QTimer>

#include <deque>
#include <optional>
#include <unordered_set>
#include <vector>

namespace tw {

class RunningStopsModel;

/// Whether a row was born or ended within the last second.
enum class Freshness
{
    None,
    Born,
    Ended,
};

/// The rows of the tree: launches on top, every other process below its creator, in order of birth
/// or sorted, filtered or not; many ended children of one process stand behind one row, and have
/// rows of their own once that is opened. What happened in a turn of the loop is told at its end
/// (of a large tree, within 50 ms), a range of rows at a time. Paused, it shows the tree as it was.
/// Borrows the tree, which must have applied an event before applyEvent() is called with it.
class ProcessTreeModel final : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Role
    {
        KeyRole = Qt::UserRole, ///< quint64, zero for a folded row
        StateRole,              ///< ProcessState as int
        StatusKindRole,         ///< StatusKind as int
        FreshnessRole,          ///< Freshness as int
        LaunchRole,             ///< bool: the root of a launch
        MatchRole,              ///< bool: matches the filter itself
        FoldedRole,             ///< bool: stands for many ended children
        SumRole,                ///< bool: the cell shows a sum
    };

    ProcessTreeModel(const ProcessTree& tree, const Clock& clock, QObject* parent = nullptr);

    void applyEvent(const Event& event);

    /// Tells what has happened now, without waiting for the loop to turn; nothing while paused.
    void flush();

    /// The tree is another one: the only reset.
    void reload();

    /// Time has passed: what has lost its freshness, how long those of `shown` that live have run,
    /// and how long they have been quiet. To call a few times a second.
    void refresh(const std::vector<ProcessKey>& shown);

    /// Shows processes whose name, pid or command holds this, and their ancestors.
    void setFilterText(const QString& text);
    [[nodiscard]] const QString& filterText() const { return m_digest.filter(); }
    void setEndedShown(bool shown);
    [[nodiscard]] bool isEndedShown() const { return m_shown.isEndedShown(); }
    /// Shows one process and what is below it, or everything again.
    void setFocus(std::optional<ProcessKey> focus);
    [[nodiscard]] std::optional<ProcessKey> focus() const { return m_shown.focus(); }
    /// What is being stopped says so in its state. Borrowed; may be told of nobody.
    void setStops(const RunningStopsModel* stops) { m_stops = stops; }
    /// Stands still, while the tree goes on; sorting, filtering and opening still work.
    void setPaused(bool paused);
    [[nodiscard]] bool isPaused() const { return m_paused; }
    /// How many processes have changed, were born or ended since it was paused.
    [[nodiscard]] std::size_t waitingCount() const { return m_touched.size() + m_born.size(); }

    /// Those that a person has chosen: they do not fold under the hand.
    void keep(const std::vector<ProcessKey>& keys);
    /// Whether the view shows what is below a row: a closed one shows sums.
    void setOpen(const QModelIndex& index, bool open);
    /// The row of a process, which has one from now on even where it was folded away. Invalid where
    /// it is not to be shown.
    QModelIndex reveal(ProcessKey key);

    [[nodiscard]] const ProcessTree& tree() const { return m_tree; }
    /// As it is shown: while paused, as it was.
    [[nodiscard]] const ProcessTree& shownTree() const { return m_digest.tree(); }
    [[nodiscard]] QModelIndex indexOf(ProcessKey key, ProcessColumn column) const;
    /// Zero for a folded row.
    [[nodiscard]] static ProcessKey keyOf(const QModelIndex& index);
    [[nodiscard]] static RowId idOf(const QModelIndex& index);

    [[nodiscard]] QModelIndex
    index(int row, int column, const QModelIndex& parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex& child) const override;
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] bool hasChildren(const QModelIndex& parent = {}) const override;
    [[nodiscard]] bool canFetchMore(const QModelIndex& parent) const override;
    void fetchMore(const QModelIndex& parent) override;
    void sort(int column, Qt::SortOrder order) override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant
    headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex& index) const override;
    [[nodiscard]] QStringList mimeTypes() const override;
    [[nodiscard]] QMimeData* mimeData(const QModelIndexList& indexes) const override;

Q_SIGNALS:
    /// Rows come, go or move between these two.
    void rowsAboutToSettle();
    void rowsSettled();
    /// Another filter, focus or pause.
    void shownChanged();

private:
    void touch(ProcessKey key);
    void touchEnd(const Exited& event);
    void flushLater();
    [[nodiscard]] Time now() const;

    void syncAll();
    void sync(const std::unordered_set<ProcessKey>& families);
    void sync(ProcessRow& parent);
    void removeUnwanted(ProcessRow& parent);
    void reorder(ProcessRow& parent);
    void insertMissing(ProcessRow& parent, const std::vector<RowId>& wanted);
    void removeElsewhere(const ProcessRow& row);
    void fill(std::vector<ProcessRow*> rows);
    void emitChanged(std::vector<const ProcessRow*> rows, ProcessColumn first, ProcessColumn last);
    void emitChanged(const ProcessDigest::Changes& changes);

    [[nodiscard]] QModelIndex indexAt(const ProcessRow& row, ProcessColumn column) const;
    [[nodiscard]] const ProcessRow& rowAt(const QModelIndex& index) const;
    [[nodiscard]] ProcessRow& rowAt(const QModelIndex& index);
    /// "stopping (3 s)", for what a running stop waits for; else empty.
    [[nodiscard]] QString stoppingState(const Process& process) const;
    [[nodiscard]] QVariant processData(const ProcessRow& row, ProcessColumn column, int role) const;
    [[nodiscard]] QVariant foldedData(ProcessKey parent, ProcessColumn column, int role) const;
    [[nodiscard]] Freshness freshness(const Process& process) const;

    const ProcessTree& m_tree;
    const Clock& m_clock;
    ProcessDigest m_digest;
    ShownProcesses m_shown{m_digest};
    ProcessRows m_rows{};
    /// Known to the tree and not taken in yet, in order of birth.
    std::vector<ProcessKey> m_born{};
    std::unordered_set<ProcessKey> m_touched{};
    /// When each loses its freshness, earliest first.
    std::deque<std::pair<Time, ProcessKey>> m_fresh{};
    QTimer m_turn{};
    const RunningStopsModel* m_stops{nullptr};
    bool m_paused{false};
    Time m_pausedAt{};
};

} // namespace tw
