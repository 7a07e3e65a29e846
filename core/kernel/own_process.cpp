#include "core/kernel/own_process.h"

#include <ctime>

#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace tw {

namespace {

std::chrono::nanoseconds read(clockid_t clock)
{
    timespec value{};
    ::clock_gettime(clock, &value);
    return std::chrono::seconds{value.tv_sec} + std::chrono::nanoseconds{value.tv_nsec};
}

} // namespace

Pid ownPid()
{
    return Pid{::getpid()};
}

Pid ownParent()
{
    return Pid{::getppid()};
}

Result<void> becomeSubreaper()
{
    if (::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0) {
        return systemError("adopt orphans: prctl(PR_SET_CHILD_SUBREAPER)");
    }
    return {};
}

std::uint64_t raiseOpenFilesLimit()
{
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    const std::uint64_t before = limit.rlim_cur;
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
    return before;
}

std::uint64_t openFilesLimit()
{
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    return limit.rlim_cur;
}

std::uint32_t ownUser()
{
    return ::geteuid();
}

std::uint64_t ownMaxResidentBytes()
{
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

std::chrono::nanoseconds monotonicNow()
{
    return read(CLOCK_MONOTONIC);
}

std::chrono::nanoseconds bootTimeNow()
{
    return read(CLOCK_BOOTTIME);
}

} // namespace tw
