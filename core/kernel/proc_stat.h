#pragma once

#include "core/base/process_key.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tw {

/// What is used of /proc/PID/stat (proc(5)).
struct ProcStat
{
    Pid pid{};
    std::string name{};
    /// R, S, D, T, t, Z, X, I.
    char state{'S'};
    Pid parent{};
    Pid group{};
    Pid session{};
    /// Page faults of children that it waited for; 0 exactly where there was no such child.
    std::uint64_t childFaults{0};
    /// 1 as well where only the zombie of the leader is left.
    std::uint32_t threads{1};
    /// Clock ticks since boot: 10 ms each.
    std::uint64_t startTicks{0};
    std::uint64_t residentPages{0};
    /// Address of argv, new at each exec; 0 where we may not know it.
    std::uint64_t argumentsAt{0};
    /// Made of the addresses of program, stack, arguments and environment: another after an exec,
    /// also where addresses are not randomised, unless the program and the length of its arguments
    /// are the same. 0 where we may not know them.
    std::uint64_t programMark{0};
    /// Of a zombie, as waitpid(2) will report it; 0 where we may not know it.
    int exitCode{0};
    /// Controlling terminal as a device number of the old kind; 0 for none.
    int terminal{0};
    /// A part of the kernel (PF_KTHREAD): no program, no memory of its own.
    bool isKernelThread{false};
    /// Clock ticks that it ran, user and system.
    std::uint64_t cpuTicks{0};

    bool operator==(const ProcStat&) const = default;
};

/// What is used of /proc/PID/status: sets of signals as bit masks, bit 0 is signal 1.
struct ProcStatus
{
    std::uint32_t uid{0};
    Pid tracer{};
    std::uint64_t ignored{0};
    std::uint64_t blocked{0};
    std::uint64_t caught{0};
    /// Largest resident set of the program now executed; absent for a zombie.
    std::optional<std::uint64_t> maxResidentBytes{};

    bool operator==(const ProcStatus&) const = default;
};

/// Absent where the text is cut. The name may hold anything, also ") R 1 (" and line feeds.
[[nodiscard]] std::optional<ProcStat> parseProcStat(std::string_view text);

[[nodiscard]] std::optional<ProcStatus> parseProcStatus(std::string_view text);

/// Text of cmdline or environ: strings that each end with NUL. What a program wrote over its own
/// arguments may lack the last one.
[[nodiscard]] std::vector<std::string> splitNulTerminated(std::string_view text);

/// The value of NAME in a text like that of environ.
[[nodiscard]] std::optional<std::string> findVariable(std::string_view environ,
                                                      std::string_view name);

/// A list of process numbers, as in /proc/PID/task/TID/children and cgroup.procs.
[[nodiscard]] std::vector<Pid> parsePids(std::string_view text);

} // namespace tw
