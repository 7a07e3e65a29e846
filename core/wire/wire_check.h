#pragma once

#include "core/base/clock.h"
#include "core/base/process_key.h"
#include "core/base/result.h"
#include "core/base/signal_number.h"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

namespace tw {

/// Judges what one decoder reads. Values are read on after something was wrong; whoever began asks
/// at the end, and throws the values away if there is an error. Of several the first is kept.
class WireCheck
{
public:
    /// `what` completes "read a message: ".
    void require(bool holds, std::string_view what);

    /// A newer program wrote something that has no meaning here.
    void foundUnknown(std::string_view what);

    [[nodiscard]] Pid pid(std::uint32_t number);
    [[nodiscard]] SignalNumber signal(std::uint32_t number);
    [[nodiscard]] std::chrono::milliseconds wait(std::uint64_t count);
    [[nodiscard]] std::chrono::nanoseconds cpuTime(std::uint64_t count);

    [[nodiscard]] const std::optional<Error>& error() const { return m_error; }

private:
    std::optional<Error> m_error{};
};

/// Which of our enum values is which of the schema's.
template <typename Ours, typename Wire, std::size_t N>
using EnumTable = std::array<std::pair<Ours, Wire>, N>;

template <typename Ours, typename Wire, std::size_t N>
[[nodiscard]] Wire toWire(const EnumTable<Ours, Wire, N>& table, Ours value)
{
    for (const auto& [ours, wire] : table) {
        if (ours == value) {
            return wire;
        }
    }
    return Wire{};
}

/// `what` names the enum in the error for a value that the table lacks.
template <typename Ours, typename Wire, std::size_t N>
[[nodiscard]] Ours
fromWire(const EnumTable<Ours, Wire, N>& table, Wire value, WireCheck& check, std::string_view what)
{
    for (const auto& [ours, wire] : table) {
        if (wire == value) {
            return ours;
        }
    }
    check.require(false, what);
    return table.front().first;
}

[[nodiscard]] inline std::int64_t toWire(Time time)
{
    return time.time_since_epoch().count();
}

[[nodiscard]] inline std::uint32_t toWire(Pid pid)
{
    return static_cast<std::uint32_t>(pid.value);
}

[[nodiscard]] inline Time timeFromWire(std::int64_t nanoseconds)
{
    return Time{std::chrono::nanoseconds{nanoseconds}};
}

} // namespace tw
