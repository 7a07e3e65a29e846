#include "core/tracking/attachment.h"

#include "core/kernel/own_process.h"
#include "core/kernel/proc_fs.h"

#include <cerrno>
#include <utility>

#include <fmt/format.h>

namespace tw {

namespace {

tl::unexpected<Error> refuse(Pid pid, std::string_view why)
{
    return failure(fmt::format("attach to process {}: {}", pid.value, why));
}

} // namespace

Result<Attachment> findAttachment(Pid pid, std::optional<std::uint64_t> startTicks)
{
    if (pid == ownPid()) {
        return refuse(pid, "that is this program itself");
    }
    Attachment found;
    // Opened first and looked at afterwards: what is read then is of the one that is held.
    auto pidfd = Pidfd::open(pid);
    auto stat = pid.value > 0 ? readProcStat(pid) : std::nullopt;
    if (!stat) {
        return refuse(pid, "there is no such process");
    }
    if (!pidfd) {
        // pidfd_open(2) of a thread's number; newer kernels say ENOENT.
        const int code = pidfd.error().code;
        const bool isThread = code == EINVAL || code == ENOENT;
        return refuse(pid,
                      isThread ? "that is a thread of another process" : pidfd.error().message);
    }
    if (startTicks && *startTicks != stat->startTicks) {
        return refuse(pid, "another process has that number now");
    }
    if (stat->isKernelThread) {
        return refuse(pid, "that is a thread of the kernel");
    }
    found.program = readProgram(pid);
    found.cwd = readWorkingDirectory(pid);
    if (pidfd->hasExited()) {
        return refuse(pid, "it has ended");
    }
    found.handle = {pid, std::move(*pidfd), stat->startTicks};
    found.stat = std::move(*stat);
    return found;
}

std::vector<Pid> attachedTops(MemberTable& members, const LaunchRegister& launches)
{
    std::vector<Pid> tops;
    if (!launches.hasAttached()) {
        return tops;
    }
    for (const ProcessKey key : members.keys()) {
        const Member& member = *members.find(key);
        if (launches.isAttached(member.launch) && members.find(member.parent) == nullptr) {
            tops.push_back(member.pid);
        }
    }
    return tops;
}

ProcessScan withTop(Pid top, ProcessScan scan)
{
    if (auto stat = readProcStat(top)) {
        scan.processes.insert(scan.processes.begin(), std::move(*stat));
    }
    return scan;
}

} // namespace tw
