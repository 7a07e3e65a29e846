#pragma once

#include "core/base/wait_status.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tw {

/// The words of a line, spaces between them left out.
[[nodiscard]] std::vector<std::string> splitWords(std::string_view line);

/// The lines of a text that hold more than spaces.
[[nodiscard]] std::vector<std::string> splitLines(std::string_view text);

/// The words from `first` on, joined by single spaces.
[[nodiscard]] std::string joinFrom(const std::vector<std::string>& words, std::size_t first);

/// Reads `exit 3`, `SIGKILL` or `SIGSEGV core`; anything else is an unknown status.
[[nodiscard]] std::optional<WaitStatus> parseStatus(const std::vector<std::string>& words,
                                                    std::size_t first);

} // namespace tw
