#pragma once

#include "core/base/result.h"
#include "core/control/command.h"
#include "core/inspect/process_details.h"
#include "core/inspect/running_process.h"
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

/// Ask what a live process is like inside, now.
struct DetailsRequest
{
    std::uint64_t id{0};
    ProcessKey key{};

    bool operator==(const DetailsRequest&) const = default;
};

/// An error where it has ended, or where nothing of it can be seen.
struct DetailsAnswer
{
    std::uint64_t id{0};
    ProcessKey key{};
    Result<ProcessDetails> details{};

    bool operator==(const DetailsAnswer&) const = default;
};

/// Ask for all processes of the machine that the agent can see.
struct ProcessListRequest
{
    std::uint64_t id{0};

    bool operator==(const ProcessListRequest&) const = default;
};

/// The processes asked for, by number.
struct ProcessListAnswer
{
    std::uint64_t id{0};
    Bounded<RunningProcess> processes{};

    bool operator==(const ProcessListAnswer&) const = default;
};

/// What an agent sends.
using AgentMessage
    = std::variant<Hello, Event, CommandAnswer, LinesAnswer, DetailsAnswer, ProcessListAnswer>;

/// What a client sends.
using ClientMessage
    = std::variant<Hello, Command, LinesRequest, DetailsRequest, ProcessListRequest>;

} // namespace tw
