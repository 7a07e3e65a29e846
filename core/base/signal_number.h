#pragma once

#include "core/base/result.h"

#include <compare>
#include <string>
#include <string_view>

namespace tw {

/// A signal, as in signal(7).
struct SignalNumber
{
    int value{0};

    auto operator<=>(const SignalNumber&) const = default;

    /// "SIGINT"; "SIGRTMIN+3" for real-time signals; "signal 99" for what the kernel does not have.
    [[nodiscard]] std::string name() const;

    /// Reads "SIGINT", "INT", "sigint", "SIGRTMIN+3", "2", and whatever name() writes.
    [[nodiscard]] static Result<SignalNumber> parse(std::string_view text);
};

} // namespace tw
