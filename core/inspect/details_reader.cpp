#include "core/inspect/details_reader.h"

#include "core/inspect/access_rule.h"
#include "core/inspect/open_descriptors.h"
#include "core/inspect/proc_text.h"
#include "core/kernel/own_process.h"
#include "core/kernel/proc_fs.h"

#include <algorithm>
#include <cerrno>
#include <utility>

#include <fmt/format.h>

namespace tw {

namespace {

/// Of each list of strings: all of a message must fit in a frame.
constexpr std::size_t kListBytes = 2UL << 20U;
constexpr std::size_t kLongestString = 128UL << 10U;
constexpr std::size_t kCommandBytes = 2048;
constexpr std::size_t kAllCommandsBytes = 8UL << 20U;
/// Reading smaps_rollup walks all pages and holds the process up meanwhile.
constexpr std::uint64_t kCheapRollup = 1ULL << 30U;

bool isRefusal(const Error& error)
{
    return error.code == EACCES || error.code == EPERM;
}

Bounded<std::string> bounded(std::vector<std::string> strings)
{
    Bounded<std::string> list;
    list.total = strings.size();
    std::size_t bytes = 0;
    for (std::string& one : strings) {
        one.resize(std::min(one.size(), kLongestString));
        bytes += one.size();
        if (list.listed.size() == kDetailsLimit || bytes > kListBytes) {
            break;
        }
        list.listed.push_back(std::move(one));
    }
    return list;
}

int numberIn(const ProcFolder& folder, const std::string& file)
{
    return std::atoi(folder.read(file).value_or("0").c_str());
}

std::string ownMountinfo()
{
    const auto own = ProcFolder::open(ownPid());
    return own ? own->read("mountinfo").value_or("") : std::string{};
}

/// Opened while the handle's process still has its number: so it is the folder of that process.
bool isFolderOf(const ProcessHandles::Handle& handle, const ProcStat& stat)
{
    if (handle.pidfd.isOpen()) {
        return handle.pidfd.isPresent();
    }
    return handle.startTicks && *handle.startTicks == stat.startTicks;
}

} // namespace

struct DetailsReader::Subject
{
    const ProcFolder& folder;
    ProcStat stat{};
    std::string status{};
    /// "task/TID/" where the leader has ended before its threads: what they share is there.
    std::string prefix{};
    AccessFacts facts{};

