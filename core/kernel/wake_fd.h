#pragma once

#include "core/base/result.h"
#include "core/base/unique_fd.h"

#include <chrono>
#include <initializer_list>
#include <optional>
#include <utility>

namespace tw {

/// Wakes one thread from another: a descriptor that is readable from wake() to acknowledge()
/// (eventfd(2)). Both may be called from any thread.
class WakeFd
{
public:
    [[nodiscard]] static Result<WakeFd> open();

    void wake() const;
    void acknowledge() const;

    [[nodiscard]] int fd() const { return m_fd.get(); }

private:
    explicit WakeFd(UniqueFd fd) : m_fd(std::move(fd)) {}

    UniqueFd m_fd{};
};

/// Blocks until one of them is readable, or the time is over; for threads that have no loop.
void awaitReadable(std::initializer_list<int> fds,
                   std::optional<std::chrono::nanoseconds> longest = std::nullopt);

} // namespace tw
