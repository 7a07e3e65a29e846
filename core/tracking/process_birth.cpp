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

ProcessHandles::Handle openHandle(Pid pid, std::chrono::nanoseconds born)
{
    ProcessHandles::Handle handle{pid, {}, {}};
    auto opened = Pidfd::open(pid);
    const bool isLate = monotonicNow() - born > kFresh;
    const bool isScarce = !opened && opened.error().code != ESRCH;
    if (isLate || isScarce) {
        const auto stat = readProcStat(pid);
        if (!stat || startOf(*stat) > born + kStartSlack) {
            return handle;
        }
        handle.startTicks = stat->startTicks;
    }
    if (opened) {
        handle.pidfd = std::move(*opened);
    }
    return handle;
}

} // namespace tw
