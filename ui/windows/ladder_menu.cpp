#include "ui/windows/ladder_menu.h"

#include "ui/actions/action_table.h"
#include "ui/models/stop_words.h"
#include "ui/windows/ladder_choice.h"
#include "ui/windows/ladder_dialog.h"

#include <QActionGroup>

#include <algorithm>
#include <vector>

namespace tw {

namespace {

/// For what ignores SIGINT by design, as services do.
constexpr std::string_view kService = "terminate:10s,kill";

} // namespace

LadderMenu::LadderMenu(QSettings& settings, QWidget* window)
    : QMenu(tr("Stop &Ladder"), window)
    , m_settings(settings)
    , m_window(window)
{
    setObjectName(QStringLiteral("Stop Ladder"));
    fill();
}

void LadderMenu::fill()
{
    clear();
    auto* group = new QActionGroup(this);
    const LadderChoice choice(m_settings);
    const Ladder current = choice.load();
    std::vector<Ladder> ladders{defaultLadder(), parseLadder(kService).value()};
    for (const Ladder& own : {choice.custom(), current}) {
        if (!own.empty() && std::find(ladders.begin(), ladders.end(), own) == ladders.end()) {
            ladders.push_back(own);
        }
    }
    for (const Ladder& ladder : ladders) {
        addLadder(*group, ladder, current);
    }
    addSeparator();
    addAction(tr("&Custom Ladder…"), this, &LadderMenu::openDialog)
        ->setObjectName(QStringLiteral("Custom Ladder…"));
}

void LadderMenu::addLadder(QActionGroup& group, const Ladder& ladder, const Ladder& current)
{
    QAction* action = group.addAction(addAction(ladderText(ladder)));
    action->setCheckable(true);
    action->setChecked(ladder == current);
    connect(action, &QAction::triggered, this, [this, ladder] {
        LadderChoice(m_settings).choose(ladder);
        Q_EMIT chosen();
    });
}

void LadderMenu::openDialog()
{
    auto* dialog = new LadderDialog(LadderChoice(m_settings).load(), m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        LadderChoice choice(m_settings);
        choice.setCustom(dialog->ladder());
        choice.choose(dialog->ladder());
        fill();
        Q_EMIT chosen();
    });
    dialog->open();
}

} // namespace tw
