#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tw {

/// What a tool puts before every line of one writer: "web-1  | ", "[1,0]<stderr>:",
/// "12:00:01.5 worker.2 | ". Digits of times match any digits; all other bytes, those of ranks and
/// pids among them, match themselves and so tell writers apart.
class LanePrefix
{
public:
    explicit LanePrefix(std::string_view sample);

    /// Length of the prefix of this line. A tool may have cut the blanks that end a line.
    [[nodiscard]] std::optional<std::size_t> match(std::string_view line) const;

private:
    /// The sample, with one kAnyDigits for each run of digits that is part of a time.
    std::string m_pattern{};
};

} // namespace tw
