#pragma once

#include "core/base/wait_status.h"
#include "core/kernel/process_handles.h"
#include "core/tracking/member_table.h"

#include <chrono>
#include <cstdint>
#include <optional>

namespace tw {

/// All that could be learned about the end of a process.
struct ProcessEnd
{
    /// Absent where nobody told; never guessed.
    std::optional<WaitStatus> status{};
    std::optional<std::chrono::nanoseconds> cpuTime{};
    std::optional<std::uint64_t> maxResidentBytes{};
};

/// True once no thread of it is left. A leader that is gone while others live on is not an end.
[[nodiscard]] bool hasEnded(const Member& member, const ProcessHandles::Handle& handle);

/// Reaps it where it is our child, and asks every witness: wait(2), the pidfd (others reaped it),
/// the source, and /proc for a zombie that nobody reaps.
[[nodiscard]] ProcessEnd examineEnd(const Member& member, const ProcessHandles::Handle& handle);

} // namespace tw
