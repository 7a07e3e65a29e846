#pragma once

#include "core/inspect/process_details.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tw {

// Parsers of files below /proc/PID (proc(5)). What is missing in a text stays as it was by default.

/// The value of a field of /proc/PID/status, without blanks around it; absent where it has none.
[[nodiscard]] std::optional<std::string_view> statusField(std::string_view status,
                                                          std::string_view name);

/// Of "Uid" or "Gid": real, effective, saved, of the file system.
[[nodiscard]] std::optional<std::array<std::uint32_t, 4>> statusIds(std::string_view status,
                                                                    std::string_view name);

/// A set in hexadecimal: "SigBlk", "CapEff".
[[nodiscard]] std::uint64_t statusSet(std::string_view status, std::string_view name);

[[nodiscard]] SignalSets parseSignalSets(std::string_view status);

/// Absent where the process has no memory of its own: a zombie, a part of the kernel.
[[nodiscard]] std::optional<MemoryDetails> parseMemory(std::string_view status);

/// "Pss" of smaps_rollup, in bytes.
[[nodiscard]] std::optional<std::uint64_t> parseProportional(std::string_view rollup);

[[nodiscard]] std::vector<ResourceLimit> parseLimits(std::string_view limits);

/// The path that is shown of /proc/PID/cgroup.
[[nodiscard]] std::string parseCgroup(std::string_view cgroup);

/// "/dev/pts/3" for the device number in ProcStat; empty for none.
[[nodiscard]] std::string terminalName(int device);

/// Of /proc/PID/fdinfo/N: the flags as words, and the offset.
struct DescriptorState
{
    std::string flags{};
    std::uint64_t offset{0};
    bool isDirectory{false};

    bool operator==(const DescriptorState&) const = default;
};
[[nodiscard]] DescriptorState parseDescriptorState(std::string_view fdinfo);

[[nodiscard]] DescriptorKind descriptorKind(std::string_view target, bool isDirectory);

/// The inode of "socket:[123]".
[[nodiscard]] std::optional<std::uint64_t> socketInode(std::string_view target);

/// Its number, or name, where /proc is mounted with hidepid and hides anything.
[[nodiscard]] std::string parseHidepid(std::string_view mountinfo);

} // namespace tw
