#pragma once

#include "core/traces/trace_detector.h"

#include <memory>
#include <vector>

namespace tw {

/// One detector of every kind, in the order in which they are asked. A new runtime is a file with
/// its detector, a line here, and its first bytes in the prefilter.
[[nodiscard]] std::vector<std::unique_ptr<TraceDetector>> makeDetectors(const TraceSink& sink);

} // namespace tw
