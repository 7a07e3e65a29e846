#include "ui/models/process_status.h"

#include <QCoreApplication>
#include <QStringList>

#include <array>
#include <csignal>
#include <utility>

namespace tw {

namespace {

/// Gives the free functions of this file a context for translators.
struct StatusText
{
    Q_DECLARE_TR_FUNCTIONS(tw::StatusText)
};

/// The names of those of a mask that ask a process to end: "INT, TERM".
QString politeSignals(std::uint64_t mask)
{
    constexpr std::array<std::pair<int, const char*>, 3> kPolite{
        {{SIGINT, "INT"}, {SIGTERM, "TERM"}, {SIGHUP, "HUP"}}};
    QStringList names;
    for (const auto& [number, name] : kPolite) {
        if ((mask >> static_cast<unsigned>(number - 1) & 1U) != 0) {
            names << QLatin1String(name);
        }
    }
    return names.join(QStringLiteral(", "));
}

} // namespace

StatusKind statusKind(const Process& process)
{
    if (process.isAlive()) {
        if (process.orphaned || process.leaked) {
            return StatusKind::Warning;
        }
        return process.found || !deafnessText(process.signals).isEmpty() ? StatusKind::Note
                                                                         : StatusKind::None;
    }
    if (!process.status) {
        return StatusKind::None;
    }
    return process.status->isSuccess() ? StatusKind::Succeeded : StatusKind::Failed;
}

QString deafnessText(const SignalsChanged& signals)
{
    QStringList parts;
    if (const QString names = politeSignals(signals.ignored); !names.isEmpty()) {
        parts << StatusText::tr("ignores %1").arg(names);
    }
    if (const QString names = politeSignals(signals.blocked & ~signals.ignored); !names.isEmpty()) {
        parts << StatusText::tr("blocks %1").arg(names);
    }
    return parts.join(QStringLiteral(", "));
}

QString statusText(const Process& process)
{
    if (!process.isAlive()) {
        return process.status ? QString::fromStdString(process.status->text())
                              : StatusText::tr("unknown");
    }
    QStringList parts;
    if (process.leaked || process.orphaned) {
        parts << (process.leaked ? StatusText::tr("left over") : StatusText::tr("orphaned"));
    }
    if (process.found) {
        parts << (process.parent ? StatusText::tr("before: unknown") : StatusText::tr("attached"));
    }
    parts << deafnessText(process.signals);
    parts.removeAll(QString{});
    return parts.join(QStringLiteral(", "));
}

QString statusToolTip(const Process& process)
{
    if (!process.isAlive()) {
        return process.status ? statusText(process)
                              : StatusText::tr("The kernel did not tell how it ended");
    }
    QStringList lines;
    if (process.leaked) {
        lines << StatusText::tr("The command itself has ended, and this still runs");
    }
    if (process.orphaned) {
        lines << StatusText::tr("The process that created it has ended");
    }
    if (process.found) {
        lines << (process.parent
                      ? StatusText::tr("It was found alive: what it did before is unknown")
                      : StatusText::tr("It was running already, and is only watched: what it and "
                                       "those below it did before is unknown"));
    }
    if (const QString names = politeSignals(process.signals.ignored); !names.isEmpty()) {
        lines << StatusText::tr("It ignores %1: sent to it, they do nothing").arg(names);
    }
    if (const QString names = politeSignals(process.signals.blocked & ~process.signals.ignored);
        !names.isEmpty()) {
        lines << StatusText::tr("It blocks %1: they wait until it lets them in").arg(names);
    }
    return lines.join(QLatin1Char('\n'));
}

} // namespace tw
