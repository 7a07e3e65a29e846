#pragma once

#include "core/traces/trace.h"

#include <string_view>

namespace tw {

/// Whether a source file belongs to a runtime or an installed package, not to the user's own code.
[[nodiscard]] bool isLibraryFile(std::string_view file);

/// The innermost frame of the user's own code, in the trace or in its parts; the innermost of all
/// where every frame is a library's; nullptr without frames.
[[nodiscard]] const Frame* ownFrame(const Trace& trace);

} // namespace tw
