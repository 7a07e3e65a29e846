#pragma once

#include "core/control/ladder.h"

#include <QMenu>
#include <QSettings>

class QActionGroup;

namespace tw {

/// Chooses the ladder that Stop climbs: ours, the one last written, or one to be written now. Keeps
/// the choice in the settings, which it borrows.
class LadderMenu final : public QMenu
{
    Q_OBJECT

public:
    LadderMenu(QSettings& settings, QWidget* window);

Q_SIGNALS:
    void chosen();

private:
    void fill();
    void addLadder(QActionGroup& group, const Ladder& ladder, const Ladder& current);
    void openDialog();

    QSettings& m_settings;
    QWidget* m_window{nullptr};
};

} // namespace tw
