#include "core/wire/codec_parts.h"

#include <variant>

namespace tw {

namespace {

// Overloads in here would hide the declared ones otherwise.
using tw::put;

void put(const TreeEvent& event, proto::Event& out)
{
    std::visit([&out](const auto& kind) { put(kind, out); }, event);
}

EventBody readTreeEvent(const proto::Event& in, WireCheck& check)
{
    switch (in.body_case()) {
    case proto::Event::kLaunched:
        return TreeEvent{get(in.launched(), check)};
    case proto::Event::kForked:
        return TreeEvent{get(in.forked(), check)};
    case proto::Event::kExecuted:
        return TreeEvent{get(in.executed(), check)};
    case proto::Event::kRenamed:
        return TreeEvent{get(in.renamed(), check)};
    case proto::Event::kIdentityChanged:
        return TreeEvent{get(in.identity_changed(), check)};
    case proto::Event::kSignalsChanged:
        return TreeEvent{get(in.signals_changed(), check)};
    case proto::Event::kReparented:
        return TreeEvent{get(in.reparented(), check)};
    case proto::Event::kExited:
        return TreeEvent{get(in.exited(), check)};
    case proto::Event::kSampled:
        return TreeEvent{get(in.sampled(), check)};
    case proto::Event::kEventsLost:
        return TreeEvent{get(in.events_lost(), check)};
    case proto::Event::kLaunchFinished:
        return TreeEvent{get(in.launch_finished(), check)};
    default:
        check.foundUnknown("event");
        return {};
    }
}

EventBody readBody(const proto::Event& in, WireCheck& check)
{
    switch (in.body_case()) {
    case proto::Event::kStopBegan:
        return get(in.stop_began(), check);
    case proto::Event::kStepTaken:
        return get(in.step_taken(), check);
    case proto::Event::kStepWaiting:
        return get(in.step_waiting(), check);
    case proto::Event::kStopEnded:
        return get(in.stop_ended(), check);
    case proto::Event::kOutputGrew:
        return get(in.output_grew(), check);
    case proto::Event::kStreamEnded:
        return get(in.stream_ended(), check);
    case proto::Event::kTraceFound:
        return get(in.trace_found(), check);
    default:
        return readTreeEvent(in, check);
    }
}

} // namespace

void put(const Event& event, proto::Event& out)
{
    out.set_sequence(event.sequence);
    out.set_time_ns(toWire(event.time));
    std::visit([&out](const auto& body) { put(body, out); }, event.body);
}

Event get(const proto::Event& in, WireCheck& check)
{
    return Event{in.sequence(), timeFromWire(in.time_ns()), readBody(in, check)};
}

} // namespace tw
