#include "ui/models/process_cells.h"

#include "core/base/duration.h"

#include <QCoreApplication>
#include <QLocale>

namespace tw {

namespace {

/// Gives the free functions of this file a context for translators.
struct CellText
{
    Q_DECLARE_TR_FUNCTIONS(tw::ProcessCells)
};

constexpr double kThousandths = 1000;
constexpr std::chrono::seconds kQuietFrom{60};

bool addsUp(ProcessColumn column)
{
    return column == ProcessColumn::Cpu || column == ProcessColumn::Memory
           || column == ProcessColumn::Threads;
}

bool hasMoreBelow(const Process& process, const SubtreeSum& sum)
{
    return sum.alive > (process.isAlive() ? 1 : 0);
}

QString stateToolTip(ProcessState state)
{
    switch (state) {
    case ProcessState::DiskSleep:
        return CellText::tr("It waits inside the kernel, where no signal reaches it");
    case ProcessState::Stopped:
        return CellText::tr("A signal has stopped it; SIGCONT lets it go on");
    case ProcessState::Traced:
        return CellText::tr("A debugger or tracer holds it");
    case ProcessState::Zombie:
        return CellText::tr("It has ended, and its parent has not asked for its status yet");
    default:
        return stateText(state);
    }
}

} // namespace

ProcessCells::ProcessCells(const ProcessDigest& digest,
                           const Process& process,
                           Time now,
                           bool closed)
    : m_digest(digest)
    , m_process(process)
    , m_sum(digest.sums().of(process.key))
    , m_now(now)
    // The row of a launch stands for all of it, open or closed.
    , m_summed((closed || !process.parent) && hasMoreBelow(process, m_sum))
{}

ProcessState ProcessCells::state() const
{
    const ProcessState state = processState(m_process);
    const bool isQuiet = state == ProcessState::Sleeping && m_sum.cpu == 0
                         && m_digest.quiet().of(m_process, m_now) >= kQuietFrom;
    return isQuiet ? ProcessState::Quiet : state;
}

QString ProcessCells::text(ProcessColumn column) const
{
    if (m_summed && addsUp(column)) {
        const QString sum = sumText(column);
        return sum.isEmpty() ? sum : QStringLiteral("\u03a3 ") + sum;
    }
    return ownText(column);
}

QString ProcessCells::spokenText(ProcessColumn column) const
{
    if (!m_summed || !addsUp(column)) {
        return ownText(column);
    }
    const QString sum = sumText(column);
    return sum.isEmpty() ? sum : CellText::tr("%1 (sum)").arg(sum);
}

QString ProcessCells::ownText(ProcessColumn column) const
{
    switch (column) {
    case ProcessColumn::Name:
        return nameText(m_digest.tree(), m_process);
    case ProcessColumn::Pid:
        return QString::number(m_process.pid.value);
    case ProcessColumn::State:
        return state() == ProcessState::Quiet ? quietText(m_digest.quiet().of(m_process, m_now))
                                              : stateText(processState(m_process));
    case ProcessColumn::Cpu:
        return cpuText(m_process);
    case ProcessColumn::Memory:
        return memoryText(m_process);
    case ProcessColumn::Threads:
        return threadsText(m_process);
    case ProcessColumn::Elapsed:
        return elapsedText(m_process, m_now);
    case ProcessColumn::Status:
        return statusText(m_process);
    case ProcessColumn::Command:
        break;
    }
    return commandText(m_process);
}

QString ProcessCells::sumText(ProcessColumn column) const
{
    if (m_sum.threads == 0) {
        return {}; // nothing was read of any of them yet
    }
    switch (column) {
    case ProcessColumn::Cpu:
        return percentText(static_cast<double>(m_sum.cpu) / kThousandths);
    case ProcessColumn::Memory:
        return bytesText(static_cast<std::uint64_t>(m_sum.bytes));
    default:
        return QLocale().toString(qlonglong{m_sum.threads});
    }
}

QString ProcessCells::toolTip(ProcessColumn column) const
{
    switch (column) {
    case ProcessColumn::Name:
        return nameToolTip();
    case ProcessColumn::State:
        if (state() == ProcessState::Quiet) {
            return CellText::tr("It and everything below it has used no CPU time for %1.\nWhat it "
                                "prints is not looked at: a pipe does not say who wrote.")
                .arg(QString::fromStdString(
                    describeDuration(m_digest.quiet().of(m_process, m_now))));
        }
        return stateToolTip(processState(m_process));
    case ProcessColumn::Cpu:
        if (!m_process.isAlive() && m_process.cpuTime && !m_summed) {
            return CellText::tr("CPU time that it used: %1").arg(ownText(column));
        }
        return sumToolTip(column);
    case ProcessColumn::Memory:
        if (!m_process.isAlive() && m_process.maxResidentBytes && !m_summed) {
            return CellText::tr("The most memory that it was seen to hold: %1")
                .arg(ownText(column));
        }
        return sumToolTip(column);
    case ProcessColumn::Threads:
        return sumToolTip(column);
    case ProcessColumn::Status:
        return statusToolTip(m_process);
    default:
        return ownText(column);
    }
}

QString ProcessCells::sumToolTip(ProcessColumn column) const
{
    QString own = ownText(column);
    const QString sum = sumText(column);
    if (!hasMoreBelow(m_process, m_sum) || sum.isEmpty()) {
        return own;
    }
    const QString all = CellText::tr("%1 in all %2 live processes from here down")
                            .arg(sum, QLocale().toString(qlonglong{m_sum.alive}));
    return m_process.isAlive() && !own.isEmpty()
               ? all + QLatin1Char('\n') + CellText::tr("%1 of its own").arg(own)
               : all;
}

QString ProcessCells::nameToolTip() const
{
    if (!m_process.isAlive() && !isNameKnown(m_process)) {
        return CellText::tr("It ended before its name could be read");
    }
    return ownText(ProcessColumn::Name);
}

QVariant ProcessCells::sortValue(ProcessColumn column) const
{
    switch (column) {
    case ProcessColumn::Pid:
        return static_cast<double>(m_process.pid.value);
    case ProcessColumn::Cpu:
        return m_sum.alive > 0 ? static_cast<double>(m_sum.cpu) : -1.0;
    case ProcessColumn::Memory:
        return m_sum.alive > 0 ? static_cast<double>(m_sum.bytes)
                               : static_cast<double>(m_process.maxResidentBytes.value_or(0));
    case ProcessColumn::Threads:
        return static_cast<double>(m_sum.threads);
    case ProcessColumn::Elapsed:
        return static_cast<double>(elapsed(m_process, m_now).count());
    default:
        return ownText(column);
    }
}

} // namespace tw
