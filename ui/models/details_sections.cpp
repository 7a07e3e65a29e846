#include "ui/models/details_sections.h"

#include "core/base/duration.h"
#include "core/base/signal_number.h"
#include "ui/models/process_text.h"
#include "ui/models/shell_words.h"
#include "ui/models/visible_text.h"

#include <QHash>
#include <QLocale>
#include <QRegularExpression>

#include <algorithm>
#include <array>

namespace tw {

namespace {

constexpr int kSignals = 64;
/// Two that the C library keeps for itself (nptl(7)): every program with threads handles them.
constexpr std::uint64_t kOfTheLibrary = (1ULL << 31U) | (1ULL << 32U);

void addRow(DetailsSection& section, const QString& key, const QStringList& cells)
{
    section.rows.push_back({key, cells});
}

void addRefusal(DetailsSection& section, const Error& error, const QString& key)
{
    section.rows.push_back({QStringLiteral("refused ") + key,
                            {DetailsText::tr("Cannot %1").arg(visibleText(error.message))},
                            DetailsTone::Refused});
}

void addRemark(DetailsSection& section, const QString& sentence)
{
    section.rows.push_back({QStringLiteral("remark"), {sentence}, DetailsTone::Dimmed});
}

void addLeftOut(DetailsSection& section, std::uint64_t total, std::size_t listed)
{
    section.count = total;
    if (total > listed) {
        addRemark(section,
                  DetailsText::tr("%1 more are not listed")
                      .arg(QLocale().toString(qulonglong{total - listed})));
    }
}

/// A value, or why there is none.
void addPart(DetailsSection& section, const QString& name, const Result<std::string>& part)
{
    if (part) {
        addValue(section, name, visibleText(*part));
    } else {
        addRefusal(section, part.error(), name);
    }
}

QString accountText(const Account& account)
{
    return account.name.empty() ? QString::number(account.id)
                                : QStringLiteral("%1 (%2)").arg(visibleText(account.name),
                                                                QString::number(account.id));
}

QString kindText(const OpenDescriptor& descriptor)
{
    switch (descriptor.kind) {
    case DescriptorKind::File:
        return DetailsText::tr("file");
    case DescriptorKind::Directory:
        return DetailsText::tr("directory");
    case DescriptorKind::Device:
        return DetailsText::tr("device");
    case DescriptorKind::Pipe:
        return DetailsText::tr("pipe");
    case DescriptorKind::Socket:
        return descriptor.socket ? visibleText(descriptor.socket->protocol)
                                 : DetailsText::tr("socket");
    case DescriptorKind::Anonymous:
        break;
    }
    // "anon_inode:[eventpoll]"
    const QString name = visibleText(descriptor.target).section(u':', 1);
    return name.isEmpty() ? DetailsText::tr("kernel object")
                          : QString(name).remove(u'[').remove(u']');
}

/// "8 MiB" for 8388608 bytes.
QString limitText(const ResourceLimit& limit, const std::string& value)
{
    bool isNumber = false;
    const qulonglong number = visibleText(value).toULongLong(&isNumber);
    return isNumber && limit.unit == "bytes" && number > 0 ? bytesText(number) : visibleText(value);
}

QString targetText(const OpenDescriptor& descriptor)
{
    if (!descriptor.socket) {
        return visibleText(descriptor.target);
    }
    const QString local = visibleText(descriptor.socket->local);
    const QString peer = visibleText(descriptor.socket->peer);
    if (local.isEmpty() && peer.isEmpty()) {
        return visibleText(descriptor.target);
    }
    return peer.isEmpty() ? local : QStringLiteral("%1 → %2").arg(local, peer);
}

QString stateWord(char state)
{
    Process process;
    process.usage.state = state;
    process.usage.residentBytes = 1; // looked at: else a sleeper counts as just born
    return stateText(processState(process));
}

} // namespace

bool isSecret(const QString& name, const QString& value)
{
    static const QRegularExpression kNames(
        QStringLiteral("TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIAL|KEY|(^|_)PASS(_|$)"),
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression kUserInUrl(QStringLiteral("://[^/@\\s:]*:[^/@\\s]+@"));
    return kNames.match(name).hasMatch() || kUserInUrl.match(value).hasMatch();
}

DetailsSection valueSection(const QString& title)
{
    DetailsSection section;
    section.title = title;
    section.isFixed = {false, true};
    return section;
}

void addValue(DetailsSection& section, const QString& name, const QString& value)
{
    addRow(section, name, {name, value});
}

void addCommandLine(DetailsSection& section, const std::vector<std::string>& words)
{
    addValue(section, DetailsText::tr("Command line"), visibleText(joinShellWords(words)));
}

DetailsSection commandSection(const ProcessDetails& details)
{
    DetailsSection section = valueSection(DetailsText::tr("Command"));
    if (details.command) {
        addCommandLine(section, details.command->listed);
        if (details.command->total > details.command->listed.size()) {
            addLeftOut(section, details.command->total, details.command->listed.size());
        }
    } else {
        addRefusal(section, details.command.error(), QStringLiteral("command"));
    }
    addPart(section, DetailsText::tr("Executable"), details.executable);
    addPart(section, DetailsText::tr("Working directory"), details.directory);
    return section;
}

DetailsSection environmentSection(const Result<Bounded<std::string>>& part)
{
    DetailsSection section = valueSection(DetailsText::tr("Environment"));
    section.isFixed = {true, true};
    if (!part) {
        addRefusal(section, part.error(), QStringLiteral("environment"));
        return section;
    }
    QHash<QString, int> seen;
    for (const std::string& variable : part->listed) {
        const auto equals = variable.find('=');
        const QString name = visibleText(variable.substr(0, equals));
        const QString value
            = equals == std::string::npos ? QString{} : visibleText(variable.substr(equals + 1));
        // A name may stand there twice; the second is found again as the second.
        const QString key = QStringLiteral("%1=%2").arg(name, QString::number(seen[name]++));
        section.rows.push_back({key, {name, value}, DetailsTone::Normal, isSecret(name, value)});
    }
    std::stable_sort(section.rows.begin(),
                     section.rows.end(),
                     [](const DetailsRow& one, const DetailsRow& other) {
                         return one.cells.front() < other.cells.front();
                     });
    addLeftOut(section, part->total, part->listed.size());
    return section;
}

DetailsSection identitySection(const Result<ProcessIdentity>& part)
{
    DetailsSection section = valueSection(DetailsText::tr("Identity"));
    if (!part) {
        addRefusal(section, part.error(), QStringLiteral("identity"));
        return section;
    }
    addValue(section, DetailsText::tr("User"), accountText(part->user));
    if (part->effectiveUser != part->user) {
        addValue(section, DetailsText::tr("Effective user"), accountText(part->effectiveUser));
    }
    addValue(section, DetailsText::tr("Group"), accountText(part->group));
    if (part->effectiveGroup != part->group) {
        addValue(section, DetailsText::tr("Effective group"), accountText(part->effectiveGroup));
    }
    addValue(section, DetailsText::tr("Parent"), QString::number(part->parent.value));
    addValue(section, DetailsText::tr("Process group"), QString::number(part->processGroup.value));
    addValue(section, DetailsText::tr("Session"), QString::number(part->session.value));
    addValue(section,
             DetailsText::tr("Terminal"),
             part->terminal.empty() ? DetailsText::tr("none") : visibleText(part->terminal));
    addValue(section, DetailsText::tr("Cgroup"), visibleText(part->cgroup));
    return section;
}

DetailsSection signalsSection(const Result<SignalSets>& part)
{
    DetailsSection section;
    section.title = DetailsText::tr("Signals");
    section.captions
        = {DetailsText::tr("Action"), DetailsText::tr("Blocked"), DetailsText::tr("Pending")};
    section.isFixed = {true, false, false, false};
    if (!part) {
        addRefusal(section, part.error(), QStringLiteral("signals"));
        return section;
    }
    for (int number = 1; number <= kSignals; ++number) {
        const std::uint64_t bit = std::uint64_t{1} << static_cast<unsigned>(number - 1);
        const bool caught = (part->caught & ~kOfTheLibrary & bit) != 0;
        const bool ignored = (part->ignored & bit) != 0;
        const bool blocked = (part->blocked & bit) != 0;
        const bool pending = (part->pending & bit) != 0;
        if (caught || ignored || blocked || pending) {
            const QString name = QString::fromStdString(SignalNumber{number}.name());
            addRow(section,
                   name,
                   {name,
                    caught    ? DetailsText::tr("handled")
                    : ignored ? DetailsText::tr("ignored")
                              : DetailsText::tr("default"),
                    blocked ? DetailsText::tr("blocked") : QString{},
                    pending ? DetailsText::tr("pending") : QString{}});
        }
    }
    addRemark(section,
              section.rows.empty()
                  ? DetailsText::tr("Every signal has its default action and none is blocked")
                  : DetailsText::tr("All others have their default action and are not blocked"));
    return section;
}

DetailsSection descriptorsSection(const Result<Bounded<OpenDescriptor>>& part)
{
    DetailsSection section;
    section.title = DetailsText::tr("Descriptors");
    section.captions = {DetailsText::tr("Kind"),
                        DetailsText::tr("State"),
                        DetailsText::tr("Opened to"),
                        DetailsText::tr("Offset"),
                        DetailsText::tr("Target")};
    section.isFixed = {true, false, false, false, true, true};
    if (!part) {
        addRefusal(section, part.error(), QStringLiteral("descriptors"));
        return section;
    }
    for (const OpenDescriptor& one : part->listed) {
        const bool hasOffset = one.kind == DescriptorKind::File;
        const QString number = QString::number(one.fd);
        addRow(section,
               number,
               {number,
                kindText(one),
                one.socket ? visibleText(one.socket->state) : QString{},
                visibleText(one.flags),
                hasOffset ? QString::number(one.offset) : QString{},
                targetText(one)});
    }
    addLeftOut(section, part->total, part->listed.size());
    return section;
}

DetailsSection threadsSection(const Result<ThreadList>& part)
{
    DetailsSection section;
    section.title = DetailsText::tr("Threads");
    section.captions = {DetailsText::tr("Name"),
                        DetailsText::tr("State"),
                        DetailsText::tr("CPU time"),
                        DetailsText::tr("Waits in the kernel at")};
    section.isFixed = {true, false, false, false, true};
    if (!part) {
        addRefusal(section, part.error(), QStringLiteral("threads"));
        return section;
    }
    for (const ThreadDetails& one : part->threads.listed) {
        const QString number = QString::number(one.tid.value);
        addRow(section,
               number,
               {number,
                visibleText(one.name),
                stateWord(one.state),
                QString::fromStdString(describeDuration(one.cpuTime)),
                visibleText(one.waitChannel)});
    }
    addLeftOut(section, part->threads.total, part->threads.listed.size());
    if (part->noWaitChannels) {
        addRefusal(section, *part->noWaitChannels, QStringLiteral("wait channels"));
    }
    return section;
}

DetailsSection memorySection(const Result<MemoryDetails>& part)
{
    DetailsSection section = valueSection(DetailsText::tr("Memory"));
    section.isFixed = {false, false};
    if (!part) {
        addRefusal(section, part.error(), QStringLiteral("memory"));
        return section;
    }
    addValue(section, DetailsText::tr("Resident"), bytesText(part->residentBytes));
    addValue(section, DetailsText::tr("Resident, anonymous"), bytesText(part->anonymousBytes));
    addValue(section, DetailsText::tr("Resident, of files"), bytesText(part->fileBytes));
    addValue(section, DetailsText::tr("Resident, shared"), bytesText(part->sharedBytes));
    if (part->proportionalBytes) {
        addValue(
            section, DetailsText::tr("Proportional share"), bytesText(*part->proportionalBytes));
    } else {
        addRefusal(section, part->proportionalBytes.error(), QStringLiteral("proportional"));
    }
    addValue(section, DetailsText::tr("Peak resident"), bytesText(part->maxResidentBytes));
    addValue(section, DetailsText::tr("Swapped out"), bytesText(part->swapBytes));
    addValue(section, DetailsText::tr("Address space"), bytesText(part->virtualBytes));
    addValue(
        section,
        DetailsText::tr("OOM score"),
        DetailsText::tr("%1 (adjusted by %2)").arg(part->oomScore).arg(part->oomScoreAdjustment));
    return section;
}

DetailsSection limitsSection(const Result<std::vector<ResourceLimit>>& part)
{
    DetailsSection section;
    section.title = DetailsText::tr("Limits");
    section.captions = {DetailsText::tr("Soft"), DetailsText::tr("Hard"), DetailsText::tr("Unit")};
    section.isFixed = {false, true, true, false};
    if (!part) {
        addRefusal(section, part.error(), QStringLiteral("limits"));
        return section;
    }
    for (const ResourceLimit& one : *part) {
        QString name = visibleText(one.name);
        if (name.startsWith(QLatin1String("Max "))) {
            name = name.mid(4, 1).toUpper() + name.mid(5);
            name.replace(QLatin1String("Cpu"), QLatin1String("CPU"));
        }
        addRow(section,
               name,
               {name, limitText(one, one.soft), limitText(one, one.hard), visibleText(one.unit)});
    }
    return section;
}

} // namespace tw
