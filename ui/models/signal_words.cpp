#include "ui/models/signal_words.h"

#include "ui/models/launch_title.h"
#include "ui/models/process_text.h"

#include <QCoreApplication>
#include <QStringList>

#include <array>
#include <csignal>

namespace tw {

namespace {

/// Gives the free functions of this file a context for translators.
struct SignalWords
{
    Q_DECLARE_TR_FUNCTIONS(tw::SignalWords)
};

/// Where a signal's words are its number's; the first stands for none.
constexpr std::array<const char*, 32> kMeanings{
    "",
    QT_TRANSLATE_NOOP("tw::SignalWords", "terminal closed, or read the configuration again"),
    QT_TRANSLATE_NOOP("tw::SignalWords", "interrupted, as by Ctrl+C"),
    QT_TRANSLATE_NOOP("tw::SignalWords", "quit with a core dump, as by Ctrl+\\"),
    QT_TRANSLATE_NOOP("tw::SignalWords", "illegal instruction"),
    QT_TRANSLATE_NOOP("tw::SignalWords", "breakpoint of a debugger"),
    QT_TRANSLATE_NOOP("tw::SignalWords", "aborted, with a core dump"),
    QT_TRANSLATE_NOOP("tw::SignalWords", "access to memory that is not there"),
    QT_TRANSLATE_NOOP("tw::SignalWords", "arithmetic error"),
    QT_TRANSLATE_NOOP("tw::SignalWords", "killed: cannot be handled, blocked or ignored"),
    QT_TRANSLATE_NOOP("tw::SignalWords", "for the program's own use"),
    QT_TRANSLATE_NOOP("tw::SignalWords", "access to memory that is not its own"),
    QT_TRANSLATE_NOOP("tw::SignalWords", "for the program's own use"),
    QT_TRANSLATE_NOOP("tw::SignalWords", "nobody reads the pipe"),
    QT_TRANSLATE_NOOP("tw::SignalWords", "alarm clock"),
    QT_TRANSLATE_NOOP("tw::SignalWords", "asked to end"),
    QT_TRANSLATE_NOOP("tw::SignalWords", "fault of a coprocessor, unused"),
    QT_TRANSLATE_NOOP("tw::SignalWords", "a child ended, stopped or went on"),
    QT_TRANSLATE_NOOP("tw::SignalWords", "go on after a stop"),
    QT_TRANSLATE_NOOP("tw::SignalWords", "stop at once: cannot be handled, blocked or ignored"),
    QT_TRANSLATE_NOOP("tw::SignalWords", "stop, as by Ctrl+Z"),
    QT_TRANSLATE_NOOP("tw::SignalWords", "reads from the terminal in the background"),
    QT_TRANSLATE_NOOP("tw::SignalWords", "writes to the terminal in the background"),
    QT_TRANSLATE_NOOP("tw::SignalWords", "urgent data on a socket"),
    QT_TRANSLATE_NOOP("tw::SignalWords", "limit of processor time exceeded"),
    QT_TRANSLATE_NOOP("tw::SignalWords", "limit of file size exceeded"),
    QT_TRANSLATE_NOOP("tw::SignalWords", "alarm clock of its own processor time"),
    QT_TRANSLATE_NOOP("tw::SignalWords", "alarm clock of a profiler"),
    QT_TRANSLATE_NOOP("tw::SignalWords", "the terminal has another size"),
    QT_TRANSLATE_NOOP("tw::SignalWords", "a descriptor is ready"),
    QT_TRANSLATE_NOOP("tw::SignalWords", "power is failing"),
    QT_TRANSLATE_NOOP("tw::SignalWords", "system call that does not exist, or is forbidden")};

bool holds(std::uint64_t mask, SignalNumber signal)
{
    return ((mask >> static_cast<unsigned>(signal.value - 1)) & 1U) != 0;
}

/// How many treat the signal so, as a sentence needs it.
struct TreatmentCount
{
    SignalTreatment treatment{};
    std::size_t count{0};
};

std::array<TreatmentCount, 3>
countTreatments(const ProcessTree& tree, const std::vector<ProcessKey>& keys, SignalNumber signal)
{
    std::array<TreatmentCount, 3> counts{{{SignalTreatment::Ignored, 0},
                                          {SignalTreatment::Blocked, 0},
                                          {SignalTreatment::Handled, 0}}};
    for (const ProcessKey key : keys) {
        const Process* process = tree.find(key);
        if (process == nullptr || !process->isAlive()) {
            continue;
        }
        for (TreatmentCount& each : counts) {
            each.count += treatmentOf(*process, signal) == each.treatment ? 1U : 0U;
        }
    }
    return counts;
}

QString sentence(SignalTreatment treatment, const QString& name, const QString& signal)
{
    switch (treatment) {
    case SignalTreatment::Ignored:
        return SignalWords::tr("%1 ignores %2").arg(name, signal);
    case SignalTreatment::Blocked:
        return SignalWords::tr("%1 blocks %2").arg(name, signal);
    case SignalTreatment::Handled:
        return SignalWords::tr("%1 handles %2").arg(name, signal);
    case SignalTreatment::Default:
        break;
    }
    return {};
}

QString pluralSentence(const TreatmentCount& each, std::size_t all, const QString& signal)
{
    const QString count = QString::number(each.count);
    const QString whole = QString::number(all);
    switch (each.treatment) {
    case SignalTreatment::Ignored:
        return SignalWords::tr("%1 of %2 ignore %3").arg(count, whole, signal);
    case SignalTreatment::Blocked:
        return SignalWords::tr("%1 of %2 block %3").arg(count, whole, signal);
    case SignalTreatment::Handled:
        return SignalWords::tr("%1 of %2 handle %3").arg(count, whole, signal);
    case SignalTreatment::Default:
        break;
    }
    return {};
}

QString participle(SignalTreatment treatment)
{
    switch (treatment) {
    case SignalTreatment::Ignored:
        return SignalWords::tr("ignored");
    case SignalTreatment::Blocked:
        return SignalWords::tr("blocked");
    case SignalTreatment::Handled:
        return SignalWords::tr("handled");
    case SignalTreatment::Default:
        break;
    }
    return {};
}

} // namespace

SignalTreatment treatmentOf(const Process& process, SignalNumber signal)
{
    if (signal.value < 1 || signal.value > 64 || signal.value == SIGKILL
        || signal.value == SIGSTOP) {
        return SignalTreatment::Default;
    }
    if (holds(process.signals.ignored, signal)) {
        return SignalTreatment::Ignored;
    }
    if (holds(process.signals.blocked, signal)) {
        return SignalTreatment::Blocked;
    }
    return holds(process.signals.caught, signal) ? SignalTreatment::Handled
                                                 : SignalTreatment::Default;
}

QString signalMeaning(SignalNumber signal)
{
    const auto at = static_cast<std::size_t>(signal.value);
    return signal.value < 1 || at >= kMeanings.size()
               ? QString{}
               : QCoreApplication::translate("tw::SignalWords", kMeanings[at]);
}

QString signalText(SignalNumber signal)
{
    return QStringLiteral("%1 (%2)").arg(QString::fromStdString(signal.name())).arg(signal.value);
}

QString briefName(const ProcessTree& tree, const Process& process)
{
    if (!process.parent) {
        return processTitle(tree, process.key);
    }
    return nameText(tree, process) + u' ' + QString::number(process.pid.value);
}

QString
treatmentNote(const ProcessTree& tree, const std::vector<ProcessKey>& keys, SignalNumber signal)
{
    const QString name = QString::fromStdString(signal.name());
    QStringList parts;
    for (const TreatmentCount& each : countTreatments(tree, keys, signal)) {
        if (each.count == 0) {
            continue;
        }
        parts << (keys.size() == 1
                      ? sentence(each.treatment, briefName(tree, *tree.find(keys.front())), name)
                      : pluralSentence(each, keys.size(), name));
    }
    return parts.join(SignalWords::tr(", "));
}

QString
treatmentWord(const ProcessTree& tree, const std::vector<ProcessKey>& keys, SignalNumber signal)
{
    QStringList parts;
    for (const TreatmentCount& each : countTreatments(tree, keys, signal)) {
        if (each.count == keys.size() && each.count > 0) {
            return participle(each.treatment);
        }
        if (each.count > 0) {
            parts << SignalWords::tr("%1 by %2 of %3")
                         .arg(participle(each.treatment))
                         .arg(each.count)
                         .arg(keys.size());
        }
    }
    return parts.join(SignalWords::tr(", "));
}

} // namespace tw
