#include "ui/windows/signal_menu.h"

#include "ui/models/signal_words.h"

#include <QLocale>

#include <csignal>

namespace tw {

namespace {

constexpr int kLastStandard = 31;

QString forMenu(QString text)
{
    // Names come from others; a mnemonic or a second column is for us to make.
    return text.replace(u'&', QLatin1String("&&")).replace(u'\t', u' ');
}

QString itemText(SignalNumber signal, const QString& treatment)
{
    QStringList words{signalMeaning(signal), treatment};
    words.removeAll(QString{});
    return words.isEmpty() ? signalText(signal)
                           : signalText(signal) + u'\t' + words.join(QStringLiteral(" · "));
}

} // namespace

SignalMenu::SignalMenu(QWidget* parent) : QMenu(tr("Send Si&gnal"), parent)
{
    setObjectName(QStringLiteral("Signals"));
    setAccessibleName(tr("Send Signal"));
    m_whom = addAction(QString{});
    m_whom->setEnabled(false);
    m_whom->setVisible(false);
    addSeparator();
    for (int number = 1; number <= kLastStandard; ++number) {
        addSignal(*this, {number});
    }
    addSeparator();
    QMenu* realTime = addMenu(tr("&Real-Time Signals"));
    for (int number = SIGRTMIN; number <= SIGRTMAX; ++number) {
        addSignal(*realTime, {number});
    }
}

void SignalMenu::addSignal(QMenu& menu, SignalNumber signal)
{
    QAction* action = menu.addAction(itemText(signal, {}));
    action->setObjectName(QString::fromStdString(signal.name()));
    m_signals.emplace(signal, action);
    connect(action, &QAction::triggered, this, [this, signal] { Q_EMIT chosen(signal); });
}

void SignalMenu::tell(const ProcessTree& tree, const std::vector<ProcessKey>& keys)
{
    const QString count = QLocale().toString(qulonglong{keys.size()});
    const QString whom = keys.size() == 1 ? briefName(tree, *tree.find(keys.front()))
                                          : tr("%1 processes").arg(count);
    m_whom->setText(forMenu(tr("Send to %1:").arg(whom)));
    m_whom->setVisible(!keys.empty());
    for (const auto& [signal, action] : m_signals) {
        action->setText(itemText(signal, treatmentWord(tree, keys, signal)));
    }
}

} // namespace tw
