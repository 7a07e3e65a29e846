#include "ui/actions/actions.h"

#include <QCoreApplication>
#include <QKeySequence>

#include <utility>

namespace tw {

namespace {

QString translated(const char* text)
{
    return QCoreApplication::translate("tw::Actions", text);
}

QList<QKeySequence> keysOf(const ActionRow& row)
{
    // An empty text would be a list of one empty sequence.
    return *row.keys == '\0' ? QList<QKeySequence>{}
                             : QKeySequence::listFromString(QLatin1String(row.keys));
}

QString toolTip(const ActionRow& row, const QString& whyNot)
{
    const auto keys = keysOf(row);
    QString text = translated(row.toolTip);
    if (!keys.isEmpty()) {
        text += QStringLiteral(" (%1)").arg(keys.first().toString(QKeySequence::NativeText));
    }
    return whyNot.isEmpty() ? text : text + QLatin1Char('\n') + whyNot;
}

QAction* makeAction(const ActionRow& row, QObject* parent)
{
    auto* action = new QAction(translated(row.text), parent);
    QString name = QString::fromUtf8(row.text);
    action->setObjectName(name.remove(QLatin1Char('&')));
    action->setShortcuts(keysOf(row));
    action->setToolTip(toolTip(row, {}));
    action->setStatusTip(translated(row.toolTip));
    return action;
}

} // namespace

Actions::Actions(QObject* parent) : QObject(parent)
{
    for (const ActionRow& row : actionTable()) {
        QAction* action = makeAction(row, this);
        connect(action, &QAction::triggered, this, [this, id = row.id] { Q_EMIT triggered(id); });
        m_actions.emplace(row.id, action);
    }
    action(ActionId::ShowEnded)->setCheckable(true);
    action(ActionId::ShowEnded)->setChecked(true);
    action(ActionId::AskBeforeStop)->setCheckable(true);
    action(ActionId::Quit)->setMenuRole(QAction::QuitRole);
    action(ActionId::About)->setMenuRole(QAction::AboutRole);
    setSituation({});
}

void Actions::setSituation(const Situation& situation)
{
    // Asked at every turn of the loop that brings an event.
    if (std::exchange(m_situation, situation) == situation) {
        return;
    }
    for (const ActionRow& row : actionTable()) {
        const QString whyNot = whyDisabled(row.id, situation);
        QAction* const one = action(row.id);
        one->setEnabled(whyNot.isEmpty());
        one->setToolTip(toolTip(row, whyNot));
        one->setStatusTip(whyNot.isEmpty() ? translated(row.toolTip) : whyNot);
    }
}

} // namespace tw
