#include "core/kernel/wake_fd.h"

#include <array>
#include <cassert>
#include <ctime>

#include <poll.h>
#include <sys/eventfd.h>

namespace tw {

namespace {

constexpr std::size_t kMostFds = 4;

} // namespace

Result<WakeFd> WakeFd::open()
{
    UniqueFd fd{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
    if (!fd.isOpen()) {
        return systemError("wake a thread: eventfd");
    }
    return WakeFd{std::move(fd)};
}

void WakeFd::wake() const
{
    ::eventfd_write(m_fd.get(), 1);
}

void WakeFd::acknowledge() const
{
    eventfd_t ignored = 0;
    ::eventfd_read(m_fd.get(), &ignored);
}

void awaitReadable(std::initializer_list<int> fds, std::optional<std::chrono::nanoseconds> longest)
{
    std::array<pollfd, kMostFds> requests{};
    std::size_t count = 0;
    for (const int fd : fds) {
        assert(count < kMostFds);
        requests[count++] = {fd, POLLIN, 0};
    }
    timespec limit{};
    if (longest) {
        const auto seconds = std::chrono::floor<std::chrono::seconds>(*longest);
        limit = {seconds.count(), (*longest - seconds).count()};
    }
    // Woken early, by a signal or otherwise, the caller looks and comes again.
    ::ppoll(requests.data(), count, longest ? &limit : nullptr, nullptr);
}

} // namespace tw
