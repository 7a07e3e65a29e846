#pragma once

#include "core/base/result.h"
#include "core/tracking/tracking_choice.h"
#include "core/tracking/tracking_source.h"

#include <memory>

namespace tw {

/// The best source that the kernel allows us, or the one asked for. Its reason says why it is not a
/// better one.
[[nodiscard]] Result<std::unique_ptr<TrackingSource>> chooseSource(TrackingChoice choice);

} // namespace tw
