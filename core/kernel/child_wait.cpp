#include "core/kernel/child_wait.h"

#include "core/kernel/kernel_constants.h"

#include <cerrno>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace tw {

namespace {

// glibc's waitid() has no rusage; the system call has.
bool waitFor(int idType, int id, siginfo_t& info, int options, rusage* usage)
{
    long result = 0;
    do {
        info = {};
        result = ::syscall(SYS_waitid, idType, id, &info, options | WNOHANG | __WALL, usage);
    } while (result != 0 && errno == EINTR);
    return result == 0 && info.si_pid != 0;
}

WaitStatus statusOf(const siginfo_t& info)
{
    if (info.si_code == CLD_EXITED) {
        return WaitStatus::exited(info.si_status);
    }
    return WaitStatus::killed(SignalNumber{info.si_status}, info.si_code == CLD_DUMPED);
}

std::optional<ReapedChild> reapBy(int idType, int id)
{
    siginfo_t info{};
    rusage usage{};
    if (!waitFor(idType, id, info, WEXITED, &usage)) {
        return std::nullopt;
    }
    return ReapedChild{
        Pid{info.si_pid}, statusOf(info), static_cast<std::uint64_t>(usage.ru_maxrss) * 1024};
}

} // namespace

std::optional<ReapedChild> reap(const Pidfd& child)
{
    return reapBy(kWaitOnPidfd, child.fd());
}

std::optional<ReapedChild> reap(Pid child)
{
    return reapBy(P_PID, child.value);
}

std::optional<Pid> endedChild()
{
    siginfo_t info{};
    if (!waitFor(P_ALL, 0, info, WEXITED | WNOWAIT, nullptr)) {
        return std::nullopt;
    }
    return Pid{info.si_pid};
}

std::optional<ChildChange> takeChange(const Pidfd& child)
{
    siginfo_t info{};
    if (!waitFor(kWaitOnPidfd, child.fd(), info, WSTOPPED | WCONTINUED, nullptr)) {
        return std::nullopt;
    }
    if (info.si_code == CLD_CONTINUED) {
        return ChildChange{};
    }
    return ChildChange{SignalNumber{info.si_status}};
}

} // namespace tw
