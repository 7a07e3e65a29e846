#pragma once

#include "ui/models/process_families.h"

#include <QString>

namespace tw {

// The cells of a row that stands for many ended children of one process.

/// "348 ended children".
[[nodiscard]] QString foldedName(std::size_t children);

/// "341 exit 0 · 7 exit 1": the most frequent first.
[[nodiscard]] QString foldedStatus(const EndTally& tally);

[[nodiscard]] QString foldedToolTip(const EndTally& tally);

} // namespace tw
