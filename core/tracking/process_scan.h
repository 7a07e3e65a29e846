#pragma once

#include "core/kernel/proc_stat.h"

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace tw {

/// Everything below one process as /proc shows it at one time, parents before their children.
struct ProcessScan
{
    /// CLOCK_MONOTONIC before the first look.
    std::chrono::nanoseconds began{0};
    std::vector<ProcStat> processes{};
};

/// By the kernel's lists of children: cheap, but one that ends meanwhile may hide another. The
/// whole of /proc where the kernel has no such lists.
[[nodiscard]] ProcessScan scanBelow(Pid root);

/// Adds those in a cgroup (its path) that the scan has not seen, the eldest first.
void addCgroup(ProcessScan& scan, const std::string& cgroup);

/// By the parent of every process of the machine, repeated until nothing new is found: for when the
/// lists must not be trusted.
[[nodiscard]] ProcessScan scanThoroughly(Pid root);

/// Those of `all` that are below `root`, parents before their children.
[[nodiscard]] std::vector<ProcStat> selectBelow(Pid root, const std::vector<ProcStat>& all);

} // namespace tw
