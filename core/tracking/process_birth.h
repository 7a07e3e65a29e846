#pragma once

#include "core/kernel/proc_stat.h"
#include "core/kernel/process_handles.h"

#include <chrono>

namespace tw {

/// When it was created, as CLOCK_MONOTONIC; rounded down to 10 ms.
[[nodiscard]] std::chrono::nanoseconds startOf(const ProcStat& stat);

/// A handle of whoever has the pid now, if that is the one that was born then. Its pidfd is not
/// open where the process is gone or descriptors ran out.
[[nodiscard]] ProcessHandles::Handle openHandle(Pid pid, std::chrono::nanoseconds born);

} // namespace tw
