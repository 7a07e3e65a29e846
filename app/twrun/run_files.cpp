#include "app/twrun/run_files.h"

#include "core/kernel/file.h"
#include "core/report/report.h"

#include <cerrno>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>
#include <unistd.h>

namespace tw {

namespace {

namespace fs = std::filesystem;

bool write(const std::string& path, const std::string& text)
{
    std::ofstream out{path, std::ios::binary};
    out << text;
    out.close();
    return out.good();
}

/// A reader never sees half a report: a regular file is replaced by a whole one. Pipes and devices
/// are written as they are.
Result<void> writeReport(const std::string& path, const std::string& text)
{
    std::error_code error;
    if (!fs::is_regular_file(path, error)) {
        return write(path, text) ? Result<void>{} : systemError("write the report to " + path);
    }
    const fs::path target = fs::canonical(path, error);
    const std::string temporary = fmt::format("{}.{}", target.string(), ::getpid());
    if (!write(temporary, text)) {
        auto failed = systemError("write the report to " + temporary);
        fs::remove(temporary, error);
        return failed;
    }
    fs::rename(temporary, target, error);
    return error ? systemError("write the report to " + path, error.value()) : Result<void>{};
}

} // namespace

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
    return m_options.report ? writeReport(*m_options.report, reportJson(m_record)) : Result<void>{};
}

} // namespace tw
