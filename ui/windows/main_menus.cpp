#include "ui/windows/main_menus.h"

#include "ui/views/icon.h"

#include <QLineEdit>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>
#include <QToolBar>
#include <QToolButton>

#include <optional>

namespace tw {

namespace {

constexpr int kIconSize = 20;
constexpr int kFilterWidth = 220;

void setIcons(const Actions& actions)
{
    for (const ActionRow& row : actionTable()) {
        if (*row.icon != '\0') {
            const bool kills = row.id == ActionId::Kill || row.id == ActionId::KillTree;
            actions.action(row.id)->setIcon(
                icon(QLatin1String(row.icon), kills ? IconColor::Failed : IconColor::Text));
        }
    }
}

/// Nothing stands for a separator.
using MenuRows = std::vector<std::optional<ActionId>>;

void fill(QMenu& menu, const Actions& actions, const MenuRows& rows)
{
    for (const auto& id : rows) {
        if (id) {
            menu.addAction(actions.action(*id));
        } else {
            menu.addSeparator();
        }
    }
}

QMenu* addMenu(QMenuBar& bar, const QString& title, const Actions& actions, const MenuRows& rows)
{
    QMenu* menu = bar.addMenu(title);
    menu->setToolTipsVisible(true);
    fill(*menu, actions, rows);
    return menu;
}

QToolButton* addButton(QToolBar& bar, QAction* action, Qt::ToolButtonStyle style)
{
    bar.addAction(action);
    auto* button = qobject_cast<QToolButton*>(bar.widgetForAction(action));
    button->setToolButtonStyle(style);
    button->setAccessibleName(action->objectName());
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

/// A button of its own: as a part of Kill's, a screen reader that presses Kill would open the menu.
QToolButton* makeTreeButton(const Actions& actions, const OwnMenus& own, QWidget* parent)
{
    auto* button = new QToolButton(parent);
    button->setObjectName(QStringLiteral("Tree Actions"));
    button->setText(QMainWindow::tr("Tree"));
    button->setAccessibleName(QMainWindow::tr("Tree Actions"));
    button->setToolTip(QMainWindow::tr("Stop the selected process and everything below it"));
    button->setFocusPolicy(Qt::TabFocus);
    button->setPopupMode(QToolButton::InstantPopup);
    auto* menu = new QMenu(button);
    menu->setToolTipsVisible(true);
    using Id = ActionId;
    fill(*menu, actions, {Id::InterruptTree, Id::TerminateTree, Id::KillTree, {}, Id::Stop});
    menu->addMenu(&own.ladders);
    fill(*menu, actions, {{}, Id::Suspend, Id::Resume, Id::SendSignal});
    button->setMenu(menu);
    return button;
}

QLineEdit* makeFilter(QWidget* parent)
{
    auto* filter = new QLineEdit(parent);
    filter->setObjectName(QStringLiteral("Filter processes"));
    filter->setAccessibleName(QMainWindow::tr("Filter processes"));
    filter->setPlaceholderText(QMainWindow::tr("Filter processes"));
    filter->setClearButtonEnabled(true);
    filter->setFixedWidth(kFilterWidth);
    filter->addAction(icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    return filter;
}

QMenu* addProcessMenu(QMenuBar& bar, const Actions& actions, const OwnMenus& own)
{
    using Id = ActionId;
    QMenu* menu = addMenu(bar,
                          QMainWindow::tr("&Process"),
                          actions,
                          {Id::Interrupt,
                           Id::Terminate,
                           Id::Kill,
                           {},
                           Id::InterruptTree,
                           Id::TerminateTree,
                           Id::KillTree,
                           {},
                           Id::Stop});
    menu->addMenu(&own.ladders);
    fill(*menu, actions, {Id::AskBeforeStop, {}, Id::Suspend, Id::Resume});
    menu->addMenu(&own.anySignal);
    fill(*menu,
         actions,
         {{},
          Id::Restart,
          {},
          Id::Attach,
          Id::FocusSubtree,
          Id::ShowDetails,
          {},
          Id::Copy,
          Id::CopyPid,
          Id::CopyCommand});
    // Above the actions that it is about.
    menu->insertAction(menu->actions().constFirst(), actions.note());
    return menu;
}

} // namespace

QMenu* fillMenus(QMainWindow& window, const Actions& actions, const OwnMenus& own)
{
    using Id = ActionId;
    setIcons(actions);
    QMenuBar& bar = *window.menuBar();
    addMenu(
        bar, QMainWindow::tr("&File"), actions, {Id::Run, Id::Attach, Id::Restart, {}, Id::Quit});
    QMenu* process = addProcessMenu(bar, actions, own);
    addMenu(bar,
            QMainWindow::tr("&View"),
            actions,
            {Id::Filter,
             Id::ShowEnded,
             Id::FocusSubtree,
             Id::ShowEverything,
             Id::Pause,
             {},
             Id::ExpandAll,
             Id::CollapseAll,
             {},
             Id::ShowLog,
             Id::ShowTraces,
             Id::ShowDetails});
    addMenu(bar,
            QMainWindow::tr("&Log"),
            actions,
            {Id::Find, Id::FindNext, Id::FindPrevious, {}, Id::Follow});
    addMenu(bar, QMainWindow::tr("&Help"), actions, {Id::About});
    return process;
}

QLineEdit* fillToolBar(QMainWindow& window, const Actions& actions, const OwnMenus& own)
{
    QToolBar* bar = window.addToolBar(QMainWindow::tr("Tool Bar"));
    bar->setObjectName(QStringLiteral("ToolBar"));
    bar->setAccessibleName(QMainWindow::tr("Tool Bar"));
    bar->setMovable(false);
    bar->setFloatable(false);
    bar->setContextMenuPolicy(Qt::PreventContextMenu);
    bar->setIconSize({kIconSize, kIconSize});
    const auto button = [&](ActionId id, Qt::ToolButtonStyle style) {
        return addButton(*bar, actions.action(id), style);
    };
    button(ActionId::Run, Qt::ToolButtonTextBesideIcon);
    button(ActionId::Restart, Qt::ToolButtonIconOnly);
    bar->addSeparator();
    button(ActionId::Interrupt, Qt::ToolButtonTextBesideIcon);
    button(ActionId::Terminate, Qt::ToolButtonTextBesideIcon);
    button(ActionId::Kill, Qt::ToolButtonTextBesideIcon);
    bar->addWidget(makeTreeButton(actions, own, bar));
    bar->addSeparator();
    button(ActionId::Attach, Qt::ToolButtonIconOnly);
    button(ActionId::Pause, Qt::ToolButtonIconOnly);

    auto* space = new QWidget(bar);
    space->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    bar->addWidget(space);
    QLineEdit* filter = makeFilter(bar);
    bar->addWidget(filter);
    return filter;
}

} // namespace tw
