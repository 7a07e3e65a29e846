#pragma once

#include "core/tree/process_tree.h"

#include <QMenu>

#include <map>
#include <vector>

namespace tw {

/// Every signal there is, each with its number, what it means, and what the selected processes do
/// with it now. Real-time signals stand in a menu of their own. Its items are always the same, so
/// that they can be found without opening it; tell() keeps their words up to date.
class SignalMenu final : public QMenu
{
    Q_OBJECT

public:
    explicit SignalMenu(QWidget* parent = nullptr);

    /// Who would be sent a signal now: those alive.
    void tell(const ProcessTree& tree, const std::vector<ProcessKey>& keys);

Q_SIGNALS:
    void chosen(tw::SignalNumber signal);

private:
    void addSignal(QMenu& menu, SignalNumber signal);

    QAction* m_whom{nullptr};
    std::map<SignalNumber, QAction*> m_signals{};
};

} // namespace tw
