#pragma once

#include "core/base/process_key.h"
#include "core/base/unique_fd.h"
#include "core/base/wait_status.h"
#include "core/kernel/proc_stat.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tw {

// Readers of /proc (proc(5)). Absent, or empty, where the process is gone or we may not look. What
// is read is of whoever has the number now: compare the start time where that matters.

[[nodiscard]] std::optional<ProcStat> readProcStat(Pid pid);
[[nodiscard]] std::optional<ProcStatus> readProcStatus(Pid pid);

/// argv; absent for a zombie as well.
[[nodiscard]] std::optional<std::vector<std::string>> readCommandLine(Pid pid);

/// Absolute path of the program, with " (deleted)" where the kernel says so.
[[nodiscard]] std::string readExecutable(Pid pid);

/// Empty where it may not be read.
[[nodiscard]] std::string readWorkingDirectory(Pid pid);

/// comm, also of a zombie.
[[nodiscard]] std::string readName(Pid pid);

/// A variable of the environment that it was executed with.
[[nodiscard]] std::optional<std::string> readVariable(Pid pid, std::string_view name);

/// Its process group; absent where it is gone. 0 for a thread of the kernel, and where the group is
/// of another pid namespace.
[[nodiscard]] std::optional<Pid> processGroup(Pid pid);

/// Where it sleeps in the kernel; empty where it does not or is not told.
[[nodiscard]] std::string readWaitChannel(Pid pid);

/// Its path in cgroup v2, as seen from our own cgroup namespace.
[[nodiscard]] std::string readCgroupPath(Pid pid);

/// Its effective user, as far as signals are concerned.
[[nodiscard]] std::optional<std::uint32_t> readOwner(Pid pid);

/// How a zombie ended, before its parent reaps it; absent where we may not know.
[[nodiscard]] std::optional<WaitStatus> readZombieStatus(Pid pid);

/// All processes of the machine that we can see.
[[nodiscard]] std::vector<Pid> listProcesses();

/// Children of all its threads; absent where the kernel has no such list (CONFIG_PROC_CHILDREN).
/// One that ends meanwhile may hide another from the list.
[[nodiscard]] std::optional<std::vector<Pid>> readChildren(Pid pid);

/// User and system time of all its threads, to the nanosecond; works for zombies and needs no
/// permission (clock_getcpuclockid(3)). At a fraction of a microsecond.
[[nodiscard]] std::optional<std::chrono::nanoseconds> readCpuTime(Pid pid);

/// Start time in the ticks of ProcStat, as CLOCK_BOOTTIME.
[[nodiscard]] std::chrono::nanoseconds sinceBoot(std::uint64_t startTicks);

/// Bytes in a page of memory.
[[nodiscard]] std::uint64_t pageSize();

/// /proc/PID/stat kept open: half the price of opening it for each reading. It stays the file of
/// the process that it was opened for, whoever has the number later.
class ProcStatFile
{
public:
    ProcStatFile() = default;
    explicit ProcStatFile(Pid pid);

    [[nodiscard]] bool isOpen() const { return m_fd.isOpen(); }
    [[nodiscard]] std::optional<ProcStat> read() const;

private:
    UniqueFd m_fd{};
};

} // namespace tw
