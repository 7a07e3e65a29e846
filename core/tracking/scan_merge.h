#pragma once

#include "core/tracking/launch_register.h"
#include "core/tracking/process_scan.h"
#include "core/tracking/tree_writer.h"

#include <chrono>
#include <optional>

namespace tw {

/// What a scan means for the trees: members that nobody knew, pids that are another's now, execs.
/// Owned by the TreeRecorder.
class ScanMerge
{
public:
    ScanMerge(TreeWriter& writer, LaunchRegister& launches) : m_writer(writer), m_launches(launches)
    {}

    void merge(const ProcessScan& scan);

    /// The same for the first look at a tree that is only watched, which began at `since`
    /// (CLOCK_MONOTONIC): whoever was born until then is told as found.
    void mergeFound(const ProcessScan& scan, std::chrono::nanoseconds since);

private:
    void mergeOne(const ProcStat& stat, std::chrono::nanoseconds began);
    Member* bearFound(const ProcStat& stat, std::chrono::nanoseconds began);
    [[nodiscard]] std::optional<ProcessKey> creatorOf(const ProcStat& stat);

    TreeWriter& m_writer;
    LaunchRegister& m_launches;
    /// Set during mergeFound().
    std::optional<std::chrono::nanoseconds> m_foundUntil{};
};

} // namespace tw
