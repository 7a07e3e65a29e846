#pragma once

#include <QTreeView>

namespace tw {

/// The tree of stack traces: frames and chained traces take the whole width, frames of libraries
/// are muted, and where there is nothing it says so.
class TracesView final : public QTreeView
{
    Q_OBJECT

public:
    explicit TracesView(QWidget* parent = nullptr);

    /// A tree on a page that is not in front lays nothing out, and screen readers would find it
    /// empty: to be called after its rows have changed.
    void layOutHidden();

Q_SIGNALS:
    void copyRequested();

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void spanChildren(const QModelIndex& parent);
};

} // namespace tw
