#include "ui/windows/signal_menu.h"

#include "ui/models/signal_words.h"

#include <QLocale>

#include <csignal>
#include <utility>

namespace tw {

namespace {

constexpr int kLastStandard = 31;

QString forMenu(QString text)
{
    // Names come from others; a mnemonic or a second column is for us to make.
    return text.replace(u'&', QLatin1String("&&")).replace(u'\t', u' ');
}

} // namespace

SignalMenu::SignalMenu(const ProcessTree& tree, std::vector<ProcessKey> keys, QWidget* parent)
    : QMenu(tr("Send Signal"), parent)
    , m_keys(std::move(keys))
{
    setObjectName(QStringLiteral("Signals"));
    setAccessibleName(title());
    const QString count = QLocale().toString(qulonglong{m_keys.size()});
    const QString whom = m_keys.size() == 1 ? briefName(tree, *tree.find(m_keys.front()))
                                            : tr("%1 processes").arg(count);
    addAction(forMenu(tr("Send to %1:").arg(whom)))->setEnabled(false);
    addSeparator();
    for (int number = 1; number <= kLastStandard; ++number) {
        addSignal(*this, tree, {number});
    }
    addSeparator();
    QMenu* realTime = addMenu(tr("&Real-Time Signals"));
    for (int number = SIGRTMIN; number <= SIGRTMAX; ++number) {
        addSignal(*realTime, tree, {number});
    }
}

void SignalMenu::addSignal(QMenu& menu, const ProcessTree& tree, SignalNumber signal)
{
    QString words = signalMeaning(signal);
    const QString treatment = treatmentWord(tree, m_keys, signal);
    if (!treatment.isEmpty()) {
        words += (words.isEmpty() ? QString{} : QStringLiteral(" · ")) + treatment;
    }
    QAction* action
        = menu.addAction(signalText(signal) + (words.isEmpty() ? words : u'\t' + words));
    action->setObjectName(QString::fromStdString(signal.name()));
    connect(action, &QAction::triggered, this, [this, signal] { Q_EMIT chosen(signal); });
}

} // namespace tw
