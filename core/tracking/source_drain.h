#pragma once

#include "core/tracking/process_scan.h"
#include "core/tracking/tracking_source.h"
#include "core/tracking/tree_recorder.h"

#include <chrono>
#include <cstddef>

namespace tw {

/// Brings what the source has to the recorder. Owned by the Tracker.
class SourceDrain
{
public:
    SourceDrain(TrackingSource& source, TreeRecorder& recorder)
        : m_source(source)
        , m_recorder(recorder)
    {}

    /// Reads and applies all that the source has; false where it was cut short to let the loop
    /// turn.
    bool drain();

private:
    [[nodiscard]] bool applyUntil(std::chrono::nanoseconds until);
    void scan(ProcessScan found);
    void findLost();

    TrackingSource& m_source;
    TreeRecorder& m_recorder;
    SourceBatch m_batch{}; // read, not yet applied from m_next on
    std::size_t m_next{0};
};

} // namespace tw
