#pragma once

#include "core/base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace tw {

/// Splits a command line into words as a POSIX shell does: blanks separate; single quotes keep
/// everything, double quotes everything but backslash, `"`, `$` and a backquote after a backslash.
/// Nothing is expanded. Fails on a quote that is not closed or a backslash at the end.
[[nodiscard]] Result<std::vector<std::string>> splitShellWords(std::string_view line);

/// `words` as one command line that splitShellWords() reads back.
[[nodiscard]] std::string joinShellWords(const std::vector<std::string>& words);

} // namespace tw
