#include "ui/models/details_content.h"

#include "core/base/duration.h"
#include "core/base/signal_number.h"
#include "ui/models/details_sections.h"
#include "ui/models/process_text.h"
#include "ui/models/shell_words.h"
#include "ui/models/visible_text.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>
#include <array>

namespace tw {

namespace {

QString timeText(Time time)
{
    const auto milliseconds
        = std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch());
    return QDateTime::fromMSecsSinceEpoch(milliseconds.count())
        .toString(u"yyyy-MM-dd HH:mm:ss.zzz");
}

DetailsSection lifeSection(const ProcessTree& tree, const Process& process)
{
    DetailsSection section = valueSection(DetailsText::tr("Record"));
    if (process.ended) {
        addValue(section, DetailsText::tr("Status"), statusText(process));
    }
    addValue(section, DetailsText::tr("Started"), timeText(process.started));
    if (process.ended) {
        addValue(section, DetailsText::tr("Ended"), timeText(*process.ended));
        addValue(section, DetailsText::tr("Ran for"), elapsedText(process, *process.ended));
    }
    if (process.cpuTime) {
        addValue(section,
                 DetailsText::tr("CPU time"),
                 QString::fromStdString(describeDuration(*process.cpuTime)));
    }
    if (process.maxResidentBytes) {
        addValue(
            section, DetailsText::tr("Peak memory"), bytesText(process.maxResidentBytes.value()));
    }
    if (const Process* parent = process.parent ? tree.find(*process.parent) : nullptr) {
        addValue(section,
                 DetailsText::tr("Created by"),
                 QStringLiteral("%1 (%2)").arg(nameText(tree, *parent),
                                               QString::number(parent->pid.value)));
    }
    return section;
}

DetailsSection commandSection(const ProcessTree& tree, const Process& process)
{
    DetailsSection section = valueSection(DetailsText::tr("Command"));
    if (process.command) {
        addCommandLine(section, *process.command);
    }
    if (!process.executable.empty()) {
        addValue(section, DetailsText::tr("Executable"), visibleText(process.executable));
    }
    const Launch* launch = tree.find(process.launch);
    if (launch != nullptr && launch->root == process.key && !launch->cwd.empty()) {
        addValue(section, DetailsText::tr("Working directory"), visibleText(launch->cwd));
    }
    return section;
}

DetailsSection identitySection(const Process& process)
{
    DetailsSection section = valueSection(DetailsText::tr("Identity"));
    if (process.uid) {
        addValue(section, DetailsText::tr("User"), QString::number(*process.uid));
    }
    if (process.gid) {
        addValue(section, DetailsText::tr("Group"), QString::number(*process.gid));
    }
    if (process.session) {
        addValue(section, DetailsText::tr("Session"), QString::number(*process.session));
    }
    return section;
}

} // namespace

DetailsContent liveContent(const ProcessDetails& details)
{
    return {commandSection(details),
            environmentSection(details.environment),
            identitySection(details.identity),
            signalsSection(details.signals),
            descriptorsSection(details.descriptors),
            threadsSection(details.threads),
            memorySection(details.memory),
            limitsSection(details.limits)};
}

DetailsContent recordContent(const ProcessTree& tree, const Process& process)
{
    DetailsContent content{
        lifeSection(tree, process), commandSection(tree, process), identitySection(process)};
    const SignalsChanged& known = process.signals;
    if ((known.blocked | known.ignored | known.caught) != 0) {
        content.push_back(
            signalsSection(SignalSets{0, known.blocked, known.ignored, known.caught}));
    }
    content.erase(std::remove_if(content.begin(),
                                 content.end(),
                                 [](const DetailsSection& one) { return one.rows.empty(); }),
                  content.end());
    return content;
}

} // namespace tw
