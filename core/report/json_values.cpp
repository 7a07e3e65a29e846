#include "core/report/json_values.h"

namespace tw {

namespace {

/// Rounded, not cut, to microseconds; the nearest double of it is written with no more digits.
Json inSeconds(std::chrono::nanoseconds duration)
{
    const auto rounded = std::chrono::round<std::chrono::microseconds>(duration);
    return static_cast<double>(rounded.count()) / 1e6;
}

Json frameJson(const Frame& frame)
{
    Json json{{"function", knownText(frame.function)},
              {"file", knownText(frame.file)},
              {"line", frame.line ? Json(*frame.line) : Json(nullptr)}};
    if (frame.repeated > 0) {
        json["repeated"] = frame.repeated;
    }
    return json;
}

Json framesJson(const std::vector<Frame>& frames)
{
    Json json = Json::array();
    for (const Frame& frame : frames) {
        json.push_back(frameJson(frame));
    }
    return json;
}

Json headJson(const Trace& trace)
{
    return Json{{"runtime", trace.runtime}, {"type", trace.type}, {"message", trace.message}};
}

void addBody(Json& json, const Trace& trace);

/// A trace may hold parts in parts, each a level of the text it was found in; its detector bounds
/// them.
Json childrenJson(const std::vector<Trace>& children) // NOLINT(misc-no-recursion)
{
    Json json = Json::array();
    for (const Trace& child : children) {
        Json part = headJson(child);
        part["relation"] = relationName(child.relation);
        addBody(part, child);
        json.push_back(std::move(part));
    }
    return json;
}

void addBody(Json& json, const Trace& trace) // NOLINT(misc-no-recursion)
{
    json["first_line"] = trace.firstLine;
    json["last_line"] = trace.lastLine;
    json["complete"] = trace.complete;
    json["frames"] = framesJson(trace.frames);
    json["children"] = childrenJson(trace.children);
}

} // namespace

Json timeJson(Time time)
{
    return inSeconds(time.time_since_epoch());
}

Json timeJson(const std::optional<Time>& time)
{
    return time ? timeJson(*time) : Json(nullptr);
}

Json secondsJson(const std::optional<std::chrono::nanoseconds>& duration)
{
    return duration ? inSeconds(*duration) : Json(nullptr);
}

Json statusJson(const std::optional<WaitStatus>& status)
{
    if (!status) {
        return nullptr;
    }
    if (const auto signal = status->signal()) {
        return Json{{"signal", signal->name()},
                    {"number", signal->value},
                    {"core_dumped", status->coreDumped()}};
    }
    return Json{{"code", status->code().value_or(status->raw())}};
}

Json stepJson(const StepTaken& step, Time sent)
{
    return Json{{"signal", step.signal.name()},
                {"key", step.key.value},
                {"pid", step.pid.value},
                {"sent", timeJson(sent)},
                {"result", stepResultName(step.result)},
                {"error", step.error ? Json(*step.error) : Json(nullptr)}};
}

Json survivorsJson(const std::vector<Survivor>& survivors)
{
    Json json = Json::array();
    for (const Survivor& survivor : survivors) {
        json.push_back(Json{
            {"key", survivor.key.value}, {"pid", survivor.pid.value}, {"reason", survivor.reason}});
    }
    return json;
}

Json traceJson(const TraceFound& found)
{
    Json json = headJson(found.trace);
    json["process"] = found.process ? Json(found.process->value) : Json(nullptr);
    json["stream"] = streamName(found.stream);
    addBody(json, found.trace);
    return json;
}

Json knownText(const std::string& text)
{
    return text.empty() ? Json(nullptr) : Json(text);
}

std::string dumpJson(const Json& json, int indent)
{
    return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

} // namespace tw
