#include "app/twrun/run_files.h"

#include "core/base/write_file.h"
#include "core/kernel/file.h"
#include "core/report/report.h"

#include <fstream>

#include <unistd.h>

namespace tw {

Result<std::unique_ptr<RunFiles>> RunFiles::open(const Options& options)
{
    std::unique_ptr<RunFiles> files{new RunFiles{options}};
    if (options.report) {
        std::ofstream probe{*options.report, std::ios::app};
        if (!probe) {
            return systemError("write the report to " + *options.report);
        }
    }
    if (options.events) {
        if (auto opened = files->openEvents(*options.events); !opened) {
            return tl::unexpected{opened.error()};
        }
    }
    return files;
}

RunFiles::~RunFiles() = default;

Result<void> RunFiles::openEvents(const std::string& path)
{
    int target = STDERR_FILENO;
    if (path != "-") {
        auto created = createOutputFile(path);
        if (!created) {
            return tl::unexpected{created.error()};
        }
        m_eventsFile = std::move(*created);
        target = m_eventsFile.get();
    }
    auto events = PassThrough::open(target);
    if (!events) {
        return tl::unexpected{events.error()};
    }
    m_events = std::move(*events);
    return {};
}

void RunFiles::follow(EventStream& events)
{
    events.subscribe([this](const Event& event) {
        m_record.add(event);
        if (m_events) {
            if (const auto line = m_eventWriter.line(event)) {
                m_events->push(*line);
            }
        }
    });
}

Result<void> RunFiles::finish()
{
    if (m_events) {
        m_events->finish();
    }
    return m_options.report ? writeFile(*m_options.report, reportJson(m_record)) : Result<void>{};
}

} // namespace tw
