#include "core/report/stop_outcome.h"

#include "core/base/duration.h"
#include "core/report/inert_text.h"
#include "core/report/own_code.h"
#include "core/report/process_words.h"

#include <algorithm>
#include <csignal>
#include <utility>

#include <fmt/format.h>

namespace tw {

namespace {

constexpr std::string_view kInterruptType = "KeyboardInterrupt";

/// A tree may leave hundreds behind; the report names them all.
constexpr std::size_t kNamedSurvivors = 5;

bool watchesTree(const Ladder& ladder)
{
    return std::any_of(ladder.begin(), ladder.end(), [](const LadderStep& step) {
        return step.scope != StopScope::Process;
    });
}

std::string verbOf(const Ladder& ladder)
{
    if (ladder.size() != 1) {
        return "Stop";
    }
    switch (ladder.front().signal.value) {
    case SIGINT:
        return "Interrupt";
    case SIGTERM:
        return "Terminate";
    case SIGKILL:
        return "Kill";
    case SIGSTOP:
        return "Suspend";
    case SIGCONT:
        return "Resume";
    default:
        return ladder.front().signal.name();
    }
}

std::string signalsText(const std::vector<SignalNumber>& signals, const Ladder& ladder)
{
    std::string text;
    for (const SignalNumber signal : signals) {
        text += (text.empty() ? "" : ", ") + signal.name();
    }
    return text.empty() && !ladder.empty() ? ladder.front().signal.name() : text;
}

std::string endText(const Process& process, Time began)
{
    const auto took
        = describeDuration(std::max(*process.ended - began, std::chrono::nanoseconds{0}));
    if (!process.status) {
        return fmt::format("ended after {}, status unknown", took);
    }
    const char* verb = process.status->code() ? "exited" : "ended";
    return fmt::format("{} after {}, {}", verb, took, process.status->text());
}

std::string survivorsText(const ProcessTree& tree, const std::vector<Survivor>& survivors)
{
    if (survivors.empty()) {
        return "no survivors";
    }
    std::string text = countOf(survivors.size(), "survivor: ", "survivors: ");
    for (std::size_t i = 0; i < std::min(survivors.size(), kNamedSurvivors); ++i) {
        const Process* process = tree.find(survivors[i].key);
        text += fmt::format("{}{}{} ({})",
                            i == 0 ? "" : ", ",
                            process == nullptr ? "" : processName(*process) + " ",
                            survivors[i].pid.value,
                            survivors[i].reason);
    }
    const std::size_t more = survivors.size() - std::min(survivors.size(), kNamedSurvivors);
    return more == 0 ? text : text + fmt::format(" and {} more", more);
}

bool isInterrupt(const std::string& type)
{
    return type == kInterruptType;
}

} // namespace

std::string StopOutcome::text() const
{
    std::string line = fmt::format("{} → {} ({}): {}", verb, target, signals, result);
    if (place) {
        line += fmt::format("; {} at {}", place->type, placeText(place->frame));
    }
    return inertText(line);
}

std::optional<StopOutcome> StopOutcomes::onEvent(const Event& event)
{
    std::erase_if(m_recent, [&](const auto& recent) {
        return event.time > recent.second.second.ended + kLastWords;
    });
    if (const auto* began = std::get_if<StopBegan>(&event.body)) {
        begin(event.time, *began);
    } else if (const auto* step = std::get_if<StepTaken>(&event.body)) {
        count(*step);
    } else if (const auto* change = std::get_if<TreeEvent>(&event.body)) {
        count(*change);
    } else if (const auto* ended = std::get_if<StopEnded>(&event.body)) {
        return end(event.time, *ended);
    } else if (const auto* found = std::get_if<TraceFound>(&event.body)) {
        return place(*found);
    }
    return std::nullopt;
}

void StopOutcomes::begin(Time time, const StopBegan& event)
{
    Running stop;
    stop.began = event;
    stop.time = time;
    if (watchesTree(event.ladder)) {
        const auto live = m_tree.liveSubtree(event.target);
        stop.members.insert(live.begin(), live.end());
    } else if (const Process* target = m_tree.find(event.target); target && target->isAlive()) {
        stop.members.insert(event.target);
    }
    m_running.insert_or_assign(event.stop, std::move(stop));
}

void StopOutcomes::count(const StepTaken& event)
{
    const auto found = m_running.find(event.stop);
    if (found == m_running.end()) {
        return;
    }
    Running& stop = found->second;
    const Ladder& ladder = stop.began.ladder;
    // SIGCONT that follows to stopped processes is a means, not what was asked for.
    const bool asked = std::any_of(ladder.begin(), ladder.end(), [&](const LadderStep& step) {
        return step.signal == event.signal;
    });
    if (!asked) {
        return;
    }
    if (std::find(stop.signals.begin(), stop.signals.end(), event.signal) == stop.signals.end()) {
        stop.signals.push_back(event.signal);
    }
    stop.delivered += event.result == StepResult::Delivered ? 1U : 0U;
    if (event.result == StepResult::Refused) {
        stop.refusal = event.error.value_or("no reason given");
    }
}

void StopOutcomes::count(const TreeEvent& event)
{
    for (auto& [id, stop] : m_running) {
        if (const auto* ended = std::get_if<Exited>(&event)) {
            stop.ended += stop.members.count(ended->key);
        } else if (const auto* born = std::get_if<Forked>(&event)) {
            if (watchesTree(stop.began.ladder) && stop.members.contains(born->parent)) {
                stop.members.insert(born->key);
            }
        }
    }
}

std::optional<StopOutcome> StopOutcomes::end(Time time, const StopEnded& event)
{
    auto node = m_running.extract(event.stop);
    if (node.empty() || m_tree.find(node.mapped().began.target) == nullptr) {
        return std::nullopt;
    }
    StopOutcome outcome = outcomeOf(node.mapped(), time, event);
    m_recent.insert_or_assign(event.stop, std::pair{std::move(node.mapped()), outcome});
    return outcome;
}

std::optional<StopOutcome> StopOutcomes::place(const TraceFound& event)
{
    const Frame* const frame = ownFrame(event.trace);
    if (frame == nullptr) {
        return std::nullopt;
    }
    const StopPlace place{event.id, event.trace.type, *frame};
    for (auto& [id, recent] : m_recent) {
        auto& [stop, outcome] = recent;
        if (isInterrupt(place.type) && wants(stop, event)) {
            stop.place = place;
            outcome.place = place;
            outcome.amended = true;
            return outcome;
        }
    }
    for (auto& [id, stop] : m_running) {
        if (wants(stop, event)) {
            stop.place = place;
            return std::nullopt;
        }
    }
    return std::nullopt;
}

StopOutcome StopOutcomes::outcomeOf(const Running& stop, Time time, const StopEnded& event) const
{
    const Process& target = *m_tree.find(stop.began.target);
    StopOutcome outcome;
    outcome.stop = event.stop;
    outcome.ended = time;
    outcome.verb = verbOf(stop.began.ladder) + (watchesTree(stop.began.ladder) ? " Tree" : "");
    outcome.target = processTitle(target);
    outcome.signals = signalsText(stop.signals, stop.began.ladder);
    outcome.sent = stop.signals;
    outcome.place = stop.place;
    outcome.survivors = event.survivors;
    const auto took = describeDuration(time - stop.time);
    if (stop.members.empty()) {
        outcome.result = "had already ended";
    } else if (event.survivors.empty() && stop.ended < stop.members.size()) {
        outcome.result = stop.delivered == 0 && stop.refusal
                             ? "refused: " + *stop.refusal
                             : "delivered to " + countOf(stop.delivered, "process", "processes");
    } else if (watchesTree(stop.began.ladder)) {
        outcome.result = fmt::format("{} ended after {}; {}",
                                     countOf(stop.ended, "process", "processes"),
                                     took,
                                     survivorsText(m_tree, event.survivors));
    } else if (event.survivors.empty()) {
        outcome.result = endText(target, stop.time);
    } else {
        outcome.result
            = fmt::format("still alive after {} ({})", took, event.survivors.front().reason);
    }
    return outcome;
}

bool StopOutcomes::wants(const Running& stop, const TraceFound& event) const
{
    const Process* target = m_tree.find(stop.began.target);
    if (target == nullptr || target->launch != event.launch) {
        return false;
    }
    if (event.process && !stop.members.contains(*event.process)) {
        return false;
    }
    const bool wasAsked = std::find(stop.signals.begin(), stop.signals.end(), SignalNumber{SIGINT})
                          != stop.signals.end();
    if (isInterrupt(event.trace.type)) {
        return wasAsked && !(stop.place && isInterrupt(stop.place->type));
    }
    return !stop.place;
}

} // namespace tw
