#pragma once

#include "core/base/result.h"

#include <chrono>
#include <string>
#include <string_view>

namespace tw {

/// Reads `250ms`, `5s`, `2m`, `1h` or a plain number of seconds (`1.5` is allowed with any unit).
[[nodiscard]] Result<std::chrono::milliseconds> parseDuration(std::string_view text);

/// What parseDuration() reads back: "250ms", "5s", "90s".
[[nodiscard]] std::string formatDuration(std::chrono::milliseconds duration);

/// For people: "35 ms", "0.8 s", "41 s", "2m 13s", "1h 05m".
[[nodiscard]] std::string describeDuration(std::chrono::nanoseconds duration);

} // namespace tw
