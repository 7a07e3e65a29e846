#include "core/kernel/pidfd.h"

#include "core/kernel/kernel_constants.h"

#include <cerrno>

#include <poll.h>
#include <unistd.h>

namespace tw {

Result<Pidfd> Pidfd::open(Pid pid)
{
    const auto fd = ::syscall(SYS_pidfd_open, pid.value, 0);
    if (fd < 0) {
        return systemError("open a handle of process " + std::to_string(pid.value)
                           + ": pidfd_open");
    }
    return Pidfd{UniqueFd{static_cast<int>(fd)}};
}

Result<void> Pidfd::sendSignal(SignalNumber signal) const
{
    if (::syscall(SYS_pidfd_send_signal, m_fd.get(), signal.value, nullptr, 0) != 0) {
        return systemError("send " + signal.name() + ": pidfd_send_signal");
    }
    return {};
}

bool Pidfd::hasExited() const
{
    pollfd request{m_fd.get(), POLLIN, 0};
    while (::poll(&request, 1, 0) < 0 && errno == EINTR) {
    }
    return (request.revents & (POLLIN | POLLHUP)) != 0;
}

bool Pidfd::isPresent() const
{
    const auto sent = sendSignal(SignalNumber{0});
    return sent || sent.error().code != ESRCH;
}

std::optional<PidfdFacts> Pidfd::facts() const
{
    PidfdInfoRequest info{};
    info.mask = kPidfdInfoPid | kPidfdInfoExit;
    if (::ioctl(m_fd.get(), kPidfdGetInfo, &info) != 0) {
        return std::nullopt;
    }
    PidfdFacts facts;
    if ((info.mask & kPidfdInfoExit) != 0) {
        facts.exit = WaitStatus{info.exitCode};
    }
    // After reaping the kernel leaves the other fields zero, though it marks them as given.
    if ((info.mask & kPidfdInfoPid) != 0 && info.pid != 0) {
        facts.parent = Pid{static_cast<int>(info.ppid)};
    }
    return facts;
}

std::optional<WaitStatus> Pidfd::exitInfo() const
{
    const auto known = facts();
    return known ? known->exit : std::nullopt;
}

} // namespace tw
