#include "core/kernel/signal_fd.h"

#include <cerrno>

#include <pthread.h>
#include <sys/signalfd.h>
#include <unistd.h>

namespace tw {

Result<SignalFd> SignalFd::open(const std::vector<SignalNumber>& signals)
{
    sigset_t wanted{};
    ::sigemptyset(&wanted);
    for (const SignalNumber signal : signals) {
        ::sigaddset(&wanted, signal.value);
    }
    UniqueFd fd{::signalfd(-1, &wanted, SFD_CLOEXEC | SFD_NONBLOCK)};
    if (!fd.isOpen()) {
        return systemError("read signals: signalfd");
    }
    sigset_t before{};
    ::pthread_sigmask(SIG_BLOCK, &wanted, &before);
    sigset_t unblocked{};
    ::sigemptyset(&unblocked);
    for (const SignalNumber signal : signals) {
        ::signal(signal.value, SIG_DFL);
        if (::sigismember(&before, signal.value) == 0) {
            ::sigaddset(&unblocked, signal.value);
        }
    }
    return SignalFd{std::move(fd), unblocked};
}

SignalFd::~SignalFd()
{
    if (m_fd.isOpen()) {
        ::pthread_sigmask(SIG_UNBLOCK, &m_unblocked, nullptr);
    }
}

std::optional<SignalNumber> SignalFd::read()
{
    signalfd_siginfo info{};
    ssize_t size = 0;
    do {
        size = ::read(m_fd.get(), &info, sizeof info);
    } while (size < 0 && errno == EINTR);
    if (size != static_cast<ssize_t>(sizeof info)) {
        return std::nullopt;
    }
    return SignalNumber{static_cast<int>(info.ssi_signo)};
}

} // namespace tw
