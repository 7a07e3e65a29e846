#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace tw {

/// A number that means one thing only; `Tag` keeps the kinds apart.
template <typename Tag>
struct Id
{
    std::uint64_t value{0};

    auto operator<=>(const Id&) const = default;
};

/// One process of this session, counted from 1 in order of birth. Unlike a pid it is never used
/// twice.
using ProcessKey = Id<struct ProcessKeyTag>;

/// One launched command and all its descendants, counted from 1.
using LaunchId = Id<struct LaunchIdTag>;

/// One stop (a ladder that was climbed, or a single signal), counted from 1.
using StopId = Id<struct StopIdTag>;

/// One stack trace found in output, counted from 1.
using TraceId = Id<struct TraceIdTag>;

/// A process id as the kernel numbers it, in our own pid namespace. For people to read and for
/// core/kernel to open; never enough to send a signal.
struct Pid
{
    int value{0};

    auto operator<=>(const Pid&) const = default;
};

} // namespace tw

template <typename Tag>
struct std::hash<tw::Id<Tag>>
{
    std::size_t operator()(tw::Id<Tag> id) const noexcept
    {
        return std::hash<std::uint64_t>{}(id.value);
    }
};

template <>
struct std::hash<tw::Pid>
{
    std::size_t operator()(tw::Pid pid) const noexcept { return std::hash<int>{}(pid.value); }
};
