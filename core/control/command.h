#pragma once

#include "core/base/process_key.h"
#include "core/control/ladder.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tw {

/// A variable to set in a command's environment, or to remove where `value` is absent.
struct EnvironmentChange
{
    std::string name{};
    std::optional<std::string> value{};

    bool operator==(const EnvironmentChange&) const = default;
};

/// Start a command as the root of a new tree.
struct LaunchCommand
{
    /// argv; the program is looked up in PATH as a shell does where it has no slash.
    std::vector<std::string> argv{};
    /// Working directory; the agent's own where empty.
    std::string cwd{};
    std::vector<EnvironmentChange> environment{};

    bool operator==(const LaunchCommand&) const = default;
};

/// Climb a ladder against a process or its tree. A single signal is a ladder of one step.
struct StopCommand
{
    ProcessKey target{};
    Ladder ladder{};

    bool operator==(const StopCommand&) const = default;
};

/// Watch a running process and everything below it as a tree of its own. Nothing is captured.
struct AttachCommand
{
    Pid pid{};
    /// Field 22 of /proc/PID/stat when it was chosen; refused where the number means another
    /// process by now. Absent: whoever has the number.
    std::optional<std::uint64_t> startTicks{};

    bool operator==(const AttachCommand&) const = default;
};

/// Take a running stop to its next step at once.
struct SkipStepCommand
{
    StopId stop{};

    bool operator==(const SkipStepCommand&) const = default;
};

/// Wait longer for the step in force.
struct ExtendStepCommand
{
    StopId stop{};
    std::chrono::milliseconds by{0};

    bool operator==(const ExtendStepCommand&) const = default;
};

/// Something a person asks for. Its effect comes back as events; `id`, chosen by the asker, comes
/// back with the answer that says whether it could be begun.
struct Command
{
    std::uint64_t id{0};
    std::variant<LaunchCommand, StopCommand, AttachCommand, SkipStepCommand, ExtendStepCommand>
        what{};

    bool operator==(const Command&) const = default;
};

} // namespace tw
