#include "ui/models/stop_words.h"

#include "core/base/duration.h"
#include "ui/models/signal_words.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

#include <algorithm>
#include <csignal>

namespace tw {

namespace {

using namespace std::chrono_literals;

/// Gives the free functions of this file a context for translators.
struct StopWords
{
    Q_DECLARE_TR_FUNCTIONS(tw::StopWords)
};

/// More names than these do not fit beside the countdown.
constexpr std::size_t kNamed = 4;

QString signalName(SignalNumber signal)
{
    return QString::fromStdString(signal.name());
}

/// Whole seconds, rounded up: "0 s" is said only when the time has come.
QString secondsText(std::chrono::nanoseconds left)
{
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(left);
    return seconds < 1min
               ? StopWords::tr("%1 s").arg(QLocale().toString(qlonglong{seconds.count()}))
               : QString::fromStdString(describeDuration(seconds));
}

QString waitText(std::chrono::milliseconds wait)
{
    if (wait < 1s) {
        return StopWords::tr("%1 ms").arg(QLocale().toString(qlonglong{wait.count()}));
    }
    return wait % 1s == 0ms ? secondsText(wait) : QString::fromStdString(describeDuration(wait));
}

/// The name of one that is left, and why it may be.
QString survivorName(const ProcessTree& tree, ProcessKey key, SignalNumber signal)
{
    const Process& process = *tree.find(key);
    QString name = briefName(tree, process);
    switch (treatmentOf(process, signal)) {
    case SignalTreatment::Ignored:
        return StopWords::tr("%1 (ignores %2)").arg(name, signalName(signal));
    case SignalTreatment::Blocked:
        return StopWords::tr("%1 (blocks %2)").arg(name, signalName(signal));
    case SignalTreatment::Handled:
    case SignalTreatment::Default:
        break;
    }
    return name;
}

QString leftText(const ProcessTree& tree, const RunningStop& stop)
{
    QStringList names;
    for (const ProcessKey key : stop.left) {
        if (static_cast<std::size_t>(names.size()) == kNamed) {
            break;
        }
        names << survivorName(tree, key, stop.inForce().signal);
    }
    const QString count = QLocale().toString(qulonglong{stop.left.size()});
    const QString named = StopWords::tr("%1 left: %2").arg(count, names.join(StopWords::tr(", ")));
    const std::size_t more = stop.left.size() - static_cast<std::size_t>(names.size());
    return more == 0
               ? named
               : StopWords::tr("%1 and %2 more").arg(named, QLocale().toString(qulonglong{more}));
}

} // namespace

QString ladderText(const Ladder& ladder)
{
    QStringList steps;
    for (const LadderStep& step : ladder) {
        QString text = signalName(step.signal);
        if (step.scope == StopScope::Process) {
            text += StopWords::tr(" to the process alone");
        } else if (step.scope == StopScope::Group) {
            text += StopWords::tr(" to its group");
        }
        if (step.wait > 0ms) {
            text += u' ' + waitText(step.wait);
        }
        steps << text;
    }
    return steps.join(QStringLiteral(" → "));
}

QString stopTitle(const ProcessTree& tree, const RunningStop& stop)
{
    const Process* target = tree.find(stop.target);
    const QString name = target == nullptr ? QString{} : briefName(tree, *target);
    if (stop.ladder.size() > 1) {
        return StopWords::tr("Stopping %1").arg(name);
    }
    switch (stop.inForce().signal.value) {
    case SIGINT:
        return StopWords::tr("Interrupting %1").arg(name);
    case SIGTERM:
        return StopWords::tr("Terminating %1").arg(name);
    case SIGKILL:
        return StopWords::tr("Killing %1").arg(name);
    default:
        return StopWords::tr("Sending %2 to %1").arg(name, signalName(stop.inForce().signal));
    }
}

QString stopProgress(const ProcessTree& tree, const RunningStop& stop)
{
    QString text
        = StopWords::tr("%1 sent to %2")
              .arg(signalName(stop.inForce().signal), QLocale().toString(qulonglong{stop.told}));
    if (stop.refused > 0) {
        text += StopWords::tr(", refused %1 times")
                    .arg(QLocale().toString(qulonglong{stop.refused}));
    }
    return stop.left.empty() ? text : text + StopWords::tr(", ") + leftText(tree, stop);
}

QString stopCountdown(const RunningStop& stop, std::chrono::nanoseconds left)
{
    if (stop.isLastStep()) {
        return StopWords::tr("gives up in %1").arg(secondsText(left));
    }
    return StopWords::tr("%1 in %2")
        .arg(signalName(stop.ladder[stop.step + 1].signal), secondsText(left));
}

QString skipText(const RunningStop& stop)
{
    return stop.isLastStep()
               ? StopWords::tr("Wait no longer")
               : StopWords::tr("Send %1 now").arg(signalName(stop.ladder[stop.step + 1].signal));
}

QString stoppingText(std::chrono::nanoseconds left)
{
    return StopWords::tr("stopping (%1)").arg(secondsText(left));
}

} // namespace tw
