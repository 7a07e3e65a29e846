#pragma once

#include "core/base/result.h"

#include <string>
#include <string_view>

namespace tw {

/// Makes `bytes` the content of the file. A regular file, or one that does not exist yet, is
/// replaced in one step (a new file beside it, then rename(2)), so that a reader sees the old or
/// the new content, never a part. What a link, a fifo, a terminal or another special file leads
/// to is written to directly: it must stay what it is.
[[nodiscard]] Result<void> writeFile(const std::string& path, std::string_view bytes);

} // namespace tw
