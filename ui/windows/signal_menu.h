#pragma once

#include "core/tree/process_tree.h"

#include <QMenu>

#include <vector>

namespace tw {

/// Every signal there is, each with its number, what it means, and what the selected processes do
/// with it now. Real-time signals stand in a menu of their own.
class SignalMenu final : public QMenu
{
    Q_OBJECT

public:
    SignalMenu(const ProcessTree& tree, std::vector<ProcessKey> keys, QWidget* parent = nullptr);

Q_SIGNALS:
    void chosen(tw::SignalNumber signal);

private:
    void addSignal(QMenu& menu, const ProcessTree& tree, SignalNumber signal);

    std::vector<ProcessKey> m_keys{};
};

} // namespace tw
