#pragma once

#include "core/traces/trace.h"

#include <QString>

#include <string_view>

namespace tw {

/// Whether a source file belongs to a runtime or an installed package, not to the user's own code.
[[nodiscard]] bool isLibraryFile(std::string_view file);

/// The innermost frame of the user's own code, in the trace or in its parts; the innermost of all
/// where every frame is a library's; nullptr without frames.
[[nodiscard]] const Frame* topOwnFrame(const Trace& trace);

/// "pool.py:33 in work", as far as it is known.
[[nodiscard]] QString frameText(const Frame& frame);

/// The file's name without its folders, and the line: "pool.py:33".
[[nodiscard]] QString framePlace(const Frame& frame);

} // namespace tw
