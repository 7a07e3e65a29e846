#pragma once

#include "core/base/process_key.h"
#include "core/base/result.h"
#include "core/base/signal_number.h"
#include "core/base/unique_fd.h"
#include "core/base/wait_status.h"

#include <cstdint>
#include <optional>
#include <utility>

namespace tw {

/// What the kernel says of a process through its pidfd (PIDFD_GET_INFO, Linux 6.13).
struct PidfdFacts
{
    /// Its parent now; absent once it has been reaped.
    std::optional<Pid> parent{};
    /// How it ended; only once its parent has reaped it, and from Linux 6.15 on.
    std::optional<WaitStatus> exit{};
};

/// A handle of one process that stays its own: once the process is gone and its number is given to
/// another, the handle still means the first (pidfd_open(2)). The only way to send a signal here.
class Pidfd
{
public:
    Pidfd() = default;
    explicit Pidfd(UniqueFd fd) : m_fd(std::move(fd)) {}

    /// ESRCH where no process has that number; EINVAL where it is a thread's.
    [[nodiscard]] static Result<Pidfd> open(Pid pid);

    /// ESRCH where it has been reaped; a zombie takes every signal without a word.
    [[nodiscard]] Result<void> sendSignal(SignalNumber signal) const;

    /// True once the last thread has ended, reaped or not.
    [[nodiscard]] bool hasExited() const;

    /// False once it has been reaped: from then on its number may be another's.
    [[nodiscard]] bool isPresent() const;

    /// Absent on kernels that cannot tell.
    [[nodiscard]] std::optional<PidfdFacts> facts() const;

    /// How it ended where its parent has reaped it and the kernel keeps that (Linux 6.15).
    [[nodiscard]] std::optional<WaitStatus> exitInfo() const;

    [[nodiscard]] int fd() const { return m_fd.get(); }
    [[nodiscard]] bool isOpen() const { return m_fd.isOpen(); }

private:
    UniqueFd m_fd{};
};

} // namespace tw
