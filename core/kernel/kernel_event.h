#pragma once

#include "core/base/process_key.h"
#include "core/base/wait_status.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <variant>

namespace tw {

/// A process was created. `parent` is whom the kernel made its parent: with CLONE_PARENT not the
/// one that called clone.
struct ForkFact
{
    Pid parent{};

    bool operator==(const ForkFact&) const = default;
};

/// It executed a program. What program is to be read from /proc.
struct ExecFact
{
    bool operator==(const ExecFact&) const = default;
};

/// It changed its comm.
struct NameFact
{
    std::string name{};

    bool operator==(const NameFact&) const = default;
};

/// It changed its effective user.
struct UserFact
{
    std::uint32_t uid{0};

    bool operator==(const UserFact&) const = default;
};

/// It changed its effective group.
struct GroupFact
{
    std::uint32_t gid{0};

    bool operator==(const GroupFact&) const = default;
};

/// It became the leader of a new session.
struct SessionFact
{
    bool operator==(const SessionFact&) const = default;
};

/// One of its threads ended. The leader's end is not the end of the process: other threads may live
/// on, and one of them may even execute a program and go on under the leader's number.
struct ExitFact
{
    WaitStatus status{};
    bool isLeader{true};
    /// The signal that its parent gets; 0 in a child of spawn() that never executed.
    int exitSignal{0};

    bool operator==(const ExitFact&) const = default;
};

/// One raw fact about the process `pid` (its tgid, never a thread's number).
struct KernelEvent
{
    /// CLOCK_MONOTONIC.
    std::chrono::nanoseconds time{0};
    Pid pid{};
    std::variant<ForkFact, ExecFact, NameFact, UserFact, GroupFact, SessionFact, ExitFact> fact{};

    bool operator==(const KernelEvent&) const = default;
};

} // namespace tw
