#include "ui/views/log_menu.h"

#include "ui/views/log_view.h"

#include <QMenu>

namespace tw {
namespace {

void addColumn(QMenu& menu, LogView& view, const QString& name, bool LogColumns::*column)
{
    QAction* action = menu.addAction(name);
    action->setCheckable(true);
    action->setChecked(view.columns().*column);
    QObject::connect(action, &QAction::toggled, &view, [&view, column](bool shown) {
        LogColumns columns = view.columns();
        columns.*column = shown;
        view.setColumns(columns);
    });
}

void addOffers(QMenu& menu, LogView& view)
{
    const SurvivorOffer* offer = view.currentOffer();
    if (offer == nullptr)
        return;
    for (const SurvivorAction action : offer->actions) {
        menu.addAction(offerText(view.model().tree(), *offer, action),
                       &view,
                       [&view, action, stop = offer->stop] { view.takeOffer(stop, action); });
    }
    menu.addSeparator();
}

} // namespace

void showLogMenu(LogView& view, const QPoint& globalPosition)
{
    auto* menu = new QMenu(&view);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    addOffers(*menu, view);
    QAction* copy = menu->addAction(LogView::tr("Copy Lines"), &view, &LogView::copySelection);
    copy->setEnabled(view.selection().range().has_value());
    copy->setShortcut(QKeySequence::Copy);
    menu->addAction(LogView::tr("Select All"), &view, &LogView::selectAll)
        ->setShortcut(QKeySequence::SelectAll);
    menu->addSeparator();
    addColumn(*menu, view, LogView::tr("Time Column"), &LogColumns::time);
    addColumn(*menu, view, LogView::tr("Process Column"), &LogColumns::process);
    addColumn(*menu, view, LogView::tr("Stream Column"), &LogColumns::stream);
    menu->popup(globalPosition);
}

} // namespace tw
