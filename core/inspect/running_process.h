#pragma once

#include "core/base/process_key.h"
#include "core/inspect/process_details.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace tw {

/// The most processes that a list of them has.
constexpr std::size_t kRunningLimit = 65536;

/// A process of the machine, to choose one from.
struct RunningProcess
{
    Pid pid{};
    Pid parent{};
    Account user{};
    /// comm
    std::string name{};
    /// The beginning of argv; empty for a zombie or a part of the kernel.
    std::vector<std::string> command{};
    /// With the pid this means one process (field 22 of /proc/PID/stat).
    std::uint64_t startTicks{0};
    bool isKernelThread{false};
    bool isZombie{false};

    bool operator==(const RunningProcess&) const = default;
};

} // namespace tw
