#pragma once

#include "core/base/process_key.h"
#include "core/base/result.h"

#include <string>
#include <vector>

namespace tw {

// What is read of a cgroup and of those below it, and how they are removed; by descriptors of their
// directories, which may be O_PATH.

/// Names of the cgroups directly below.
[[nodiscard]] std::vector<std::string> cgroupsIn(int directory);

/// Every process in it and below it, as numbered in our pid namespace.
[[nodiscard]] std::vector<Pid> cgroupMembers(int directory);

[[nodiscard]] bool cgroupIsPopulated(int directory);

/// Removes `name` and all below it, innermost first. EBUSY, and nothing is touched, while a process
/// is in any of them.
[[nodiscard]] Result<void> removeCgroupTree(int parent, const std::string& name);

} // namespace tw
