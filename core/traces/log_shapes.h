#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tw {

/// Remembers how the last ordinary lines of a lane began, so that a log line that follows an
/// exception of many lines is not taken for its text. Runs of letters and of digits count as one
/// character each: "12:00:01 INFO" and "9:30:59 WARNING" have one shape.
class LogShapes
{
public:
    void remember(std::string_view text);
    [[nodiscard]] bool knows(std::string_view text) const;

private:
    [[nodiscard]] static std::uint32_t shapeOf(std::string_view text);

    static constexpr std::size_t kRemembered = 64;
    std::array<std::uint32_t, kRemembered> m_shapes{};
    std::size_t m_next{0};
};

} // namespace tw
