#include "core/report/report.h"

#include "core/report/json_values.h"
#include "core/report/process_words.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

namespace tw {

namespace {

/// With one pipe a stream nobody can tell who wrote what, unless there was only one to write.
Json outputBytes(const RunRecord& record, const Process& process)
{
    const Launch& launch = *record.tree().find(process.launch);
    if (launch.members.size() > 1) {
        return nullptr;
    }
    const auto output = record.output().find(process.launch);
    return output == record.output().end()
               ? std::uint64_t{0}
               : output->second.stdoutBytes + output->second.stderrBytes;
}

Json processJson(const RunRecord& record, const Process& process)
{
    return Json{{"key", process.key.value},
                {"pid", process.pid.value},
                {"parent", process.parent ? Json(process.parent->value) : Json(nullptr)},
                {"command", process.command ? Json(*process.command) : Json(nullptr)},
                {"exe", knownText(process.executable)},
                {"name", processName(process)},
                {"started", timeJson(process.started)},
                {"ended", timeJson(process.ended)},
                {"status", statusJson(process.status)},
                {"orphaned", process.orphaned},
                {"leaked", process.leaked},
                {"cpu_seconds", secondsJson(process.cpuTime)},
                {"max_rss_bytes",
                 process.maxResidentBytes ? Json(*process.maxResidentBytes) : Json(nullptr)},
                {"output_bytes", outputBytes(record, process)},
                {"found", process.found && record.tree().find(process.launch)->attached}};
}

Json processesJson(const RunRecord& record)
{
    std::vector<ProcessKey> keys;
    for (const auto& [id, launch] : record.tree().launches()) {
        keys.insert(keys.end(), launch.members.begin(), launch.members.end());
    }
    std::sort(keys.begin(), keys.end());
    Json json = Json::array();
    for (const ProcessKey key : keys) {
        json.push_back(processJson(record, *record.tree().find(key)));
    }
    return json;
}

Json stopsJson(const RunRecord& record)
{
    Json json = Json::array();
    for (const auto& [id, stop] : record.stops()) {
        Json steps = Json::array();
        for (const auto& [sent, step] : stop.steps) {
            steps.push_back(stepJson(step, sent));
        }
        const Ladder& ladder = stop.began.ladder;
        json.push_back(Json{{"action", ladder.empty() ? std::string{} : ladder.front().action()},
                            {"reason", stopReasonName(stop.began.reason)},
                            {"requested", timeJson(stop.requested)},
                            {"finished", timeJson(stop.finished)},
                            {"steps", std::move(steps)},
                            {"survivors", survivorsJson(stop.survivors)}});
    }
    return json;
}

Json tracesJson(const RunRecord& record)
{
    Json json = Json::array();
    for (const TraceFound& found : record.traces()) {
        json.push_back(traceJson(found));
    }
    return json;
}

Json outputJson(const RunRecord& record)
{
    OutputGrew sum;
    for (const auto& [id, output] : record.output()) {
        sum.stdoutBytes += output.stdoutBytes;
        sum.stderrBytes += output.stderrBytes;
        sum.lines += output.lines;
        sum.droppedBytes += output.droppedBytes;
    }
    return Json{{"stdout_bytes", sum.stdoutBytes},
                {"stderr_bytes", sum.stderrBytes},
                {"lines", sum.lines},
                {"dropped_bytes", sum.droppedBytes}};
}

/// Told at the end of the launch, or known of its root.
std::optional<WaitStatus> commandStatus(const RunRecord& record, const Launch& launch)
{
    const auto& known = record.tree().find(launch.root)->status;
    const auto finished = record.finished().find(launch.id);
    return known || finished == record.finished().end() ? known : finished->second.status;
}

/// How each worker ended in the end: of its last attempt.
std::map<std::uint32_t, WorkerStart> lastAttempts(const RunRecord& record)
{
    std::map<std::uint32_t, WorkerStart> last;
    for (const WorkerStart& start : record.workers()) {
        last.insert_or_assign(start.worker, start);
    }
    return last;
}

/// The one that twrun exits with: the largest, as a shell tells it. Absent where one is unknown or
/// could not be started and none is larger.
std::optional<WaitStatus> worstStatus(const RunRecord& record)
{
    int worst = -1;
    std::optional<WaitStatus> status;
    for (const auto& [worker, start] : lastAttempts(record)) {
        const Launch* launch = start.launch ? record.tree().find(*start.launch) : nullptr;
        const auto one = launch != nullptr ? commandStatus(record, *launch) : std::nullopt;
        const int code = one ? one->shellCode() : start.failure;
        if (code > worst) {
            worst = code;
            status = one;
        }
    }
    return status;
}

/// The fields that describe the command itself.
void addCommand(Json& json, const RunRecord& record, const Launch& launch)
{
    std::optional<Time> ended;
    for (const auto& [id, one] : record.tree().launches()) {
        const Process& root = *record.tree().find(one.root);
        ended = std::max(ended, one.finished ? one.finished : root.ended);
    }
    json["command"] = launch.command;
    json["cwd"] = launch.cwd;
    json["started"] = timeJson(launch.started);
    json["ended"] = timeJson(ended);
    json["status"] = statusJson(record.workers().empty() ? commandStatus(record, launch)
                                                         : worstStatus(record));
}

bool isAttached(const RunRecord& record)
{
    const auto& launches = record.tree().launches();
    return !launches.empty() && launches.begin()->second.attached;
}

Json workersJson(const RunRecord& record)
{
    Json json = Json::array();
    for (const WorkerStart& start : record.workers()) {
        const Launch* launch = start.launch ? record.tree().find(*start.launch) : nullptr;
        json.push_back(
            Json{{"worker", start.worker},
                 {"attempt", start.attempt},
                 {"key", launch != nullptr ? Json(launch->root.value) : Json(nullptr)},
                 {"status",
                  statusJson(launch != nullptr ? commandStatus(record, *launch) : std::nullopt)}});
    }
    return json;
}

/// A command that could not be started began and ended at once, and had no status.
void addFailure(Json& json, const FailedLaunch& failed)
{
    json["command"] = failed.command;
    json["cwd"] = knownText(failed.cwd);
    json["started"] = timeJson(failed.time);
    json["ended"] = timeJson(failed.time);
    json["error"] = failed.message;
}

} // namespace

std::string reportJson(const RunRecord& record)
{
    Json json{{"version", 1}, {"tracking", nullptr}, {"lost_events", record.tree().lostEvents()}};
    for (const char* field : {"command", "cwd", "started", "ended", "status"}) {
        json[field] = nullptr;
    }
    if (!record.tree().launches().empty()) {
        const Launch& first = record.tree().launches().begin()->second;
        json["tracking"] = trackingName(first.tracking);
        addCommand(json, record, first);
    } else if (const auto& failed = record.failedLaunch()) {
        addFailure(json, *failed);
    }
    const StopRecord* timeout = record.timeout();
    json["timed_out"]
        = timeout != nullptr ? Json(stopReasonName(timeout->began.reason)) : Json(nullptr);
    json["processes"] = processesJson(record);
    json["stops"] = stopsJson(record);
    json["traces"] = tracesJson(record);
    json["dumps"] = Json::array();
    json["output"] = outputJson(record);
    json["attached"] = isAttached(record);
    json["workers"] = workersJson(record);
    return dumpJson(json, 1) + "\n";
}

} // namespace tw
