#pragma once

#include "core/base/clock.h"
#include "core/base/output_stream.h"
#include "core/control/stop_event.h"
#include "core/output/line.h"
#include "core/traces/trace.h"
#include "core/tree/tree_event.h"

#include <cstdint>
#include <optional>
#include <variant>

namespace tw {

/// A stack trace was found in what a launch wrote.
struct TraceFound
{
    TraceId id{};
    LaunchId launch{};
    OutputStream stream{OutputStream::Stderr};
    /// Who wrote it, where only one process can have.
    std::optional<ProcessKey> process{};
    Trace trace{};

    bool operator==(const TraceFound&) const = default;
};

/// Everything that can happen in a session: one alternative more is one codec function more.
using EventBody = std::variant<TreeEvent,
                               StopBegan,
                               StepTaken,
                               StepWaiting,
                               StopEnded,
                               OutputGrew,
                               StreamEnded,
                               TraceFound>;

/// What happened, in the order in which it became known. `sequence` counts from 1 without a gap.
struct Event
{
    std::uint64_t sequence{0};
    Time time{};
    EventBody body{};

    bool operator==(const Event&) const = default;
};

} // namespace tw
