#include "core/kernel/proc_fs.h"

#include "core/kernel/cgroup_place.h"

#include <array>
#include <cerrno>
#include <charconv>
#include <climits>
#include <ctime>
#include <memory>

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tw {

namespace {

constexpr std::size_t kChunk = 4096;
constexpr std::size_t kLongest = 8UL
                                 << 20; // argv may be large, but is bounded by the kernel's limit

std::string pathOf(Pid pid, std::string_view file)
{
    return fmt::format("/proc/{}/{}", pid.value, file);
}

std::optional<std::string> readFile(const std::string& path)
{
    const UniqueFd fd{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (!fd.isOpen()) {
        return std::nullopt;
    }
    std::string text;
    std::array<char, kChunk> chunk{};
    while (text.size() < kLongest) {
        const auto size = ::read(fd.get(), chunk.data(), chunk.size());
        if (size < 0 && errno == EINTR) {
            continue;
        }
        if (size < 0) {
            return std::nullopt; // ESRCH: it has been reaped meanwhile
        }
        if (size == 0) {
            break;
        }
        text.append(chunk.data(), static_cast<std::size_t>(size));
    }
    return text;
}

std::string readLink(const std::string& path)
{
    std::array<char, PATH_MAX> target{};
    const auto size = ::readlink(path.c_str(), target.data(), target.size());
    return size > 0 ? std::string{target.data(), static_cast<std::size_t>(size)} : std::string{};
}

using Directory = std::unique_ptr<DIR, int (*)(DIR*)>;

/// Entries of a directory that are numbers.
std::optional<std::vector<int>> listNumbers(const std::string& path)
{
    const Directory directory{::opendir(path.c_str()), &::closedir};
    if (!directory) {
        return std::nullopt;
    }
    std::vector<int> numbers;
    while (const dirent* entry = ::readdir(directory.get())) {
        const std::string_view name{entry->d_name};
        int number = 0;
        const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
        if (error == std::errc{} && end == name.data() + name.size()) {
            numbers.push_back(number);
        }
    }
    return numbers;
}

} // namespace

std::optional<ProcStat> readProcStat(Pid pid)
{
    const auto text = readFile(pathOf(pid, "stat"));
    return text ? parseProcStat(*text) : std::nullopt;
}

std::optional<ProcStatus> readProcStatus(Pid pid)
{
    const auto text = readFile(pathOf(pid, "status"));
    return text ? parseProcStatus(*text) : std::nullopt;
}

std::optional<std::vector<std::string>> readCommandLine(Pid pid)
{
    const auto text = readFile(pathOf(pid, "cmdline"));
    return text && !text->empty() ? std::optional{splitNulTerminated(*text)} : std::nullopt;
}

std::string readExecutable(Pid pid)
{
    return readLink(pathOf(pid, "exe"));
}

std::string readWorkingDirectory(Pid pid)
{
    return readLink(pathOf(pid, "cwd"));
}

std::string readName(Pid pid)
{
    auto text = readFile(pathOf(pid, "comm")).value_or("");
    if (text.ends_with('\n')) {
        text.pop_back();
    }
    return text;
}

std::optional<std::string> readVariable(Pid pid, std::string_view name)
{
    const auto text = readFile(pathOf(pid, "environ"));
    return text ? findVariable(*text, name) : std::nullopt;
}

std::optional<Pid> processGroup(Pid pid)
{
    const auto group = ::getpgid(pid.value);
    return group < 0 ? std::nullopt : std::optional{Pid{group}};
}

std::string readCgroupPath(Pid pid)
{
    const auto text = readFile(pathOf(pid, "cgroup"));
    return text ? parseCgroupPath(*text, {}).value_or("") : std::string{};
}

std::string readWaitChannel(Pid pid)
{
    auto text = readFile(pathOf(pid, "wchan")).value_or("");
    return text == "0" ? std::string{} : text;
}

// status, not the owner of the folder: that is root for a program that is not dumpable.
std::optional<std::uint32_t> readOwner(Pid pid)
{
    const auto status = readProcStatus(pid);
    return status ? std::optional{status->uid} : std::nullopt;
}

// The kernel writes 0 where we may not know, which is a status as well: so ask who we are.
std::optional<WaitStatus> readZombieStatus(Pid pid)
{
    const auto stat = readProcStat(pid);
    const auto owner = readOwner(pid);
    const bool mayKnow = ::geteuid() == 0 || (owner && *owner == ::geteuid());
    // X is a zombie that is just being reaped.
    const bool isZombie = stat && (stat->state == 'Z' || stat->state == 'X');
    if (!isZombie || stat->threads > 1 || !mayKnow) {
        return std::nullopt;
    }
    return WaitStatus{stat->exitCode};
}

std::vector<Pid> listProcesses()
{
    std::vector<Pid> pids;
    for (const int number : listNumbers("/proc").value_or(std::vector<int>{})) {
        pids.push_back(Pid{number});
    }
    return pids;
}

std::optional<std::vector<Pid>> readChildren(Pid pid)
{
    const auto threads = listNumbers(pathOf(pid, "task"));
    if (!threads) {
        return std::vector<Pid>{};
    }
    std::vector<Pid> children;
    for (const int thread : *threads) {
        const auto text = readFile(pathOf(pid, fmt::format("task/{}/children", thread)));
        if (!text) {
            if (::access("/proc/thread-self/children", F_OK) != 0) {
                return std::nullopt;
            }
            continue; // the thread is gone
        }
        const auto some = parsePids(*text);
        children.insert(children.end(), some.begin(), some.end());
    }
    return children;
}

std::optional<std::chrono::nanoseconds> readCpuTime(Pid pid)
{
    // The number that clock_getcpuclockid(3) gives, which is fixed by the kernel's ABI
    // (linux/posix-timers.h). Its check that there is such a process costs as much as the reading,
    // which says so too.
    constexpr unsigned kSchedulerClock = 2;
    const auto clock
        = static_cast<clockid_t>(~static_cast<unsigned>(pid.value) << 3U | kSchedulerClock);
    timespec value{};
    if (pid.value <= 0 || ::clock_gettime(clock, &value) != 0) {
        return std::nullopt;
    }
    return std::chrono::seconds{value.tv_sec} + std::chrono::nanoseconds{value.tv_nsec};
}

std::chrono::nanoseconds sinceBoot(std::uint64_t startTicks)
{
    static const auto kTicksASecond = static_cast<std::uint64_t>(::sysconf(_SC_CLK_TCK));
    return std::chrono::nanoseconds{startTicks * (1'000'000'000 / kTicksASecond)};
}

std::uint64_t pageSize()
{
    static const auto kSize = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    return kSize;
}

ProcStatFile::ProcStatFile(Pid pid)
    : m_fd(::open(pathOf(pid, "stat").c_str(), O_RDONLY | O_CLOEXEC))
{}

std::optional<ProcStat> ProcStatFile::read() const
{
    std::array<char, kChunk> text{};
    const auto size = ::pread(m_fd.get(), text.data(), text.size(), 0);
    if (size <= 0) {
        return std::nullopt;
    }
    return parseProcStat({text.data(), static_cast<std::size_t>(size)});
}

} // namespace tw
