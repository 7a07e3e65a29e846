#include "core/control/ladder.h"

#include "core/base/duration.h"

#include <algorithm>
#include <csignal>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace tw {

namespace {

constexpr std::chrono::milliseconds kDefaultWait{5000};

Result<SignalNumber> parseAction(std::string_view action)
{
    if (action == "interrupt") {
        return SignalNumber{SIGINT};
    }
    if (action == "terminate") {
        return SignalNumber{SIGTERM};
    }
    if (action == "kill") {
        return SignalNumber{SIGKILL};
    }
    if (action == "dump") {
        return failure("use the step 'dump': stack dumps are not part of this version");
    }
    if (const auto signal = SignalNumber::parse(action); signal && !action.empty()) {
        return *signal;
    }
    return failure(fmt::format(
        "read '{}' as a step: write interrupt, terminate, kill or a signal's name", action));
}

Result<StopScope> parseScope(std::string_view scope)
{
    if (scope == scopeName(StopScope::Tree)) {
        return StopScope::Tree;
    }
    if (scope == scopeName(StopScope::Process)) {
        return StopScope::Process;
    }
    if (scope == scopeName(StopScope::Group)) {
        return StopScope::Group;
    }
    return failure(fmt::format("read '{}' as a scope: write process, group or tree", scope));
}

Result<LadderStep> parseStep(std::string_view text)
{
    LadderStep step;
    std::string_view action = text;
    std::optional<std::string_view> wait;
    if (const auto colon = text.find(':'); colon != std::string_view::npos) {
        wait = text.substr(colon + 1);
        action = text.substr(0, colon);
    }
    if (const auto at = action.find('@'); at != std::string_view::npos) {
        const std::string_view scope = action.substr(at + 1);
        const auto known = parseScope(scope);
        if (!known) {
            return tl::unexpected{known.error()};
        }
        step.scope = *known;
        action = action.substr(0, at);
    }
    const auto signal = parseAction(action);
    if (!signal) {
        return tl::unexpected{signal.error()};
    }
    step.signal = *signal;
    step.wait = signal->value == SIGKILL ? std::chrono::milliseconds{0} : kDefaultWait;
    if (wait) {
        const auto duration = parseDuration(*wait);
        if (!duration) {
            return tl::unexpected{duration.error()};
        }
        step.wait = *duration;
    }
    return step;
}

} // namespace

std::string_view scopeName(StopScope scope)
{
    switch (scope) {
    case StopScope::Process:
        return "process";
    case StopScope::Group:
        return "group";
    case StopScope::Tree:
        break;
    }
    return "tree";
}

std::string LadderStep::action() const
{
    switch (signal.value) {
    case SIGINT:
        return "interrupt";
    case SIGTERM:
        return "terminate";
    case SIGKILL:
        return "kill";
    default:
        return signal.name();
    }
}

Result<Ladder> parseLadder(std::string_view text)
{
    Ladder ladder;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find(',', begin), text.size());
        auto step = parseStep(text.substr(begin, end - begin));
        if (!step) {
            return tl::unexpected{step.error()};
        }
        ladder.push_back(*step);
        begin = end + 1;
    }
    return ladder;
}

std::string formatLadder(const Ladder& ladder)
{
    std::vector<std::string> steps;
    for (const LadderStep& step : ladder) {
        std::string text = step.action();
        if (step.scope != StopScope::Tree) {
            text += fmt::format("@{}", scopeName(step.scope));
        }
        if (step.signal.value != SIGKILL || step.wait.count() != 0) {
            text += ":" + formatDuration(step.wait);
        }
        steps.push_back(std::move(text));
    }
    return fmt::format("{}", fmt::join(steps, ","));
}

} // namespace tw
