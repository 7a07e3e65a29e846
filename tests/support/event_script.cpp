#include "tests/support/event_script.h"

#include "tests/support/fake_clock.h"
#include "tests/support/text_words.h"

#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <utility>

namespace tw {

namespace {

using Words = std::vector<std::string>;

std::uint64_t number(const Words& words, std::size_t at)
{
    return std::stoull(words.at(at));
}

ProcessKey key(const Words& words, std::size_t at)
{
    return ProcessKey{number(words, at)};
}

Pid pid(const Words& words, std::size_t at)
{
    return Pid{std::stoi(words.at(at))};
}

EventBody launched(const Words& words)
{
    Launched event;
    event.key = key(words, 1);
    event.pid = pid(words, 2);
    event.command = Words(words.begin() + 3, words.end());
    event.cwd = "/src";
    event.trackingReason = "kernel events";
    return TreeEvent{event};
}

EventBody forked(const Words& words)
{
    return TreeEvent{Forked{key(words, 1), pid(words, 2), key(words, 4)}};
}

EventBody executed(const Words& words)
{
    Executed event;
    event.key = key(words, 1);
    if (words.size() > 2) {
        event.executable = words[2];
        event.command = Words(words.begin() + 3, words.end());
        event.name = words[2].substr(words[2].rfind('/') + 1);
    }
    return TreeEvent{event};
}

EventBody identity(const Words& words)
{
    IdentityChanged event;
    event.key = key(words, 1);
    event.uid = static_cast<std::uint32_t>(number(words, 2));
    return TreeEvent{event};
}

EventBody sampled(const Words& words)
{
    Sample sample;
    sample.key = key(words, 1);
    sample.state = words.at(2).front();
    sample.cpuPercent = std::stod(words.at(3));
    sample.residentBytes = number(words, 4);
    sample.threads = static_cast<std::uint32_t>(number(words, 5));
    return TreeEvent{Sampled{{sample}}};
}

EventBody exited(const Words& words)
{
    return TreeEvent{Exited{key(words, 1), parseStatus(words, 2), {}, {}}};
}

EventBody finished(const Words& words)
{
    LaunchFinished event;
    event.launch = LaunchId{number(words, 1)};
    event.status = parseStatus(words, 2);
    const auto leaked = std::find(words.begin(), words.end(), "leaked");
    for (auto word = leaked; word != words.end() && ++word != words.end();) {
        event.leaked.push_back(ProcessKey{std::stoull(*word)});
    }
    return TreeEvent{event};
}

EventBody stop(const Words& words)
{
    StopBegan event;
    event.stop = StopId{number(words, 1)};
    event.reason = words.at(2) == "user"   ? StopReason::User
                   : words.at(2) == "leak" ? StopReason::Leak
                                           : StopReason::Hangup;
    event.target = key(words, 3);
    event.ladder = parseLadder(words.at(4)).value();
    if (words[3].ends_with("@process")) {
        for (LadderStep& step : event.ladder) {
            step.scope = StopScope::Process;
        }
    }
    return event;
}

EventBody step(const Words& words)
{
    StepTaken event;
    event.stop = StopId{number(words, 1)};
    event.signal = SignalNumber::parse(words.at(2)).value();
    event.key = key(words, 3);
    event.pid = pid(words, 4);
    if (words.at(5) == "refused") {
        event.result = StepResult::Refused;
        event.error = joinFrom(words, 6);
    } else if (words[5] == "gone") {
        event.result = StepResult::Gone;
    }
    return event;
}

EventBody stopped(const Words& words)
{
    StopEnded event;
    event.stop = StopId{number(words, 1)};
    if (words.size() > 3) {
        event.survivors.push_back(Survivor{key(words, 2), pid(words, 3), joinFrom(words, 4)});
    }
    return event;
}

EventBody trace(const Words& words)
{
    TraceFound event;
    event.id = TraceId{number(words, 1)};
    event.launch = LaunchId{1};
    std::size_t next = 2;
    if (words.at(next) == "by") {
        event.process = key(words, 3);
        next = 4;
    }
    event.trace.runtime = "python";
    event.trace.type = words.at(next);
    for (++next; next < words.size(); ++next) {
        const std::string& word = words[next];
        const std::size_t at = word.find('@');
        const std::size_t colon = word.rfind(':');
        Frame frame;
        frame.function = word.substr(0, at);
        frame.file = word.substr(at + 1, colon - at - 1);
        frame.line = static_cast<std::uint32_t>(std::stoul(word.substr(colon + 1)));
        event.trace.frames.push_back(frame);
    }
    return event;
}

EventBody output(const Words& words)
{
    return OutputGrew{
        LaunchId{1}, number(words, 1), number(words, 2), number(words, 3), number(words, 4)};
}

EventBody closed(const Words& words)
{
    return StreamEnded{
        LaunchId{1}, words.at(1) == "stdout" ? OutputStream::Stdout : OutputStream::Stderr, {}};
}

const std::map<std::string, std::function<EventBody(const Words&)>>& readers()
{
    static const std::map<std::string, std::function<EventBody(const Words&)>> kReaders{
        {"launched", launched},
        {"forked", forked},
        {"executed", executed},
        {"renamed",
         [](const Words& w) {
             return TreeEvent{Renamed{key(w, 1), w.at(2)}};
         }},
        {"identity", identity},
        {"reparented",
         [](const Words& w) {
             return TreeEvent{Reparented{key(w, 1), pid(w, 2)}};
         }},
        {"sampled", sampled},
        {"exited", exited},
        {"lost",
         [](const Words& w) {
             return TreeEvent{EventsLost{number(w, 1), w.at(2)}};
         }},
        {"finished", finished},
        {"stop", stop},
        {"step", step},
        {"stopped", stopped},
        {"trace", trace},
        {"output", output},
        {"closed", closed}};
    return kReaders;
}

} // namespace

Result<std::vector<Event>> parseEvents(std::string_view script)
{
    std::vector<Event> events;
    std::uint64_t launches = 0;
    for (const std::string& line : splitLines(script)) {
        auto words = splitWords(line);
        const auto reader = words.size() > 1 ? readers().find(words[1]) : readers().end();
        if (reader == readers().end()) {
            return failure("read the script line '" + line + "'");
        }
        const auto time = FakeClock::kStart + std::chrono::milliseconds{number(words, 0)};
        words.erase(words.begin());
        events.push_back(Event{events.size() + 1, time, reader->second(words)});
        auto* event = std::get_if<TreeEvent>(&events.back().body);
        if (auto* launched = event != nullptr ? std::get_if<Launched>(event) : nullptr) {
            launched->launch = LaunchId{++launches};
        }
    }
    return events;
}

} // namespace tw
