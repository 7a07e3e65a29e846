#pragma once

#include "core/kernel/proc_stat.h"
#include "core/kernel/process_handles.h"

#include <cstdint>
#include <unordered_map>

namespace tw {

/// Processes whose end has been told but that nobody has waited for: scans go on seeing them, and
/// must not take them for others. Owned by the TreeRecorder.
class ToldZombies
{
public:
    /// To be called at each end, before the handle is closed.
    void remember(Pid pid, const ProcessHandles::Handle& handle);

    [[nodiscard]] bool contains(const ProcStat& scanned) const;

    /// Lets go of those that have been waited for.
    void forgetReaped();

private:
    /// With their start times.
    std::unordered_map<Pid, std::uint64_t> m_startTicks{};
};

} // namespace tw
