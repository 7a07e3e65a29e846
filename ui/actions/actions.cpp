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

/// `more` is a line of its own below: why it cannot be had, or what is worth knowing before.
QString toolTip(const ActionRow& row, const QString& more)
{
    const auto keys = keysOf(row);
    QString text = translated(row.toolTip);
    if (!keys.isEmpty()) {
        text += QStringLiteral(" (%1)").arg(keys.first().toString(QKeySequence::NativeText));
    }
    return more.isEmpty() ? text : text + QLatin1Char('\n') + more;
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
    action(ActionId::Pause)->setCheckable(true);
    action(ActionId::Quit)->setMenuRole(QAction::QuitRole);
    action(ActionId::About)->setMenuRole(QAction::AboutRole);
    m_note = new QAction(this);
    m_note->setObjectName(QStringLiteral("Signal Note"));
    m_note->setEnabled(false);
    m_note->setVisible(false);
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
        const QString note = noteOn(row.id, situation);
        one->setToolTip(toolTip(row, whyNot.isEmpty() ? note : whyNot));
        one->setStatusTip(!whyNot.isEmpty() ? whyNot
                          : note.isEmpty()
                              ? translated(row.toolTip)
                              : translated(row.toolTip) + QStringLiteral(" – ") + note);
    }
    QStringList notes{situation.interruptNote, situation.terminateNote};
    notes.removeAll(QString{});
    m_note->setText(
        notes.join(QStringLiteral(" · ")).replace(QLatin1Char('&'), QLatin1String("&&")));
    m_note->setVisible(!notes.isEmpty());
}

} // namespace tw
