#pragma once

#include "core/base/clock.h"
#include "core/base/output_stream.h"
#include "core/base/process_key.h"

#include <cstdint>
#include <string>
#include <vector>

namespace tw {

/// One captured line, without its line feed. `bytes` are raw: any encoding, escapes and NUL
/// included.
struct Line
{
    /// Position in the launch's log, both streams together in order of arrival, from 0.
    std::uint64_t index{0};
    /// Number within its stream, from 1.
    std::uint64_t number{0};
    OutputStream stream{OutputStream::Stdout};
    /// When its first byte arrived.
    Time time{};
    std::string bytes{};
    /// False while no line feed has arrived: it may still grow.
    bool complete{true};

    bool operator==(const Line&) const = default;
};

/// More output of a launch was stored. Sent once a turn of the loop, and before a process ends or a
/// trace is found in it.
struct OutputGrew
{
    LaunchId launch{};
    /// Lines in the launch's log now; lines below `firstChanged` are as they were.
    std::uint64_t lines{0};
    std::uint64_t firstChanged{0};
    std::uint64_t stdoutBytes{0};
    std::uint64_t stderrBytes{0};
    /// How many of these bytes are kept nowhere, because they could not be written.
    std::uint64_t droppedBytes{0};

    bool operator==(const OutputGrew&) const = default;
};

/// A stream will give no more bytes, or is no longer waited for.
struct StreamEnded
{
    LaunchId launch{};
    OutputStream stream{OutputStream::Stdout};
    /// Live processes that hold the other end: what they write from now on is not captured.
    std::vector<Pid> heldBy{};

    bool operator==(const StreamEnded&) const = default;
};

} // namespace tw
