#include "core/tracking/process_end.h"

#include "core/kernel/child_wait.h"
#include "core/kernel/own_process.h"
#include "core/kernel/proc_fs.h"

namespace tw {

namespace {

/// The status that the source told, where it is the group's for certain.
std::optional<WaitStatus> toldStatus(const Member& member)
{
    return member.isStatusDoubtful ? std::nullopt : member.leaderStatus;
}

// The kernel counts into ru_maxrss what a process was before its exec (for a root: ourselves) and
// its children. What is larger than we ever were, in a root that waited for no child, is its own.
std::optional<std::uint64_t>
ownPeak(const Member& member, const std::optional<ProcStat>& zombie, const ReapedChild& reaped)
{
    const bool isOwn = member.isRoot && zombie && zombie->childFaults == 0
                       && reaped.maxResidentBytes > ownMaxResidentBytes();
    return isOwn ? std::optional{reaped.maxResidentBytes} : std::nullopt;
}

ProcessEnd examineByPid(const Member& member, const ProcessHandles::Handle& handle)
{
    ProcessEnd end;
    const auto stat = handle.startTicks ? readProcStat(member.pid) : std::nullopt;
    const bool isStillIt = stat && stat->startTicks == *handle.startTicks && stat->state == 'Z';
    if (isStillIt) {
        end.cpuTime = readCpuTime(member.pid);
        if (const auto reaped = reap(member.pid)) {
            end.status = reaped->status;
            return end;
        }
    }
    end.status = toldStatus(member);
    if (!end.status && isStillIt) {
        end.status = readZombieStatus(member.pid);
    }
    return end;
}

} // namespace

bool hasEnded(const Member& member, const ProcessHandles::Handle& handle)
{
    if (handle.pidfd.isOpen()) {
        return handle.pidfd.hasExited();
    }
    if (member.isGone) {
        return true;
    }
    const auto stat = readProcStat(member.pid);
    if (!stat || (handle.startTicks && stat->startTicks != *handle.startTicks)) {
        return true;
    }
    return stat->state == 'Z' && stat->threads <= 1;
}

ProcessEnd examineEnd(const Member& member, const ProcessHandles::Handle& handle)
{
    if (!handle.pidfd.isOpen()) {
        return examineByPid(member, handle);
    }
    ProcessEnd end;
    const auto cpuTime = readCpuTime(member.pid);
    const auto zombie = member.isRoot ? readProcStat(member.pid) : std::nullopt;
    if (const auto reaped = reap(handle.pidfd)) {
        // Nobody else could have reaped it: the number was its own while we read.
        end.status = reaped->status;
        end.cpuTime = cpuTime;
        end.maxResidentBytes = ownPeak(member, zombie, *reaped);
        return end;
    }
    const auto facts = handle.pidfd.facts();
    end.status = facts ? facts->exit : std::nullopt;
    const bool wasZombie
        = facts ? facts->parent.has_value() && !facts->exit : handle.pidfd.isPresent();
    if (wasZombie) {
        end.cpuTime = cpuTime;
    }
    if (!end.status) {
        end.status = toldStatus(member);
    }
    if (!end.status) {
        const auto read = readZombieStatus(member.pid);
        // Had it been reaped meanwhile, this could be of another process with its number.
        end.status = handle.pidfd.isPresent() ? read : handle.pidfd.exitInfo();
    }
    return end;
}

} // namespace tw
