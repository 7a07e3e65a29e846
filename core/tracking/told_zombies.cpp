#include "core/tracking/told_zombies.h"

#include "core/kernel/proc_fs.h"

namespace tw {

void ToldZombies::remember(Pid pid, const ProcessHandles::Handle& handle)
{
    if (handle.pidfd.isOpen() && !handle.pidfd.isPresent()) {
        return;
    }
    const auto stat = readProcStat(pid);
    const bool isIt = stat && (!handle.startTicks || stat->startTicks == *handle.startTicks);
    if (isIt && (stat->state == 'Z' || stat->state == 'X')) {
        m_startTicks[pid] = stat->startTicks;
    }
}

bool ToldZombies::contains(const ProcStat& scanned) const
{
    const auto found = m_startTicks.find(scanned.pid);
    return found != m_startTicks.end() && found->second == scanned.startTicks;
}

void ToldZombies::forgetReaped()
{
    std::erase_if(m_startTicks, [](const auto& zombie) {
        const auto stat = readProcStat(zombie.first);
        return !stat || stat->startTicks != zombie.second;
    });
}

} // namespace tw
