#include "app/twrun/options.h"

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <string_view>
#include <utility>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace tw {

namespace {

constexpr int kOwnFailure = 125;

/// Options that are part of the public interface but not of this version.
constexpr std::array kLaterOptions{"--timeout",
                                   "--idle-timeout",
                                   "--on-timeout",
                                   "--workers",
                                   "--retries",
                                   "--catch-crashes",
                                   "--junit",
                                   "--attach",
                                   "--dump-after",
                                   "--profile"};

tl::unexpected<EarlyExit> refuse(const std::string& why)
{
    return tl::unexpected{EarlyExit{kOwnFailure, "twrun: " + why + "\n"}};
}

/// The words of the command line before they are checked against each other.
struct Words
{
    std::string stop{"interrupt:5s,terminate:5s,kill"};
    std::string capture{"pipe"};
    std::string leaks{"stop"};
    std::string tracking{"auto"};
    bool quiet{false};
    bool summary{false};
};

/// CLI11 would name the path that it was called by, and leave out the command.
class UsageFormatter final : public CLI::Formatter
{
public:
    UsageFormatter() { column_width(34); }

    std::string make_usage(const CLI::App*, std::string) const override
    {
        return "Usage: twrun [OPTIONS] [--] COMMAND [ARG...]\n";
    }
};

void describe(CLI::App& app, Words& words, Options& options)
{
    app.description(
        "Runs COMMAND, keeps a record of every process that descends from it, passes its output\n"
        "through unchanged, and leaves nothing of the tree behind.");
    app.footer(
        "LADDER: steps joined by commas, ACTION[:WAIT]; ACTION is interrupt, terminate, kill or a\n"
        "signal's name; WAIT is how long the whole tree may take to end before the next step "
        "(5s).\n"
        "A second SIGINT to twrun goes to the next step at once.\n\n"
        "Exit status: that of COMMAND; 128+N where signal N ended it; 125 where twrun itself "
        "failed;\n"
        "126 where COMMAND cannot be executed; 127 where it is not found.");
    app.set_help_flag("-h,--help", "Show this text and end");
    app.set_version_flag(
        "--version", std::string{"twrun "} + TREEWARDEN_VERSION, "Show the version and end");
    app.add_option("--stop",
                   words.stop,
                   "What SIGINT, SIGTERM or SIGHUP to twrun does to the tree;\ndefault "
                   "interrupt:5s,terminate:5s,kill")
        ->type_name("LADDER");
    app.add_option("--leaks",
                   words.leaks,
                   "Processes alive once COMMAND has ended: stop them (the\nladder), only report "
                   "them, or keep them silently; default\nstop")
        ->type_name("stop|report|keep");
    app.add_option(
           "--capture", words.capture, "How output is captured: one pipe a stream (default)")
        ->type_name("pipe");
    app.add_option("--tracking",
                   words.tracking,
                   "Kernel events where allowed, else scans of /proc; exact\nfails where the "
                   "kernel does not allow it")
        ->type_name("auto|exact|sampled");
    app.add_option(
           "--report", options.report, "Write the report (JSON) at the end, whatever the end was")
        ->type_name("FILE");
    app.add_option("--events",
                   options.events,
                   "Write events as they happen, one JSON object a line\n(- is stderr)")
        ->type_name("FILE");
    app.add_option(
           "--session", options.session, "Keep the recorded session (journal and logs) there")
        ->type_name("DIR");
    app.add_flag("--quiet", words.quiet, "Say nothing on stderr");
    app.add_flag("--summary", words.summary, "Account for the run on stderr at its end");
    app.formatter(std::make_shared<UsageFormatter>());
    app.prefix_command();
}

template <typename Value>
std::optional<Value> lookUp(const std::map<std::string_view, Value>& known, const std::string& word)
{
    const auto found = known.find(word);
    return found == known.end() ? std::nullopt : std::optional{found->second};
}

/// The reason why `word`, which begins with a dash, is no option.
std::string unknownOption(std::string_view word)
{
    const auto name = word.substr(0, word.find('='));
    if (std::find(kLaterOptions.begin(), kLaterOptions.end(), name) != kLaterOptions.end()) {
        return fmt::format("{} is not part of this version", name);
    }
    return fmt::format(
        "there is no option '{}'; see twrun --help, or put -- before a command of that name", name);
}

std::string refuseWord(std::string_view option,
                       std::string_view word,
                       std::string_view allowed,
                       std::string_view later)
{
    if (!word.empty() && later.find(word) != std::string_view::npos) {
        return fmt::format("{} {} is not part of this version; use {}", option, word, allowed);
    }
    return fmt::format("{} '{}' is not known; use {}", option, word, allowed);
}

tl::expected<Options, EarlyExit>
check(Options options, const Words& words, std::vector<std::string> rest)
{
    if (!rest.empty() && rest.front() == "--") {
        rest.erase(rest.begin());
    } else if (!rest.empty() && rest.front().starts_with('-')) {
        return refuse(unknownOption(rest.front()));
    }
    if (rest.empty() || rest.front().empty()) {
        return refuse("there is no command to run; see twrun --help");
    }
    const auto leaks = lookUp<LeakPolicy>(
        {{"stop", LeakPolicy::Stop}, {"report", LeakPolicy::Report}, {"keep", LeakPolicy::Keep}},
        words.leaks);
    if (!leaks) {
        return refuse(refuseWord("--leaks", words.leaks, "stop, report or keep", "wait"));
    }
    const auto tracking = lookUp<TrackingChoice>({{"auto", TrackingChoice::Auto},
                                                  {"exact", TrackingChoice::Exact},
                                                  {"sampled", TrackingChoice::Sampled}},
                                                 words.tracking);
    if (!tracking) {
        return refuse(refuseWord("--tracking", words.tracking, "auto, exact or sampled", ""));
    }
    if (words.capture != "pipe") {
        return refuse(refuseWord("--capture", words.capture, "pipe", "attributed pty"));
    }
    if (words.quiet && words.summary) {
        return refuse("--quiet and --summary contradict each other");
    }
    auto ladder = parseLadder(words.stop);
    if (!ladder) {
        return refuse("--stop: cannot " + ladder.error().message);
    }
    options.command = std::move(rest);
    options.stop = std::move(*ladder);
    options.leaks = *leaks;
    options.tracking = *tracking;
    options.verbosity = words.quiet     ? Verbosity::Quiet
                        : words.summary ? Verbosity::Summary
                                        : Verbosity::Normal;
    return options;
}

} // namespace

tl::expected<Options, EarlyExit> parseOptions(int argc, const char* const* argv)
{
    Options options;
    Words words;
    CLI::App app;
    describe(app, words, options);
    try {
        app.parse(argc, argv);
    } catch (const CLI::CallForHelp&) {
        return tl::unexpected{EarlyExit{0, app.help()}};
    } catch (const CLI::CallForVersion&) {
        return tl::unexpected{EarlyExit{0, app.version() + "\n"}};
    } catch (const CLI::ParseError& error) {
        std::string why = error.what();
        std::replace(why.begin(), why.end(), '\n', ' ');
        return refuse(why);
    }
    return check(std::move(options), words, app.remaining());
}

} // namespace tw
