#pragma once

#include <optional>
#include <string>
#include <vector>

#include <tl/expected.hpp>

namespace tw {

/// Why there is nothing to run: `--help` and `--version` end with 0, a wrong command line with 125.
struct EarlyExit
{
    int status{0};
    std::string text{};
};

/// twrun's command line as it was typed, before its words are understood and checked against each
/// other. What is absent was not given.
struct CommandLine
{
    std::optional<std::string> stop{};
    std::optional<std::string> leaks{};
    std::optional<std::string> timeout{};
    std::optional<std::string> idleTimeout{};
    std::optional<std::string> onTimeout{};
    std::optional<std::string> workers{};
    std::optional<std::string> retries{};
    std::optional<std::string> attach{};
    std::optional<std::string> capture{};
    std::optional<std::string> tracking{};
    std::optional<std::string> report{};
    std::optional<std::string> events{};
    std::optional<std::string> session{};
    bool quiet{false};
    bool summary{false};
    /// The command, with a leading `--` where there was one.
    std::vector<std::string> rest{};
};

/// Reads argv. What does not begin with a dash, or what follows `--`, is the command with its own
/// options.
[[nodiscard]] tl::expected<CommandLine, EarlyExit> readCommandLine(int argc,
                                                                   const char* const* argv);

/// A wrong command line: one line that says why.
[[nodiscard]] tl::unexpected<EarlyExit> refuse(const std::string& why);

} // namespace tw
