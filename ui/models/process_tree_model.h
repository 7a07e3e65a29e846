#pragma once

#include "core/base/clock.h"
#include "core/stream/event.h"
#include "core/tree/process_tree.h"

#include <QAbstractItemModel>
#include <QTimer>

#include <array>
#include <deque>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace tw {

/// The columns of the tree, in the order of the model.
enum class ProcessColumn
{
    Name,
    Pid,
    State,
    Cpu,
    Memory,
    Threads,
    Elapsed,
    Status,
    Command,
};

constexpr int kProcessColumns = 9;

/// Whether a row was born or ended within the last second.
enum class Freshness
{
    None,
    Born,
    Ended,
};

/// The rows of the tree: launches on top, every other process below its creator, in order of birth.
/// Rows are only ever added, so a process keeps its row. What happened in a turn of the loop is
/// told at its end (of a large tree, within 50 ms): one insertion for all new children of a parent,
/// one dataChanged for a range of rows. Borrows the tree, which must have applied an event before
/// applyEvent() is called with it.
class ProcessTreeModel final : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Role
    {
        KeyRole = Qt::UserRole, ///< quint64
        SortRole,               ///< a number or a text
        StateRole,              ///< ProcessState as int
        StatusKindRole,         ///< StatusKind as int
        FreshnessRole,          ///< Freshness as int
        LaunchRole,             ///< bool: the root of a launch
        MatchRole,              ///< bool: matches the filter itself (of ProcessFilterModel)
    };

    ProcessTreeModel(const ProcessTree& tree, const Clock& clock, QObject* parent = nullptr);

    void applyEvent(const Event& event);

    /// Tells what has happened now, without waiting for the loop to turn.
    void flush();

    /// The tree is another one: the only reset.
    void reload();

    /// Time has passed: what has lost its freshness, and how long those of `shown` that live have
    /// run. To call a few times a second.
    void refresh(const std::vector<ProcessKey>& shown);

    [[nodiscard]] const ProcessTree& tree() const { return m_tree; }
    [[nodiscard]] QModelIndex indexOf(ProcessKey key, ProcessColumn column) const;
    [[nodiscard]] static ProcessKey keyOf(const QModelIndex& index);

    [[nodiscard]] QModelIndex
    index(int row, int column, const QModelIndex& parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex& child) const override;
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant
    headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Node
    {
        /// Zero for a launch.
        ProcessKey parent{};
        int row{0};
        std::vector<ProcessKey> children{};
    };

    void changed(const Launched& event) { bear(event.key); }
    void changed(const Forked& event) { bear(event.key); }
    void changed(const Executed& event) { touch(event.key); }
    void changed(const Renamed& event) { touch(event.key); }
    void changed(const IdentityChanged& event) { touch(event.key); }
    void changed(const SignalsChanged& event) { touch(event.key); }
    void changed(const Reparented& event) { touch(event.key); }
    void changed(const Exited& event);
    void changed(const Sampled& event);
    void changed(const EventsLost&) {}
    void changed(const LaunchFinished&) {}

    void bear(ProcessKey key);
    void insertBorn();
    void insertChildren(ProcessKey parent, const std::vector<ProcessKey>& keys);
    void addNode(ProcessKey key, ProcessKey parent);
    void touch(ProcessKey key);
    void flushLater();
    void emitChanged(std::vector<ProcessKey> keys, ProcessColumn first, ProcessColumn last);
    [[nodiscard]] const std::vector<ProcessKey>& childrenOf(const QModelIndex& parent) const;
    [[nodiscard]] QString text(const Process& process, ProcessColumn column) const;
    [[nodiscard]] QVariant sortValue(const Process& process, ProcessColumn column) const;
    [[nodiscard]] Freshness freshness(const Process& process) const;

    const ProcessTree& m_tree;
    const Clock& m_clock;
    std::unordered_map<ProcessKey, Node> m_nodes{};
    std::vector<ProcessKey> m_launches{};
    /// Known to the tree and no row yet, in order of birth.
    std::vector<ProcessKey> m_born{};
    std::unordered_set<ProcessKey> m_touched{};
    /// When each loses its freshness, earliest first.
    std::deque<std::pair<Time, ProcessKey>> m_fresh{};
    QTimer m_turn{};
};

} // namespace tw
