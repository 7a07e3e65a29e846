#include "core/report/event_json.h"

#include "core/report/json_values.h"

#include <cmath>

namespace tw {

namespace {

/// One event without the fields that all have; null where it is left out.
struct Fields
{
    Time time{};

    Json operator()(const TreeEvent& event) const { return std::visit(*this, event); }

    Json operator()(const Launched& event) const
    {
        return Json{{"event", "launched"},
                    {"key", event.key.value},
                    {"pid", event.pid.value},
                    {"command", event.command},
                    {"cwd", event.cwd},
                    {"tracking", trackingName(event.tracking)}};
    }

    Json operator()(const Forked& event) const
    {
        return Json{{"event", "forked"},
                    {"key", event.key.value},
                    {"pid", event.pid.value},
                    {"parent", event.parent.value}};
    }

    Json operator()(const Executed& event) const
    {
        return Json{{"event", "executed"},
                    {"key", event.key.value},
                    {"command", event.command ? Json(*event.command) : Json(nullptr)},
                    {"exe", knownText(event.executable)}};
    }

    Json operator()(const Renamed& event) const
    {
        return Json{{"event", "renamed"}, {"key", event.key.value}, {"name", event.name}};
    }

    Json operator()(const IdentityChanged& event) const
    {
        return Json{{"event", "identity"},
                    {"key", event.key.value},
                    {"uid", event.uid ? Json(*event.uid) : Json(nullptr)},
                    {"gid", event.gid ? Json(*event.gid) : Json(nullptr)},
                    {"sid", event.session ? Json(*event.session) : Json(nullptr)}};
    }

    Json operator()(const SignalsChanged&) const { return nullptr; }

    Json operator()(const Reparented& event) const
    {
        return Json{
            {"event", "reparented"}, {"key", event.key.value}, {"by", event.newParent.value}};
    }

    Json operator()(const Exited& event) const
    {
        return Json{{"event", "exited"},
                    {"key", event.key.value},
                    {"status", statusJson(event.status)},
                    {"cpu_seconds", secondsJson(event.cpuTime)},
                    {"max_rss_bytes",
                     event.maxResidentBytes ? Json(*event.maxResidentBytes) : Json(nullptr)}};
    }

    Json operator()(const Sampled& event) const
    {
        Json processes = Json::array();
        for (const Sample& sample : event.samples) {
            processes.push_back(Json{{"key", sample.key.value},
                                     {"state", std::string(1, sample.state)},
                                     {"cpu_percent", std::round(sample.cpuPercent * 100) / 100},
                                     {"rss_bytes", sample.residentBytes},
                                     {"threads", sample.threads}});
        }
        return Json{{"event", "sampled"}, {"processes", std::move(processes)}};
    }

    Json operator()(const EventsLost& event) const
    {
        return Json{{"event", "lost"}, {"count", event.count}, {"source", event.source}};
    }

    Json operator()(const LaunchFinished& event) const
    {
        Json leaked = Json::array();
        for (const ProcessKey key : event.leaked) {
            leaked.push_back(key.value);
        }
        return Json{{"event", "finished"},
                    {"status", statusJson(event.status)},
                    {"leaked", std::move(leaked)}};
    }

    Json operator()(const StopBegan& event) const
    {
        return Json{
            {"event", "stop"},
            {"action", event.ladder.empty() ? std::string{} : event.ladder.front().action()},
            {"reason", stopReasonName(event.reason)}};
    }

    Json operator()(const StepTaken& event) const
    {
        Json json{{"event", "step"}};
        json.update(stepJson(event, time));
        return json;
    }

    Json operator()(const StepWaiting&) const { return nullptr; }

    Json operator()(const StopEnded& event) const
    {
        return Json{{"event", "stopped"}, {"survivors", survivorsJson(event.survivors)}};
    }

    Json operator()(const TraceFound& event) const
    {
        Json json{{"event", "trace"}};
        json.update(traceJson(event));
        return json;
    }

    Json operator()(const OutputGrew&) const { return nullptr; }
    Json operator()(const StreamEnded&) const { return nullptr; }
};

} // namespace

std::optional<std::string> EventJsonWriter::line(const Event& event)
{
    const Json fields = std::visit(Fields{event.time}, event.body);
    if (fields.is_null()) {
        return std::nullopt;
    }
    Json json{{"seq", ++m_lastLine}, {"time", timeJson(event.time)}};
    json.update(fields);
    return dumpJson(json, -1) + "\n";
}

} // namespace tw
