#include "app/twrun/options.h"

#include "core/base/duration.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <map>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace tw {

namespace {

using Checked = tl::expected<void, EarlyExit>;

/// Options that are part of the public interface but not of this version.
constexpr std::array kLaterOptions{"--catch-crashes", "--junit", "--dump-after", "--profile"};

constexpr const char* kDefaultLadder = "interrupt:5s,terminate:5s,kill";
/// Each has two pipes and a log of its own.
constexpr std::uint32_t kMostWorkers = 1000;

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

Checked takeChoices(Options& options, const CommandLine& words)
{
    const std::string leaksWord = words.leaks.value_or("stop");
    const auto leaks = lookUp<LeakPolicy>({{"stop", LeakPolicy::Stop},
                                           {"report", LeakPolicy::Report},
                                           {"wait", LeakPolicy::Wait},
                                           {"keep", LeakPolicy::Keep}},
                                          leaksWord);
    if (!leaks) {
        return refuse(refuseWord("--leaks", leaksWord, "stop, report, wait or keep", ""));
    }
    const std::string trackingWord = words.tracking.value_or("auto");
    const auto tracking = lookUp<TrackingChoice>({{"auto", TrackingChoice::Auto},
                                                  {"exact", TrackingChoice::Exact},
                                                  {"sampled", TrackingChoice::Sampled}},
                                                 trackingWord);
    if (!tracking) {
        return refuse(refuseWord("--tracking", trackingWord, "auto, exact or sampled", ""));
    }
    if (const std::string capture = words.capture.value_or("pipe"); capture != "pipe") {
        return refuse(refuseWord("--capture", capture, "pipe", "attributed pty"));
    }
    if (words.quiet && words.summary) {
        return refuse("--quiet and --summary contradict each other");
    }
    options.leaks = *leaks;
    options.tracking = *tracking;
    options.verbosity = words.quiet     ? Verbosity::Quiet
                        : words.summary ? Verbosity::Summary
                                        : Verbosity::Normal;
    return {};
}

Checked takeLadder(Ladder& ladder, std::string_view option, const std::optional<std::string>& word)
{
    auto parsed = parseLadder(word.value_or(kDefaultLadder));
    if (!parsed) {
        return refuse(fmt::format("{}: cannot {}", option, parsed.error().message));
    }
    ladder = std::move(*parsed);
    return {};
}

/// 0 is none, as it is for timeout(1).
Checked takeDuration(std::optional<std::chrono::milliseconds>& duration,
                     std::string_view option,
                     const std::optional<std::string>& word)
{
    if (!word) {
        return {};
    }
    const auto parsed = parseDuration(*word);
    if (!parsed) {
        return refuse(fmt::format("{}: cannot {}", option, parsed.error().message));
    }
    if (parsed->count() > 0) {
        duration = *parsed;
    }
    return {};
}

std::optional<std::uint32_t> parseNumber(std::string_view text)
{
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool isWhole = error == std::errc{} && end == text.data() + text.size();
    return isWhole ? std::optional{number} : std::nullopt;
}

Checked takeNumbers(Options& options, const CommandLine& words)
{
    if (words.workers) {
        options.workers = parseNumber(*words.workers);
        if (!options.workers || *options.workers < 1 || *options.workers > kMostWorkers) {
            return refuse(fmt::format(
                "--workers '{}' is not a number from 1 to {}", *words.workers, kMostWorkers));
        }
    }
    if (words.retries) {
        const auto retries = parseNumber(*words.retries);
        if (!retries) {
            return refuse(fmt::format("--retries '{}' is not a number", *words.retries));
        }
        options.retries = *retries;
    }
    if (words.attach) {
        const auto pid = parseNumber(*words.attach);
        if (!pid || *pid < 1 || *pid > std::uint32_t{std::numeric_limits<int>::max()}) {
            return refuse(
                fmt::format("--attach '{}' is not the number of a process", *words.attach));
        }
        options.attach = Pid{static_cast<int>(*pid)};
    }
    return {};
}

/// What only makes sense for a command that twrun itself has started.
Checked checkAttach(const CommandLine& words)
{
    const std::array<std::pair<const char*, bool>, 7> others{
        {{"--workers", words.workers.has_value()},
         {"--retries", words.retries.has_value()},
         {"--timeout", words.timeout.has_value()},
         {"--idle-timeout", words.idleTimeout.has_value()},
         {"--on-timeout", words.onTimeout.has_value()},
         {"--leaks", words.leaks.has_value()},
         {"--capture", words.capture.has_value()}}};
    for (const auto& [name, isGiven] : others) {
        if (isGiven) {
            return refuse(fmt::format(
                "{} is for a command that twrun starts; --attach watches one that runs", name));
        }
    }
    return {};
}

Checked takeCommand(Options& options, std::vector<std::string> rest)
{
    if (!rest.empty() && rest.front() == "--") {
        rest.erase(rest.begin());
    } else if (!rest.empty() && rest.front().starts_with('-')) {
        return refuse(unknownOption(rest.front()));
    }
    if (options.attach) {
        return rest.empty() ? Checked{}
                            : refuse("--attach watches a running process: there is no command to "
                                     "start besides");
    }
    if (rest.empty() || rest.front().empty()) {
        return refuse("there is no command to run; see twrun --help");
    }
    options.command = std::move(rest);
    return {};
}

} // namespace

tl::expected<Options, EarlyExit> parseOptions(int argc, const char* const* argv)
{
    auto words = readCommandLine(argc, argv);
    if (!words) {
        return tl::unexpected{words.error()};
    }
    Options options;
    options.report = words->report;
    options.events = words->events;
    options.session = words->session;
    options.isStopGiven = words->stop.has_value();
    Checked checked = takeNumbers(options, *words);
    const auto then = [&checked](Checked next) { checked = checked ? std::move(next) : checked; };
    then(takeCommand(options, words->rest));
    then(takeChoices(options, *words));
    then(takeLadder(options.stop, "--stop", words->stop));
    then(takeLadder(options.onTimeout, "--on-timeout", words->onTimeout));
    then(takeDuration(options.timeout, "--timeout", words->timeout));
    then(takeDuration(options.idleTimeout, "--idle-timeout", words->idleTimeout));
    then(options.attach ? checkAttach(*words) : Checked{});
    if (!checked) {
        return tl::unexpected{checked.error()};
    }
    return options;
}

std::vector<std::string> workerCommand(std::vector<std::string> command, std::uint32_t number)
{
    constexpr std::string_view kPlace = "{worker}";
    const std::string digits = std::to_string(number);
    for (std::string& argument : command) {
        for (auto at = argument.find(kPlace); at != std::string::npos;
             at = argument.find(kPlace, at + digits.size())) {
            argument.replace(at, kPlace.size(), digits);
        }
    }
    return command;
}

} // namespace tw
