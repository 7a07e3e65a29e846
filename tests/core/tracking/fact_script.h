#pragma once

#include "core/kernel/kernel_event.h"
#include "core/tree/tree_event.h"

#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace tw {

/// Reads facts, one a line, each a millisecond after the one before: `fork PARENT CHILD`, `exec
/// PID`, `comm PID NAME`, `uid PID N`, `gid PID N`, `setsid PID`, `exit PID RAW [EXITSIGNAL]` (the
/// leader), `thread-exit PID RAW`.
inline std::vector<KernelEvent> parseFacts(const std::string& text, std::chrono::nanoseconds begin)
{
    std::vector<KernelEvent> events;
    std::istringstream lines{text};
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words{line};
        std::string what;
        std::string argument;
        int pid = 0;
        if (!(words >> what >> pid)) {
            continue;
        }
        words >> argument;
        const int number = std::atoi(argument.c_str());
        int exitSignal = 17;
        words >> exitSignal;
        KernelEvent event{begin += std::chrono::milliseconds{1}, Pid{pid}, {}};
        if (what == "fork") {
            event.pid = Pid{number};
            event.fact = ForkFact{Pid{pid}};
        } else if (what == "exec") {
            event.fact = ExecFact{};
        } else if (what == "comm") {
            event.fact = NameFact{argument};
        } else if (what == "uid") {
            event.fact = UserFact{static_cast<std::uint32_t>(number)};
        } else if (what == "gid") {
            event.fact = GroupFact{static_cast<std::uint32_t>(number)};
        } else if (what == "setsid") {
            event.fact = SessionFact{};
        } else {
            event.fact = ExitFact{WaitStatus{number}, what == "exit", exitSignal};
        }
        events.push_back(event);
    }
    return events;
}

/// One event as a line; samples are left out.
inline std::string eventLine(const TreeEvent& event)
{
    const auto key = [](ProcessKey value) { return std::to_string(value.value); };
    if (const auto* launched = std::get_if<Launched>(&event)) {
        return "launched " + key(launched->key) + "\n";
    }
    if (const auto* forked = std::get_if<Forked>(&event)) {
        return "forked " + key(forked->key) + " by " + key(forked->parent) + "\n";
    }
    if (const auto* executed = std::get_if<Executed>(&event)) {
        return "executed " + key(executed->key) + "\n";
    }
    if (const auto* renamed = std::get_if<Renamed>(&event)) {
        return "renamed " + key(renamed->key) + " " + renamed->name + "\n";
    }
    if (const auto* identity = std::get_if<IdentityChanged>(&event)) {
        return "identity " + key(identity->key)
               + (identity->uid ? " uid " + std::to_string(*identity->uid) : "")
               + (identity->gid ? " gid " + std::to_string(*identity->gid) : "")
               + (identity->session ? " session" : "") + "\n";
    }
    if (const auto* reparented = std::get_if<Reparented>(&event)) {
        return "reparented " + key(reparented->key) + "\n";
    }
    if (const auto* exited = std::get_if<Exited>(&event)) {
        return "exited " + key(exited->key) + ": "
               + (exited->status ? exited->status->text() : "unknown") + "\n";
    }
    if (const auto* lost = std::get_if<EventsLost>(&event)) {
        return "lost " + std::to_string(lost->count) + "\n";
    }
    return {};
}

} // namespace tw
