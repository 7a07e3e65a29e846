#pragma once

#include "core/control/command.h"

#include <QWidget>

#include <vector>

class QPushButton;
class QTableWidget;

namespace tw {

/// Variables to set for a command, or to remove from what it inherits: a row each.
class EnvironmentTable final : public QWidget
{
    Q_OBJECT

public:
    explicit EnvironmentTable(QWidget* parent = nullptr);

    /// Rows without a name are left out.
    [[nodiscard]] std::vector<EnvironmentChange> changes() const;
    void setChanges(const std::vector<EnvironmentChange>& changes);

    /// What is wrong with the rows, for people; empty where nothing is.
    [[nodiscard]] QString problem() const;

Q_SIGNALS:
    void changed();

private:
    void addRow(const EnvironmentChange& change);
    void removeSelected();
    void updateButtons();

    QTableWidget* m_table{nullptr};
    QPushButton* m_add{nullptr};
    QPushButton* m_remove{nullptr};
};

} // namespace tw
