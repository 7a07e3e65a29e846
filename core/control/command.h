#pragma once

#include "core/base/process_key.h"
#include "core/control/ladder.h"

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

/// Something a person asks for. Its effect comes back as events; `id`, chosen by the asker, comes
/// back with the answer that says whether it could be begun.
struct Command
{
    std::uint64_t id{0};
    std::variant<LaunchCommand, StopCommand> what{};

    bool operator==(const Command&) const = default;
};

} // namespace tw
