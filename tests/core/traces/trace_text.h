#pragma once

#include "core/traces/trace.h"

#include <cstddef>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace tw {

/// A trace as indented text: what fixtures hold and failed comparisons show.
[[nodiscard]] std::string textOf(const Trace& trace, std::size_t depth = 0);
/// In order of their first lines: writers that share a stream end theirs in any order.
[[nodiscard]] std::string textOf(std::vector<Trace> traces);

/// The bytes of a file; empty where it cannot be read.
[[nodiscard]] std::string readBytes(const std::string& path);

[[nodiscard]] std::vector<std::string_view> linesOf(std::string_view bytes);

/// What a scanner finds in the whole text, fed line by line at one moment.
[[nodiscard]] std::vector<Trace> scan(std::string_view bytes);

/// The same with the text in chunks of random size, put together to lines as a capture does, and
/// with pauses between the lines that are shorter than those that end a trace.
[[nodiscard]] std::vector<Trace> scanInPieces(std::string_view bytes, std::mt19937& random);

} // namespace tw
