#pragma once

#include "core/base/clock.h"
#include "core/kernel/proc_fs.h"
#include "core/tracking/process_end.h"
#include "core/tree/tree_event.h"

#include <chrono>
#include <unordered_map>
#include <vector>

namespace tw {

/// Reads what live members use. The CPU clock of a process is asked first, which takes a fraction
/// of a microsecond: one that has not run since has nothing new, and its /proc files are left
/// alone.
class ResourceSampler
{
public:
    /// At most `keptFiles` descriptors are kept open; processes beyond are read at twice the price.
    explicit ResourceSampler(const Clock& clock, std::size_t keptFiles)
        : m_clock(clock)
        , m_keptFiles(keptFiles)
    {}

    void add(ProcessKey key, Pid pid);
    void remove(ProcessKey key);

    /// Reads all members; gives those whose values changed. `youngOnly`: those never read before.
    [[nodiscard]] std::vector<Sample> read(bool youngOnly);

    /// CPU time and largest resident set as far as they were seen.
    [[nodiscard]] ProcessEnd usage(ProcessKey key) const;

    [[nodiscard]] bool isEmpty() const { return m_processes.empty(); }

private:
    struct Process
    {
        Pid pid{};
        ProcStatFile file{};
        Time readAt{};
        std::optional<std::chrono::nanoseconds> cpuTime{};
        std::uint64_t maxResidentBytes{0};
        Sample last{};
        bool wasRead{false};
    };

    bool readOne(ProcessKey key, Process& process, Time now);
    [[nodiscard]] std::optional<ProcStat> readStat(Process& process);

    const Clock& m_clock;
    std::size_t m_keptFiles;
    std::size_t m_openFiles{0};
    std::unordered_map<ProcessKey, Process> m_processes{};
};

} // namespace tw
