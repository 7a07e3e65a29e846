#pragma once

#include "core/tree/process_tree.h"

#include <QStatusBar>

class QLabel;

namespace tw {

/// The bar at the bottom: how processes are found, how many there are, what was lost, how much was
/// printed, on which machine.
class StatusLine final : public QStatusBar
{
    Q_OBJECT

public:
    explicit StatusLine(QWidget* parent = nullptr);

    void showTree(const ProcessTree& tree);
    void showLines(std::uint64_t lines);

    /// Empty for the machine that the window is on.
    void showHost(const QString& host);

private:
    void showTracking(const ProcessTree& tree);
    QLabel* addLabel(const QString& name);

    QLabel* m_tracking{nullptr};
    QLabel* m_counts{nullptr};
    QLabel* m_lost{nullptr};
    QLabel* m_lines{nullptr};
    QLabel* m_host{nullptr};
};

} // namespace tw
