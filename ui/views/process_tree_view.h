#pragma once

#include "ui/models/process_filter_model.h"
#include "ui/models/process_tree_model.h"

#include <QHeaderView>
#include <QTimer>
#include <QTreeView>

#include <optional>
#include <unordered_set>
#include <vector>

namespace tw {

/// The tree of processes on the screen. Selection and expansion belong to processes, not to rows: a
/// row that was filtered out comes back as it was. Borrows both models.
class ProcessTreeView final : public QTreeView
{
    Q_OBJECT

public:
    ProcessTreeView(ProcessTreeModel& model, ProcessFilterModel& shown, QWidget* parent = nullptr);

    /// Selects one process alone and scrolls to it; waits for its row where it has none yet.
    void select(ProcessKey key);

    /// In the order of the rows.
    [[nodiscard]] std::vector<ProcessKey> selectedKeys() const;
    /// The selected one that the panes are about.
    [[nodiscard]] std::optional<ProcessKey> currentKey() const;

    /// The columns as they were left, for the settings.
    [[nodiscard]] QByteArray saveColumns() const { return header()->saveState(); }
    void restoreColumns(const QByteArray& columns);

    /// Those whose rows are on the screen now.
    [[nodiscard]] std::vector<ProcessKey> visibleKeys() const;

Q_SIGNALS:
    /// The selected processes, or the one that is current, are others.
    void selectionMoved();

protected:
    void drawRow(QPainter* painter,
                 const QStyleOptionViewItem& option,
                 const QModelIndex& index) const override;
    void
    drawBranches(QPainter* painter, const QRect& rect, const QModelIndex& index) const override;
    void dataChanged(const QModelIndex& topLeft,
                     const QModelIndex& bottomRight,
                     const QList<int>& roles) override;
    void rowsInserted(const QModelIndex& parent, int first, int last) override;
    void reset() override;
    void selectionChanged(const QItemSelection& selected,
                          const QItemSelection& deselected) override;
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;

private:
    void setUpColumns();
    void setColumnWidths();
    void showColumnMenu(QPoint position);
    void unfold(const QModelIndex& index);
    [[nodiscard]] bool isUnfolded(const QModelIndex& index) const;
    [[nodiscard]] QModelIndex shownIndex(ProcessKey key) const;

    ProcessTreeModel& m_model;
    ProcessFilterModel& m_shown;
    /// What a person opened and closed; everything else follows the depth.
    std::unordered_set<ProcessKey> m_opened{};
    std::unordered_set<ProcessKey> m_closed{};
    std::optional<ProcessKey> m_toSelect{};
    bool m_unfolding{false};
    QTimer m_second{};
};

} // namespace tw
