#pragma once

#include "app/twrun/options.h"
#include "core/output/pass_through.h"
#include "core/report/event_json.h"
#include "core/report/run_record.h"
#include "core/stream/event_stream.h"

#include <memory>
#include <optional>
#include <string>

namespace tw {

/// What twrun writes about a run: the report, the events as they happen, the summary. Opened before
/// the command is started, so that a path that cannot be written is refused while nothing is lost.
class RunFiles
{
public:
    [[nodiscard]] static Result<std::unique_ptr<RunFiles>> open(const Options& options);

    RunFiles(const RunFiles&) = delete;
    RunFiles& operator=(const RunFiles&) = delete;
    ~RunFiles();

    /// Records every later event.
    void follow(EventStream& events);

    /// The command could not be started: that is all the report will say.
    void launchFailed(const FailedLaunch& failed) { m_record.launchFailed(failed); }

    /// A worker was started, or could not be.
    void noteWorker(const WorkerStart& start) { m_record.noteWorker(start); }

    /// Writes what is written at the end; waits until the events are written too.
    [[nodiscard]] Result<void> finish();

    [[nodiscard]] const RunRecord& record() const { return m_record; }

private:
    explicit RunFiles(const Options& options) : m_options(options) {}

    Result<void> openEvents(const std::string& path);

    const Options& m_options;
    RunRecord m_record{};
    EventJsonWriter m_eventWriter{};
    UniqueFd m_eventsFile{};
    std::unique_ptr<PassThrough> m_events{};
};

} // namespace tw
