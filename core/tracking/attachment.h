#pragma once

#include "core/base/result.h"
#include "core/kernel/proc_stat.h"
#include "core/kernel/process_handles.h"
#include "core/tracking/launch_register.h"
#include "core/tracking/member_table.h"
#include "core/tracking/process_scan.h"
#include "core/tracking/program_reader.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tw {

/// A process that runs already, looked at and held so that it stays the same, before it becomes the
/// root of a tree that is only watched.
struct Attachment
{
    ProcStat stat{};
    ProcessHandles::Handle handle{};
    Program program{};
    /// Empty where it may not be read.
    std::string cwd{};
};

/// Fails where there is nothing to watch: no such process, one that has ended, another one than
/// `startTicks` says, a thread, the kernel's own, or ourselves.
[[nodiscard]] Result<Attachment> findAttachment(Pid pid, std::optional<std::uint64_t> startTicks);

/// The members from which scans must start to see all of the trees that are only watched: those
/// whose parent is no member. They do not become our children when their parents end.
[[nodiscard]] std::vector<Pid> attachedTops(MemberTable& members, const LaunchRegister& launches);

/// The scan with the process itself in front.
[[nodiscard]] ProcessScan withTop(Pid top, ProcessScan scan);

} // namespace tw
