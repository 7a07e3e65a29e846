#pragma once

#include "core/base/process_key.h"
#include "core/base/result.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tw {

// Where cgroups are found in the file system. Nothing is assumed of paths: mounts and names are
// those that the kernel tells (proc(5), cgroups(7)).

/// One mount of a cgroup hierarchy.
struct CgroupMount
{
    /// What of the hierarchy is mounted; "/" for all that our cgroup namespace has.
    std::string root{};
    std::string point{};
    /// cgroup v2; also the one beside the hierarchies of v1, which then has no controllers.
    bool isUnified{false};
    /// The mount's own options; those of a v1 hierarchy name its controllers.
    std::string options{};

    bool operator==(const CgroupMount&) const = default;

    [[nodiscard]] bool hasController(std::string_view controller) const;
};

/// The cgroup mounts in a text like /proc/self/mountinfo, in its order.
[[nodiscard]] std::vector<CgroupMount> parseCgroupMounts(std::string_view mountinfo);

/// The path of a process in one hierarchy, from a text like /proc/PID/cgroup; that of cgroup v2
/// where `controller` is empty.
[[nodiscard]] std::optional<std::string> parseCgroupPath(std::string_view text,
                                                         std::string_view controller);

/// Where `path` of a hierarchy is seen; absent where this mount does not show it.
[[nodiscard]] std::optional<std::string> cgroupDirectory(const CgroupMount& mount,
                                                         std::string_view path);

/// The directory of the cgroup v2 that we are in; the error says why it cannot be seen.
[[nodiscard]] Result<std::string> ownCgroupDirectory();

/// Whether one of the directories on our own path in cgroup v2 has this name.
[[nodiscard]] bool isWithinCgroupNamed(std::string_view name);

/// Whether a process is held by a cgroup freezer, of v1 or v2. False as well where that may not be
/// read.
[[nodiscard]] bool isFrozen(Pid pid);

} // namespace tw
