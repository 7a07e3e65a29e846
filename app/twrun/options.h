#pragma once

#include "app/twrun/command_line.h"
#include "core/base/process_key.h"
#include "core/control/ladder.h"
#include "core/tracking/tracking_choice.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tw {

/// What to do with processes that are alive when the command itself has ended.
enum class LeakPolicy
{
    Stop,   ///< climb the stop ladder against them and say so
    Report, ///< say so and leave them running
    Wait,   ///< wait for them
    Keep,   ///< leave them running without a word
};

/// How much twrun says on stderr in its own name.
enum class Verbosity
{
    Quiet,   ///< nothing, not even what went wrong with the tree
    Normal,  ///< a line where something went wrong
    Summary, ///< an account of the run at its end
};

/// twrun's command line, understood.
struct Options
{
    std::vector<std::string> command{};
    Ladder stop{};
    /// Given, and not the default.
    bool isStopGiven{false};
    LeakPolicy leaks{LeakPolicy::Stop};
    std::optional<std::chrono::milliseconds> timeout{};
    std::optional<std::chrono::milliseconds> idleTimeout{};
    Ladder onTimeout{};
    /// Absent where nobody asked for workers: the one copy is not numbered then.
    std::optional<std::uint32_t> workers{};
    std::uint32_t retries{0};
    /// A process to watch; no command then.
    std::optional<Pid> attach{};
    TrackingChoice tracking{TrackingChoice::Auto};
    Verbosity verbosity{Verbosity::Normal};
    std::optional<std::string> report{};
    /// "-" is stderr.
    std::optional<std::string> events{};
    std::optional<std::string> session{};
};

/// Reads argv and checks it.
[[nodiscard]] tl::expected<Options, EarlyExit> parseOptions(int argc, const char* const* argv);

/// The command of one worker: its number stands for every `{worker}`.
[[nodiscard]] std::vector<std::string> workerCommand(std::vector<std::string> command,
                                                     std::uint32_t number);

} // namespace tw
