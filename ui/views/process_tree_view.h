#pragma once

#include "ui/models/process_tree_model.h"

#include <QHeaderView>
#include <QTimer>
#include <QTreeView>

#include <optional>
#include <unordered_set>
#include <vector>

namespace tw {

/// The tree of processes on the screen. Selection, expansion and scroll position belong to
/// processes, not to rows: what was filtered out comes back as it was, and what is looked at stays
/// where it is while others come, go and change places. Borrows the model.
class ProcessTreeView final : public QTreeView
{
    Q_OBJECT

public:
    explicit ProcessTreeView(ProcessTreeModel& model, QWidget* parent = nullptr);

    /// Selects one process alone and scrolls to it; waits for its row where it has none yet.
    void select(ProcessKey key);

    /// Opens every row but the folded ones: thousands of ended children are opened one by one.
    void openAll();

    /// In order of birth.
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
    /// Esc, which nothing else wanted.
    void escaped();

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
    void rowsAboutToBeRemoved(const QModelIndex& parent, int first, int last) override;
    void reset() override;
    void keyPressEvent(QKeyEvent* event) override;
    void selectionChanged(const QItemSelection& selected,
                          const QItemSelection& deselected) override;
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;

private:
    /// A row that is to stay where it is on the screen.
    struct Anchor
    {
        ProcessKey key{};
        int top{0};
    };

    void setUpColumns();
    void setColumnWidths();
    void showColumnMenu(QPoint position);
    void connectModel();
    void unfold(const QModelIndex& index);
    [[nodiscard]] bool isUnfolded(const QModelIndex& index) const;
    [[nodiscard]] std::optional<Anchor> anchor() const;
    void selectAgain(const QModelIndex& parent, int first, int last);
    void settle();
    void moveSelection();

    ProcessTreeModel& m_model;
    /// What a person opened and closed; everything else follows the depth.
    std::unordered_set<RowId> m_opened{};
    std::unordered_set<RowId> m_closed{};
    std::optional<ProcessKey> m_toSelect{};
    /// Selected, and without a row at the moment.
    std::unordered_set<ProcessKey> m_lost{};
    std::optional<Anchor> m_anchor{};
    bool m_unfolding{false};
    /// Rows come, go and move: what that does to the selection is told once, at its end.
    bool m_settling{false};
    bool m_selectionMoved{false};
    QTimer m_second{};
};

} // namespace tw
