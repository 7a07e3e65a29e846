#include "core/report/summary.h"

#include "core/base/duration.h"
#include "core/report/inert_text.h"
#include "core/report/own_code.h"
#include "core/report/process_words.h"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <vector>

#include <fmt/format.h>

namespace tw {

namespace {

constexpr std::size_t kListed = 10;
constexpr std::size_t kLongestText = 200;

/// Cut at a character's start, so that no broken one is left.
std::string shortened(std::string_view text)
{
    if (text.size() <= kLongestText) {
        return std::string{text};
    }
    std::size_t end = kLongestText;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) {
        --end;
    }
    return std::string{text.substr(0, end)} + "…";
}

void addLine(std::string& summary, std::string_view label, std::string_view text)
{
    summary += fmt::format("  {:<10} {}\n", label, inertText(text));
}

void addDetails(std::string& summary, const std::vector<std::string>& details)
{
    for (std::size_t i = 0; i < std::min(details.size(), kListed); ++i) {
        addLine(summary, "", "  " + details[i]);
    }
    if (details.size() > kListed) {
        addLine(summary, "", fmt::format("  and {} more", details.size() - kListed));
    }
}

std::string statusText(const Process& process)
{
    if (process.isAlive()) {
        return "running";
    }
    return process.status ? process.status->text() : "status unknown";
}

void addCommand(std::string& summary, const RunRecord& record, const Launch& launch)
{
    const Process& root = *record.tree().find(launch.root);
    addLine(summary, "command", shortened(commandLine(launch.command)));
    const Time end = root.ended.value_or(record.lastTime());
    addLine(summary,
            "ended",
            fmt::format("{} after {}", statusText(root), describeDuration(end - root.started)));
}

void addProcesses(std::string& summary, const RunRecord& record, const Launch& launch)
{
    std::vector<std::string> failed;
    std::vector<std::string> leaked;
    for (const ProcessKey key : launch.members) {
        const Process& process = *record.tree().find(key);
        const std::string line
            = fmt::format("{}: {}", shortened(processTitle(process)), statusText(process));
        if (process.status && !process.status->isSuccess()) {
            failed.push_back(line);
        }
        if (process.leaked) {
            leaked.push_back(line);
        }
    }
    addLine(summary,
            "processes",
            fmt::format("{}{}",
                        launch.members.size(),
                        failed.empty() ? "" : fmt::format(", {} failed", failed.size())));
    // What is said of the command itself need not be said twice.
    if (launch.members.size() > 1) {
        addDetails(summary, failed);
    }
    if (!leaked.empty()) {
        addLine(summary,
                "leaked",
                countOf(leaked.size(), "process", "processes") + " outlived the command");
        addDetails(summary, leaked);
    }
}

std::string traceText(const RunRecord& record, const TraceFound& found)
{
    const Trace& trace = found.trace;
    std::string text = trace.type.empty() ? trace.runtime : trace.type;
    if (!trace.message.empty()) {
        text += ": " + trace.message.substr(0, trace.message.find('\n'));
    }
    text = shortened(text);
    if (const Frame* const frame = ownFrame(trace)) {
        text += " at " + placeText(*frame);
    }
    const Process* writer = found.process ? record.tree().find(*found.process) : nullptr;
    return fmt::format("{} ({}{})",
                       text,
                       writer == nullptr ? "" : processTitle(*writer) + ", ",
                       streamName(found.stream));
}

void addTimeout(std::string& summary, const RunRecord& record)
{
    if (const StopRecord* stop = record.timeout()) {
        addLine(summary,
                "timed out",
                stop->began.reason == StopReason::Idle ? "nothing was written for too long"
                                                       : "the run took too long");
    }
}

void addHolders(std::string& summary, const RunRecord& record)
{
    for (const std::string& sentence : describeHolders(record.tree(), record.heldStreams())) {
        addLine(summary, "left", shortened(sentence));
    }
}

void addTraces(std::string& summary, const RunRecord& record)
{
    const auto& traces = record.traces();
    for (std::size_t i = 0; i < std::min(traces.size(), kListed); ++i) {
        addLine(summary, i == 0 ? "trace" : "", traceText(record, traces[i]));
    }
    if (traces.size() > kListed) {
        addLine(summary, "", fmt::format("and {} more", traces.size() - kListed));
    }
}

void addTracking(std::string& summary, const RunRecord& record, const Launch& launch)
{
    std::string text = trackingName(launch.tracking);
    if (launch.tracking == TrackingMode::Sampled) {
        text += ": " + launch.trackingReason + "; processes that lived only briefly may be missing";
    }
    addLine(summary, "tracking", text);
    if (const auto lost = record.tree().lostEvents(); lost > 0) {
        addLine(summary,
                "lost",
                countOf(lost, "kernel event", "kernel events")
                    + "; a scan of all processes followed");
    }
}

} // namespace

std::string summaryText(const RunRecord& record)
{
    std::string summary;
    for (const auto& [id, launch] : record.tree().launches()) {
        addCommand(summary, record, launch);
        addProcesses(summary, record, launch);
    }
    if (const auto& failed = record.failedLaunch()) {
        addLine(summary, "command", shortened(commandLine(failed->command)));
        addLine(summary, "failed", failed->message);
    }
    addTimeout(summary, record);
    addHolders(summary, record);
    for (const auto& [id, outcome] : record.outcomes()) {
        addLine(summary, "stop", outcome.text());
    }
    addTraces(summary, record);
    if (!record.tree().launches().empty()) {
        addTracking(summary, record, record.tree().launches().begin()->second);
    }
    return summary;
}

} // namespace tw