    [[nodiscard]] Result<std::string> read(const std::string& file) const
    {
        return folder.read(prefix + file);
    }
};

Error DetailsReader::explained(const Subject& subject, const Error& error)
{
    const std::string what = error.message.substr(0, error.message.find(": "));
    if (isRefusal(error)) {
        return {error.code, what + ": " + brokenRule(subject.facts, m_names)};
    }
    if (subject.stat.isKernelThread) {
        return {error.code, what + ": it is a part of the kernel and has none"};
    }
    if (subject.stat.state == 'Z') {
        return {error.code, what + ": it has ended and waits to be reaped by its parent (zombie)"};
    }
    return error;
}

template <typename T>
Result<T> DetailsReader::explained(const Subject& subject, Result<T> part)
{
    if (!part) {
        return tl::unexpected<Error>{explained(subject, part.error())};
    }
    return part;
}

Result<ProcessDetails> DetailsReader::read(const ProcessHandles::Handle& handle)
{
    const auto folder = ProcFolder::open(handle.pid);
    if (!folder) {
        return tl::unexpected<Error>{whyNotSeen(folder.error(), ownMountinfo())};
    }
    auto status = folder->read("status");
    const auto text = folder->read("stat");
    const auto stat = text ? parseProcStat(*text) : std::nullopt;
    if (!status || !stat) {
        const Error& error = status ? Error{ESRCH, text ? "read its state" : text.error().message}
                                    : status.error();
        return tl::unexpected<Error>{whyNotSeen(error, ownMountinfo())};
    }
    if (!isFolderOf(handle, *stat)) {
        return failure(
            fmt::format("read process {}: it has ended, and its number may be another's by now",
                        handle.pid.value));
    }
    Subject subject{*folder, *stat, std::move(*status), {}, {}};
    if (stat->state == 'Z' && stat->threads > 1) {
        const auto threads = folder->listNumbers("task").value_or(std::vector<int>{});
        const auto other = std::find_if(
            threads.begin(), threads.end(), [&](int thread) { return thread != handle.pid.value; });
        if (other != threads.end()) {
            subject.prefix = fmt::format("task/{}/", *other);
            subject.status = subject.read("status").value_or(subject.status);
        }
    }
    subject.facts = readAccessFacts(*folder, subject.status);
    ProcessDetails details = readParts(subject);
    if (auto after = folder->read("stat"); !after) {
        return tl::unexpected<Error>{whyNotSeen(after.error(), {})};
    }
    return details;
}

ProcessDetails DetailsReader::readParts(const Subject& subject)
{
    const auto strings = [&](const char* file) -> Result<Bounded<std::string>> {
        const auto text = subject.read(file);
        // Both are empty for whoever has no memory of its own.
        if (text && text->empty() && !parseMemory(subject.status)) {
            return failure(
                fmt::format("read /proc/{}/{}: it is ending", subject.folder.pid().value, file));
        }
        return text.map([](const std::string& all) { return bounded(splitNulTerminated(all)); });
    };
    const auto limits = subject.read("limits");
    ProcessDetails details;
    details.command = explained(subject, strings("cmdline"));
    details.environment = explained(subject, strings("environ"));
    details.directory = explained(subject, subject.folder.readLink(subject.prefix + "cwd"));
    details.executable = explained(subject, subject.folder.readLink(subject.prefix + "exe"));
    details.identity = readIdentity(subject);
    details.signals = parseSignalSets(subject.status);
    details.descriptors = explained(subject, readDescriptors(subject.folder, subject.prefix));
    details.threads = explained(subject, readThreads(subject));
    details.memory = explained(subject, readMemory(subject));
    details.limits = explained(subject, limits.map(parseLimits));
    return details;
}

ProcessIdentity DetailsReader::readIdentity(const Subject& subject)
{
    ProcessIdentity identity;
    const auto users = statusIds(subject.status, "Uid").value_or(std::array<std::uint32_t, 4>{});
    const auto groups = statusIds(subject.status, "Gid").value_or(std::array<std::uint32_t, 4>{});
    identity.user = {users[0], m_names.user(users[0])};
    identity.effectiveUser = {users[1], m_names.user(users[1])};
    identity.group = {groups[0], m_names.group(groups[0])};
    identity.effectiveGroup = {groups[1], m_names.group(groups[1])};
    identity.parent = subject.stat.parent;
    identity.session = subject.stat.session;
    identity.processGroup = subject.stat.group;
    identity.terminal = terminalName(subject.stat.terminal);
    identity.cgroup = parseCgroup(subject.read("cgroup").value_or(""));
    return identity;
}

Result<ThreadList> DetailsReader::readThreads(const Subject& subject)
{
    const auto numbers = subject.folder.listNumbers("task");
    if (!numbers) {
        return tl::unexpected<Error>{numbers.error()};
    }
    ThreadList list;
    list.threads.total = numbers->size();
    for (const int number : *numbers) {
        if (list.threads.listed.size() == kDetailsLimit) {
            break;
        }
        const std::string folder = fmt::format("task/{}/", number);
        const auto text = subject.folder.read(folder + "stat");
        const auto stat = text ? parseProcStat(*text) : std::nullopt;
        if (!stat) {
            --list.threads.total; // it has ended meanwhile
            continue;
        }
        const std::string place = subject.folder.read(folder + "wchan").value_or("");
        list.threads.listed.push_back({Pid{number},
                                       stat->name,
                                       stat->state,
                                       sinceBoot(stat->cpuTicks),
                                       place == "0" ? std::string{} : place});
    }
    // The kernel writes 0 to whoever may not know; what rules that rules the links as well.
    if (const auto link = subject.folder.readLink(subject.prefix + "cwd");
        !link && isRefusal(link.error())) {
        list.noWaitChannels = explained(
            subject,
            Error{link.error().code,
                  fmt::format("read /proc/{}/wchan: refused", subject.folder.pid().value)});
    }
    return list;
}

Result<MemoryDetails> DetailsReader::readMemory(const Subject& subject)
{
    const int number = subject.folder.pid().value;
    auto memory = parseMemory(subject.status);
    if (!memory) {
        return failure(fmt::format("read its memory from /proc/{}/status: it is ending", number));
    }
    memory->oomScore = numberIn(subject.folder, "oom_score");
    memory->oomScoreAdjustment = numberIn(subject.folder, "oom_score_adj");
    if (memory->residentBytes > kCheapRollup) {
        memory->proportionalBytes = failure(fmt::format(
            "read /proc/{}/smaps_rollup: left out above 1 GiB, where reading it takes long and "
            "holds the process up",
            number));
        return *memory;
    }
    const auto rollup = explained(subject, subject.read("smaps_rollup"));
    memory->proportionalBytes
        = rollup.map([](const std::string& text) { return parseProportional(text).value_or(0); });
    return *memory;
}

Bounded<RunningProcess> DetailsReader::listRunning()
{
    Bounded<RunningProcess> list;
    std::size_t commandBytes = 0;
    for (const Pid pid : listProcesses()) {
        const auto folder = ProcFolder::open(pid);
        const auto text = folder ? folder->read("stat") : Result<std::string>{};
        const auto stat = folder && text ? parseProcStat(*text) : std::nullopt;
        const auto status = folder ? folder->read("status") : Result<std::string>{};
        const auto users = statusIds(status.value_or(""), "Uid");
        if (!stat || !users) {
            continue; // ended meanwhile, or hidden from us
        }
        ++list.total;
        if (list.listed.size() == kRunningLimit) {
            continue;
        }
        RunningProcess process{pid, stat->parent, {(*users)[1], m_names.user((*users)[1])}};
        process.name = stat->name;
        if (commandBytes < kAllCommandsBytes) {
            const auto command = folder->read("cmdline", kCommandBytes).value_or("");
            commandBytes += command.size();
            process.command = splitNulTerminated(command);
        }
        process.startTicks = stat->startTicks;
        process.isKernelThread = stat->isKernelThread;
        process.isZombie = stat->state == 'Z' && stat->threads <= 1;
        list.listed.push_back(std::move(process));
    }
    std::sort(list.listed.begin(), list.listed.end(), [](const auto& one, const auto& other) {
        return one.pid < other.pid;
    });
    return list;
}

} // namespace tw
