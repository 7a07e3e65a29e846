#pragma once

#include "core/traces/trace.h"

#include <QString>

namespace tw {

/// A frame of a runtime or an installed package, not of the user's own code.
[[nodiscard]] bool isLibraryFrame(const Frame& frame);

/// "pool.py:33 in work", as far as it is known.
[[nodiscard]] QString frameText(const Frame& frame);

/// The file's name without its folders, and the line: "pool.py:33".
[[nodiscard]] QString framePlace(const Frame& frame);

} // namespace tw
