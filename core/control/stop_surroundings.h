#pragma once

#include "core/base/clock.h"
#include "core/control/process_condition.h"
#include "core/control/signal_sender.h"
#include "core/control/stop_event.h"
#include "core/tree/process_tree.h"

#include <functional>
#include <string>
#include <variant>

namespace tw {

/// What a stop tells of itself.
using StopEvent = std::variant<StopBegan, StepTaken, StepWaiting, StopEnded>;
/// Told at once, from within the call that caused it; must not call the stop back.
using StopSink = std::function<void(Time, StopEvent)>;

/// What a stop looks at and acts through; all of it outlives the stop.
struct StopSurroundings
{
    const ProcessTree& tree;
    SignalSender& sender;
    ProcessInspector& inspector;
    StopSink sink{};
    /// Told as a whole sentence where a stop may have missed somebody whom it cannot name.
    std::function<void(const std::string&)> warn{};
};

} // namespace tw
