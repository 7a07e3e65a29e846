#pragma once

#include "core/base/result.h"
#include "core/base/signal_number.h"
#include "core/base/unique_fd.h"

#include <csignal>
#include <optional>
#include <utility>
#include <vector>

namespace tw {

/// Signals as something to read. Blocks them in this thread as long as it lives; open it before any
/// other thread is started, and before the first child.
class SignalFd
{
public:
    /// Also gives them their default action: an ignored signal would be dropped before we can read
    /// it, and with SIGCHLD ignored the kernel reaps our children itself.
    [[nodiscard]] static Result<SignalFd> open(const std::vector<SignalNumber>& signals);

    SignalFd(SignalFd&& other) noexcept = default;
    SignalFd& operator=(SignalFd&&) = delete;
    SignalFd(const SignalFd&) = delete;
    SignalFd& operator=(const SignalFd&) = delete;
    ~SignalFd();

    [[nodiscard]] int fd() const { return m_fd.get(); }

    /// The next signal that came. Several of one kind may have become one.
    [[nodiscard]] std::optional<SignalNumber> read();

private:
    SignalFd(UniqueFd fd, const sigset_t& unblocked) : m_fd(std::move(fd)), m_unblocked(unblocked)
    {}

    UniqueFd m_fd{};
    sigset_t m_unblocked{};
};

} // namespace tw
