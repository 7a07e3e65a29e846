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

} // namespace

QMenu* fillMenus(QMainWindow& window, const Actions& actions)
{
    using Id = ActionId;
    QMenuBar& bar = *window.menuBar();
    addMenu(bar, QMainWindow::tr("&File"), actions, {Id::Run, Id::Restart, {}, Id::Quit});
    QMenu* process = addMenu(bar,
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
                              Id::Restart,
                              {},
                              Id::Copy,
                              Id::CopyPid,
                              Id::CopyCommand});
    addMenu(bar,
            QMainWindow::tr("&View"),
            actions,
            {Id::Filter,
             Id::ShowEnded,
             {},
             Id::ExpandAll,
             Id::CollapseAll,
             {},
             Id::ShowLog,
             Id::ShowTraces});
    addMenu(bar,
            QMainWindow::tr("&Log"),
            actions,
            {Id::Find, Id::FindNext, Id::FindPrevious, {}, Id::Follow});
    addMenu(bar, QMainWindow::tr("&Help"), actions, {Id::About});
    return process;
}

QLineEdit* fillToolBar(QMainWindow& window, const Actions& actions)
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
    QToolButton* kill = button(ActionId::Kill, Qt::ToolButtonTextBesideIcon);
    auto* menu = new QMenu(kill);
    menu->setToolTipsVisible(true);
    fill(*menu, actions, {ActionId::InterruptTree, ActionId::TerminateTree, ActionId::KillTree});
    kill->setMenu(menu);
    kill->setPopupMode(QToolButton::MenuButtonPopup);

    auto* space = new QWidget(bar);
    space->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    bar->addWidget(space);
    QLineEdit* filter = makeFilter(bar);
    bar->addWidget(filter);
    return filter;
}

} // namespace tw
