#include "core/tracking/process_birth.h"

#include "core/kernel/own_process.h"
#include "core/kernel/proc_fs.h"

#include <cerrno>
#include <utility>

namespace tw {

using namespace std::chrono_literals;

namespace {

// Later than this the pid of a fork event may have been given away already.
constexpr auto kFresh = 100ms;
// Start times in /proc are rounded down to ticks of 10 ms, and taken before the event is dated.
constexpr auto kStartSlack = 30ms;

} // namespace

std::chrono::nanoseconds startOf(const ProcStat& stat)
{
    return sinceBoot(stat.startTicks) + monotonicNow() - bootTimeNow();
}

OpenedHandle openHandle(Pid pid, std::chrono::nanoseconds born)
{
    OpenedHandle result{{pid, {}, {}}, false};
    auto opened = Pidfd::open(pid);
    if (!opened && opened.error().code == ESRCH) {
        result.isGone = true;
        return result;
    }
    if (!opened || monotonicNow() - born > kFresh) {
        const auto stat = readProcStat(pid);
        if (!stat || startOf(*stat) > born + kStartSlack) {
            return result;
        }
        result.handle.startTicks = stat->startTicks;
    }
    if (opened) {
        result.handle.pidfd = std::move(*opened);
    }
    return result;
}

} // namespace tw
