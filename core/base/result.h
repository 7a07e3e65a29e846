#pragma once

#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace tw {

/// An expected failure. `code` is an errno value, or 0 where no system call was involved.
/// `message` completes "cannot …" and names the call and the object it was made on.
struct Error
{
    int code{0};
    std::string message{};

    bool operator==(const Error&) const = default;
};

template <typename T>
using Result = tl::expected<T, Error>;

/// The current errno as an error: "<what>: No such file or directory".
[[nodiscard]] tl::unexpected<Error> systemError(std::string_view what);

/// An errno value that was kept, as an error.
[[nodiscard]] tl::unexpected<Error> systemError(std::string_view what, int errnoValue);

/// A failure that no system call reported.
[[nodiscard]] tl::unexpected<Error> failure(std::string message);

} // namespace tw
