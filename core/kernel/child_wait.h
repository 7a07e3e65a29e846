#pragma once

#include "core/base/process_key.h"
#include "core/base/wait_status.h"
#include "core/kernel/pidfd.h"

#include <chrono>
#include <cstdint>
#include <optional>

namespace tw {

/// The end of a child of ours, which has now been reaped.
struct ReapedChild
{
    Pid pid{};
    WaitStatus status{};
    /// The largest resident set of it, of those it waited for, and of what it was before its exec.
    std::uint64_t maxResidentBytes{0};
};

/// A child of ours stopped or went on.
struct ChildChange
{
    /// The signal that stopped it; absent where it was continued.
    std::optional<SignalNumber> stoppedBy{};

    bool operator==(const ChildChange&) const = default;
};

/// Reaps the child, also one that was cloned without SIGCHLD. Absent where it has not ended, or is
/// not our child.
[[nodiscard]] std::optional<ReapedChild> reap(const Pidfd& child);
[[nodiscard]] std::optional<ReapedChild> reap(Pid child);

/// Some child of ours that has ended, without reaping it.
[[nodiscard]] std::optional<Pid> endedChild();

/// Takes the notice of a child that stopped or was continued, if there is one.
[[nodiscard]] std::optional<ChildChange> takeChange(const Pidfd& child);

} // namespace tw
