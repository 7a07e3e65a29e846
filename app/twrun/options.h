#pragma once

#include "core/control/ladder.h"
#include "core/tracking/tracking_choice.h"

#include <optional>
#include <string>
#include <vector>

#include <tl/expected.hpp>

namespace tw {

/// What to do with processes that are alive when the command itself has ended.
enum class LeakPolicy
{
    Stop,   ///< climb the stop ladder against them and say so
    Report, ///< say so and leave them running
    Keep,   ///< leave them running without a word
};

/// How much twrun says on stderr in its own name.
enum class Verbosity
{
    Quiet,   ///< nothing, not even what went wrong with the tree
    Normal,  ///< a line where something went wrong
    Summary, ///< an account of the run at its end
};

/// twrun's command line, read.
struct Options
{
    std::vector<std::string> command{};
    Ladder stop{};
    LeakPolicy leaks{LeakPolicy::Stop};
    TrackingChoice tracking{TrackingChoice::Auto};
    Verbosity verbosity{Verbosity::Normal};
    std::optional<std::string> report{};
    /// "-" is stderr.
    std::optional<std::string> events{};
    std::optional<std::string> session{};
};

/// Why there is nothing to run: `--help` and `--version` end with 0, a wrong command line with 125.
struct EarlyExit
{
    int status{0};
    std::string text{};
};

/// Reads argv. What does not begin with a dash, or what follows `--`, is the command with its own
/// options.
[[nodiscard]] tl::expected<Options, EarlyExit> parseOptions(int argc, const char* const* argv);

} // namespace tw
