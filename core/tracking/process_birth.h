#pragma once

#include "core/kernel/proc_stat.h"
#include "core/kernel/process_handles.h"

#include <chrono>

namespace tw {

/// When it was created, as CLOCK_MONOTONIC; rounded down to 10 ms.
[[nodiscard]] std::chrono::nanoseconds startOf(const ProcStat& stat);

/// What could be had of a process that was born.
struct OpenedHandle
{
    /// Its pidfd is not open where the process is gone or descriptors ran out.
    ProcessHandles::Handle handle{};
    /// Nobody has its number any more: it has ended and was reaped.
    bool isGone{false};
};

/// A handle of whoever has the pid now, if that is the one that was born then.
[[nodiscard]] OpenedHandle openHandle(Pid pid, std::chrono::nanoseconds born);

} // namespace tw
