#pragma once

#include "core/base/result.h"
#include "core/control/command.h"
#include "core/output/line.h"
#include "core/stream/event.h"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tw {

/// The first message of either side. A side that reads another version says so and ends.
struct Hello
{
    static constexpr std::uint32_t kVersion = 1;

    std::uint32_t version{kVersion};
    /// "treewarden-agent 0.1.0"
    std::string program{};
    std::string host{};
    Pid pid{};

    bool operator==(const Hello&) const = default;
};

/// Whether a command could be begun. What came of it is told by events.
struct CommandAnswer
{
    std::uint64_t id{0};
    std::optional<Error> error{};
    /// What a LaunchCommand started or an AttachCommand found.
    std::optional<LaunchId> launch{};

    bool operator==(const CommandAnswer&) const = default;
};

/// Ask for `count` lines of a launch's log from index `first` on.
struct LinesRequest
{
    std::uint64_t id{0};
    LaunchId launch{};
    std::uint64_t first{0};
    std::uint32_t count{0};

    bool operator==(const LinesRequest&) const = default;
};

/// The lines asked for; fewer where the log ends. Lines over 64 KiB are cut, see
/// `LinesAnswer::kLineLimit`.
struct LinesAnswer
{
    static constexpr std::uint32_t kLineLimit = 64 * 1024;

    std::uint64_t id{0};
    LaunchId launch{};
    std::vector<Line> lines{};

    bool operator==(const LinesAnswer&) const = default;
};

/// What an agent sends.
using AgentMessage = std::variant<Hello, Event, CommandAnswer, LinesAnswer>;

/// What a client sends.
using ClientMessage = std::variant<Hello, Command, LinesRequest>;

} // namespace tw
