#pragma once

#include "ui/models/process_tree_model.h"

#include <QTimer>
#include <QWidget>

class QStackedWidget;

namespace tw {

class EmptyState;
class ProcessTreeView;
class Strip;

/// The upper half of the window: the tree, above it what is left out of it and whether it stands
/// still, and in its place a sentence where nothing is to be shown. Borrows the model.
class ProcessPane final : public QWidget
{
    Q_OBJECT

public:
    explicit ProcessPane(ProcessTreeModel& model, QWidget* parent = nullptr);

    [[nodiscard]] ProcessTreeView& tree() { return *m_tree; }

    /// Undoes the latest narrowing: the filter, then the focus on a subtree. For Esc.
    void widen();

Q_SIGNALS:
    /// The filter is not wanted any more.
    void filterCleared();
    void endedWanted();
    void resumed();
    void runWanted();

private:
    void showState();
    void showFocus();
    void showPause();
    void showEmptiness();
    void follow(const QString& link);

    ProcessTreeModel& m_model;
    ProcessTreeView* m_tree{nullptr};
    Strip* m_focus{nullptr};
    Strip* m_pause{nullptr};
    QStackedWidget* m_pages{nullptr};
    EmptyState* m_empty{nullptr};
    QTimer m_later{};
};

} // namespace tw
