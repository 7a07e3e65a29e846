#include "core/base/duration.h"

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include <fmt/format.h>

namespace tw {

using namespace std::chrono_literals;

namespace {

constexpr double kLongest = 1e12; // milliseconds: 31 years, far from any overflow

constexpr std::array<std::pair<std::string_view, double>, 5> kUnits{
    {{"ms", 1.0}, {"s", 1e3}, {"m", 60e3}, {"h", 3600e3}, {"", 1e3}}};

} // namespace

Result<std::chrono::milliseconds> parseDuration(std::string_view text)
{
    double number = 0;
    const auto [end, error]
        = std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
    const std::string_view unit{end, static_cast<std::size_t>(text.data() + text.size() - end)};
    if (error == std::errc{} && !std::signbit(number)) {
        for (const auto& [name, factor] : kUnits) {
            if (unit == name && number * factor < kLongest) {
                return std::chrono::milliseconds{std::llround(number * factor)};
            }
        }
    }
    return failure(fmt::format(
        "read '{}' as a duration: write 250ms, 5s, 2m, 1h or a number of seconds", text));
}

std::string formatDuration(std::chrono::milliseconds duration)
{
    if (duration % 1000ms != 0ms) {
        return fmt::format("{}ms", duration.count());
    }
    return fmt::format("{}s", duration / 1s);
}

std::string describeDuration(std::chrono::nanoseconds duration)
{
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(duration).count();
    if (duration < 100ms) {
        return fmt::format("{} ms", duration / 1ms);
    }
    if (duration < 10s) {
        return fmt::format("{}.{} s", duration / 1s, duration % 1s / 100ms);
    }
    if (seconds < 60) {
        return fmt::format("{} s", seconds);
    }
    if (seconds < 3600) {
        return fmt::format("{}m {:02}s", seconds / 60, seconds % 60);
    }
    return fmt::format("{}h {:02}m", seconds / 3600, seconds % 3600 / 60);
}

} // namespace tw
