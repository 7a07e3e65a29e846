#include "ui/views/status_line.h"

#include "ui/views/look.h"

#include <QLabel>
#include <QLocale>

namespace tw {

StatusLine::StatusLine(QWidget* parent) : QStatusBar(parent)
{
    setObjectName(QStringLiteral("Status"));
    setAccessibleName(tr("Status"));
    setSizeGripEnabled(false);
    setContentsMargins(8, 2, 8, 2);
    m_tracking = addLabel(tr("Tracking"));
    m_counts = addLabel(tr("Number of processes"));
    m_lost = addLabel(tr("Lost events"));
    m_lines = addLabel(tr("Lines of output"));
    m_host = new QLabel(this);
    m_host->setAccessibleName(tr("Machine"));
    m_host->setTextFormat(Qt::PlainText);
    addPermanentWidget(m_host);
    m_tracking->setTextFormat(Qt::RichText);
    showTree(ProcessTree{});
    showLines(0);
    showHost({});
}

QLabel* StatusLine::addLabel(const QString& name)
{
    auto* label = new QLabel(this);
    label->setAccessibleName(name);
    label->setContentsMargins(0, 0, 12, 0);
    addWidget(label);
    return label;
}

void StatusLine::showTree(const ProcessTree& tree)
{
    const QLocale locale;
    showTracking(tree);
    m_counts->setText(tr("%1 running, %2 ended")
                          .arg(locale.toString(qulonglong{tree.aliveCount()}),
                               locale.toString(qulonglong{tree.endedCount()})));
    const std::uint64_t lost = tree.lostEvents();
    m_lost->setText(lost == 1 ? tr("1 event lost")
                              : tr("%1 events lost").arg(locale.toString(qulonglong{lost})));
    m_lost->setToolTip(lost == 0 ? QString{}
                                 : tr("A scan has found what was missed; processes that lived "
                                      "between two looks may be absent."));
}

void StatusLine::showTracking(const ProcessTree& tree)
{
    m_tracking->setVisible(!tree.launches().empty());
    if (tree.launches().empty()) {
        return;
    }
    const Launch& latest = tree.launches().rbegin()->second;
    const bool exact = latest.tracking == TrackingMode::Exact;
    const StateColors& colors = stateColors(themeOf(palette()));
    const QString words = exact ? tr("exact (kernel events)") : tr("sampled (scans of /proc)");
    m_tracking->setText(QStringLiteral("<span style=\"color:%1\">%2 %3</span>")
                            .arg((exact ? colors.running : colors.diskSleep).name(),
                                 exact ? QStringLiteral("\u25CF") : QStringLiteral("\u25D0"),
                                 words));
    m_tracking->setToolTip(QString::fromStdString(latest.trackingReason).toHtmlEscaped());
}

void StatusLine::showLines(std::uint64_t lines)
{
    m_lines->setText(lines == 1 ? tr("1 line")
                                : tr("%1 lines").arg(QLocale().toString(qulonglong{lines})));
}

void StatusLine::showHost(const QString& host)
{
    m_host->setText(host.isEmpty() ? tr("this machine") : host);
}

} // namespace tw
