#include "ui/models/process_text.h"

#include "core/base/duration.h"
#include "ui/models/shell_words.h"
#include "ui/models/worker_name.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

#include <algorithm>
#include <unordered_set>

namespace tw {

namespace {

/// Gives the free functions of this file a context for translators.
struct ProcessText
{
    Q_DECLARE_TR_FUNCTIONS(tw::ProcessText)
};

constexpr qsizetype kLongestCommand = 2000;
constexpr std::uint64_t kGibibyte = 1ULL << 30U;
// Up to two minutes in seconds, up to two hours in minutes.
constexpr std::int64_t kSecondsFor = 120;

QString fileName(const std::string& path)
{
    return QString::fromStdString(path.substr(path.rfind('/') + 1));
}

/// Nothing of what a process calls itself may break the line or move the cursor.
QString onOneLine(const std::string& bytes)
{
    QString text = QString::fromUtf8(bytes.data(), static_cast<qsizetype>(bytes.size()));
    if (text.size() > kLongestCommand) {
        text = text.left(kLongestCommand) + QChar(0x2026);
    }
    for (QChar& character : text) {
        if (!character.isPrint()) {
            character = QLatin1Char(' ');
        }
    }
    return text;
}

QString rootName(const Process& process)
{
    std::vector<std::string> words = *process.command;
    words[0] = words[0].substr(words[0].rfind('/') + 1);
    return onOneLine(joinShellWords(words));
}

template <typename Line>
QString lines(const ProcessTree& tree, const std::vector<ProcessKey>& keys, Line line)
{
    QString text;
    for (const ProcessKey key : keys) {
        if (const Process* process = tree.find(key)) {
            text += line(*process) + QLatin1Char('\n');
        }
    }
    return text;
}

} // namespace

ProcessState processState(const Process& process)
{
    if (!process.isAlive()) {
        return ProcessState::Exited;
    }
    switch (process.usage.state) {
    case 'D':
        return ProcessState::DiskSleep;
    case 'T':
        return ProcessState::Stopped;
    case 't':
        return ProcessState::Traced;
    case 'Z':
        return ProcessState::Zombie;
    case 'S':
    case 'I':
        // Born a moment ago and not looked at yet: it sleeps nowhere so far.
        return isSampled(process) ? ProcessState::Sleeping : ProcessState::Running;
    default:
        return ProcessState::Running;
    }
}

QString nameText(const Process& process)
{
    const bool hasCommand = process.command && !process.command->empty();
    if (!process.parent && hasCommand) {
        return rootName(process);
    }
    if (!process.name.empty()) {
        return onOneLine(process.name);
    }
    return hasCommand ? fileName(process.command->front())
                      : ProcessText::tr("pid %1").arg(process.pid.value);
}

QString nameText(const ProcessTree& tree, const Process& process)
{
    const Process* parent = process.parent ? tree.find(*process.parent) : nullptr;
    // A process that has given itself a name knows better.
    const bool isNamed = process.name.rfind("python", 0) != 0;
    if (parent == nullptr || !process.command || isNamed) {
        return nameText(process);
    }
    const QString worker
        = workerName(*process.command, parent->command ? &*parent->command : nullptr);
    return worker.isEmpty() ? nameText(process) : worker;
}

bool isNameKnown(const Process& process)
{
    return !process.name.empty() || (process.command && !process.command->empty());
}

QString stateText(ProcessState state)
{
    switch (state) {
    case ProcessState::Running:
        return ProcessText::tr("running");
    case ProcessState::Sleeping:
        return ProcessText::tr("sleeping");
    case ProcessState::Quiet:
        return ProcessText::tr("quiet");
    case ProcessState::DiskSleep:
        return ProcessText::tr("disk sleep");
    case ProcessState::Stopped:
        return ProcessText::tr("stopped");
    case ProcessState::Traced:
        return ProcessText::tr("tracing stop");
    case ProcessState::Zombie:
        return ProcessText::tr("zombie");
    case ProcessState::Exited:
        break;
    }
    return ProcessText::tr("exited");
}

bool isSampled(const Process& process)
{
    return process.usage.residentBytes > 0;
}

QString quietText(std::chrono::nanoseconds duration)
{
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(duration).count();
    if (seconds < kSecondsFor) {
        return ProcessText::tr("quiet %1s").arg(seconds);
    }
    return seconds < 60 * kSecondsFor ? ProcessText::tr("quiet %1m").arg(seconds / 60)
                                      : ProcessText::tr("quiet %1h").arg(seconds / 3600);
}

QString percentText(double percent)
{
    return ProcessText::tr("%1 %").arg(QLocale().toString(qRound(percent)));
}

QString cpuText(const Process& process)
{
    if (!process.isAlive()) {
        return process.cpuTime ? QString::fromStdString(describeDuration(*process.cpuTime))
                               : QString{};
    }
    return isSampled(process) ? percentText(process.usage.cpuPercent) : QString{};
}

QString bytesText(std::uint64_t bytes)
{
    return QLocale().formattedDataSize(static_cast<qint64>(bytes), bytes < kGibibyte ? 0 : 1);
}

QString memoryText(const Process& process)
{
    const std::uint64_t bytes
        = process.isAlive() ? process.usage.residentBytes : process.maxResidentBytes.value_or(0);
    return bytes == 0 ? QString{} : bytesText(bytes);
}

QString threadsText(const Process& process)
{
    return process.isAlive() && isSampled(process) ? QLocale().toString(process.usage.threads)
                                                   : QString{};
}

std::chrono::nanoseconds elapsed(const Process& process, Time now)
{
    const Time end = process.ended.value_or(now);
    return std::max(end - process.started, std::chrono::nanoseconds{0});
}

QString elapsedText(const Process& process, Time now)
{
    return QString::fromStdString(describeDuration(elapsed(process, now)));
}

QString commandText(const Process& process)
{
    return process.command ? onOneLine(joinShellWords(*process.command)) : QString{};
}

QString pidLines(const ProcessTree& tree, const std::vector<ProcessKey>& keys)
{
    return lines(
        tree, keys, [](const Process& process) { return QString::number(process.pid.value); });
}

QString commandLines(const ProcessTree& tree, const std::vector<ProcessKey>& keys)
{
    return lines(tree, keys, commandText);
}

QString treeLines(const ProcessTree& tree, const std::vector<ProcessKey>& keys)
{
    QString text;
    for (const ProcessKey top : topmost(tree, keys)) {
        std::vector<std::pair<ProcessKey, int>> stack{{top, 0}};
        while (!stack.empty()) {
            const auto [key, depth] = stack.back();
            stack.pop_back();
            const Process& process = *tree.find(key);
            const QString end
                = process.isAlive() ? stateText(processState(process)) : statusText(process);
            text += QString(2 * depth, QLatin1Char(' '))
                    + QStringLiteral("%1 (%2) %3\n")
                          .arg(nameText(tree, process))
                          .arg(process.pid.value)
                          .arg(end);
            for (std::size_t child = process.children.size(); child-- > 0;) {
                stack.emplace_back(process.children[child], depth + 1);
            }
        }
    }
    return text;
}

bool hasLiveProcess(const ProcessTree& tree, ProcessKey root)
{
    std::vector<ProcessKey> stack{root};
    while (!stack.empty()) {
        const Process* process = tree.find(stack.back());
        stack.pop_back();
        if (process == nullptr) {
            continue;
        }
        if (process->isAlive()) {
            return true;
        }
        stack.insert(stack.end(), process->children.begin(), process->children.end());
    }
    return false;
}

std::vector<ProcessKey> topmost(const ProcessTree& tree, const std::vector<ProcessKey>& keys)
{
    const std::unordered_set<ProcessKey> chosen(keys.begin(), keys.end());
    std::vector<ProcessKey> tops;
    for (const ProcessKey key : keys) {
        const Process* process = tree.find(key);
        bool covered = process == nullptr;
        while (!covered && process->parent) {
            covered = chosen.contains(*process->parent);
            process = tree.find(*process->parent);
        }
        if (!covered) {
            tops.push_back(key);
        }
    }
    return tops;
}

} // namespace tw
