#pragma once

#include "ui/actions/action_table.h"

#include <QAction>
#include <QObject>

#include <map>

namespace tw {

/// The actions of the table as QActions, for menus, tool bar and shortcuts. Owned by the window.
/// They say what was asked for; the window does it.
class Actions final : public QObject
{
    Q_OBJECT

public:
    explicit Actions(QObject* parent = nullptr);

    [[nodiscard]] QAction* action(ActionId id) const { return m_actions.at(id); }

    /// One line, for a menu that sends signals: what the selected do with those that ask to end.
    /// Hidden where there is nothing to say.
    [[nodiscard]] QAction* note() const { return m_note; }

    /// Enables what can be done now; the rest says in its tool tip why it cannot.
    void setSituation(const Situation& situation);

Q_SIGNALS:
    void triggered(tw::ActionId id);

private:
    std::optional<Situation> m_situation{};
    std::map<ActionId, QAction*> m_actions{};
    QAction* m_note{nullptr};
};

} // namespace tw
