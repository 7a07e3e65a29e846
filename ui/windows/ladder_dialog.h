#pragma once

#include "core/control/ladder.h"

#include <QDialog>

class QLabel;
class QLineEdit;
class QPushButton;

namespace tw {

/// Asks for a ladder as `twrun --stop` takes it, and says at once what it means or what is wrong
/// with it. open() it; ladder() is the answer once accepted().
class LadderDialog final : public QDialog
{
    Q_OBJECT

public:
    explicit LadderDialog(const Ladder& ladder, QWidget* parent = nullptr);

    /// What is written, which can be read.
    [[nodiscard]] Ladder ladder() const { return m_ladder; }

private:
    void createLayout();
    void read(const QString& text);

    Ladder m_ladder{};
    QLineEdit* m_text{nullptr};
    QLabel* m_meaning{nullptr};
    QPushButton* m_use{nullptr};
};

} // namespace tw
