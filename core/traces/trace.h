#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tw {

/// One call in a stack trace.
struct Frame
{
    std::string function{};
    std::string file{};
    std::optional<std::uint32_t> line{};
    /// How many more times it stood there in a row ("[Previous line repeated 3 more times]").
    std::uint32_t repeated{0};

    bool operator==(const Frame&) const = default;
};

/// What a part of a trace is to the trace it belongs to.
enum class TraceRelation
{
    None,    ///< a whole trace
    Cause,   ///< raised from it
    Context, ///< being handled when it was raised
    Suppressed,
    Member,      ///< of an exception group
    RemoteCause, ///< raised in another process and carried over
    Thread,
    Goroutine,
    Part,
};

/// "cause", "remote-cause", …, as the report names them; empty for None.
[[nodiscard]] std::string_view relationName(TraceRelation relation);

/// A stack trace as it was found in output. Frames stand innermost first, whatever the runtime
/// prints.
struct Trace
{
    /// "python", "java", …
    std::string runtime{};
    /// The exception that escaped: its type as printed, and its message without the type.
    std::string type{};
    std::string message{};
    std::vector<Frame> frames{};
    TraceRelation relation{TraceRelation::None};
    std::vector<Trace> children{};
    /// Lines of its stream, counted from 1, both inclusive, with all children.
    std::uint64_t firstLine{0};
    std::uint64_t lastLine{0};
    /// False where its start or end is missing (cut off, interleaved, or over a bound).
    bool complete{true};
    /// The thread or process that it names itself ("MainThread", "Process-2"), empty where it does
    /// not.
    std::string writer{};

    bool operator==(const Trace&) const = default;
};

} // namespace tw
