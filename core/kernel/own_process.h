#pragma once

#include "core/base/process_key.h"
#include "core/base/result.h"

#include <chrono>
#include <cstdint>

namespace tw {

[[nodiscard]] Pid ownPid();

/// 0 where it lives outside of our pid namespace.
[[nodiscard]] Pid ownParent();
/// Our effective user.
[[nodiscard]] std::uint32_t ownUser();

/// From now on descendants whose parent ends become our children (PR_SET_CHILD_SUBREAPER).
[[nodiscard]] Result<void> becomeSubreaper();

/// Raises our limit of open files as far as it goes; gives back what it was, for the children:
/// programs that still use select(2) break above 1024.
[[nodiscard]] std::uint64_t raiseOpenFilesLimit();

/// How many descriptors we may have open now.
[[nodiscard]] std::uint64_t openFilesLimit();

/// The largest resident set that we ever had.
[[nodiscard]] std::uint64_t ownMaxResidentBytes();

/// CLOCK_MONOTONIC and CLOCK_BOOTTIME: kernel events are dated by the first, /proc by the second,
/// which also counts suspended time.
[[nodiscard]] std::chrono::nanoseconds monotonicNow();
[[nodiscard]] std::chrono::nanoseconds bootTimeNow();

} // namespace tw
