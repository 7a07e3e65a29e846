#pragma once

#include "core/base/clock.h"
#include "core/base/process_key.h"
#include "core/base/signal_number.h"
#include "core/control/ladder.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tw {

/// Who or what asked for a stop.
enum class StopReason
{
    User,    ///< a person, or a signal sent to twrun
    Leak,    ///< the command had ended and left processes behind
    Hangup,  ///< the terminal or the window went away
    Timeout, ///< the command had run for as long as it may
    Idle,    ///< the tree had written nothing for as long as it may
};

/// "user", "leak", "hangup", "timeout" or "idle".
constexpr const char* stopReasonName(StopReason reason)
{
    switch (reason) {
    case StopReason::User:
        return "user";
    case StopReason::Leak:
        return "leak";
    case StopReason::Hangup:
        return "hangup";
    case StopReason::Timeout:
        return "timeout";
    case StopReason::Idle:
        break;
    }
    return "idle";
}

/// A stop began: a ladder is climbed against a process or its tree.
struct StopBegan
{
    StopId stop{};
    ProcessKey target{};
    Ladder ladder{};
    StopReason reason{StopReason::User};

    bool operator==(const StopBegan&) const = default;
};

/// How long the step in force is waited for. Told when the step is taken, and again whenever the
/// wait is cut short or extended.
struct StepWaiting
{
    StopId stop{};
    /// Index into the ladder.
    std::uint32_t step{0};
    Time until{};

    bool operator==(const StepWaiting&) const = default;
};

/// What became of one signal for one process.
enum class StepResult
{
    Delivered,
    Gone,    ///< it had ended already
    Refused, ///< see the error
};

/// "delivered", "gone" or "refused".
constexpr const char* stepResultName(StepResult result)
{
    switch (result) {
    case StepResult::Delivered:
        return "delivered";
    case StepResult::Gone:
        return "gone";
    case StepResult::Refused:
        break;
    }
    return "refused";
}

/// One signal was sent to one process as part of a stop.
struct StepTaken
{
    StopId stop{};
    SignalNumber signal{};
    ProcessKey key{};
    Pid pid{};
    StepResult result{StepResult::Delivered};
    /// Why it was refused.
    std::optional<std::string> error{};

    bool operator==(const StepTaken&) const = default;
};

/// A process that is still alive when a stop is over.
struct Survivor
{
    ProcessKey key{};
    Pid pid{};
    /// "ignores SIGINT", "blocks SIGTERM", "stopped", "in uninterruptible sleep", "belongs to
    /// another user", …
    std::string reason{};

    bool operator==(const Survivor&) const = default;
};

/// A stop is over: its set is empty, or its last wait has passed.
struct StopEnded
{
    StopId stop{};
    std::vector<Survivor> survivors{};

    bool operator==(const StopEnded&) const = default;
};

} // namespace tw
