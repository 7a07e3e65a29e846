#pragma once

#include "core/base/clock.h"
#include "core/tracking/kept_stat_files.h"
#include "core/tracking/process_end.h"
#include "core/tree/tree_event.h"

#include <chrono>
#include <unordered_map>
#include <vector>

namespace tw {

/// Reads what live members use. The CPU clock of a process is asked first: without a descriptor, a
/// parser or a line of text it tells at a fraction of the price of any file in /proc whether the
/// process has run. One that has not has nothing new, and its files are left alone.
class ResourceSampler
{
public:
    /// At most `keptFiles` descriptors are kept open.
    explicit ResourceSampler(const Clock& clock, std::size_t keptFiles = KeptStatFiles::budget())
        : m_clock(clock)
        , m_files(keptFiles)
    {}

    void add(ProcessKey key, Pid pid);
    void remove(ProcessKey key);

    /// Reads all members; gives those whose values changed. `youngOnly`: those never read before.
    [[nodiscard]] std::vector<Sample> read(bool youngOnly);

    /// Those of the last reading that had run since the one before, or were read for the first
    /// time. What a process has to do itself, such as to change its handling of signals, none of
    /// the others has done.
    [[nodiscard]] const std::vector<ProcessKey>& ran() const { return m_ran; }

    /// CPU time and largest resident set as far as they were seen.
    [[nodiscard]] ProcessEnd usage(ProcessKey key) const;

    [[nodiscard]] bool isEmpty() const { return m_processes.empty(); }

private:
    struct Process
    {
        Pid pid{};
        Time readAt{};
        std::optional<std::chrono::nanoseconds> cpuTime{};
        std::uint64_t maxResidentBytes{0};
        Sample last{};
        bool wasRead{false};
    };

    /// True where its values changed.
    bool readOne(ProcessKey key, Process& process, Time now);
    bool readFiles(ProcessKey key, Process& process, Sample& sample);

    const Clock& m_clock;
    KeptStatFiles m_files;
    std::unordered_map<ProcessKey, Process> m_processes{};
    std::vector<ProcessKey> m_young{};
    std::vector<ProcessKey> m_ran{};
};

} // namespace tw
