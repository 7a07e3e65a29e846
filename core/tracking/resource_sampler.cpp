#include "core/tracking/resource_sampler.h"

#include <algorithm>
#include <utility>

namespace tw {

void ResourceSampler::add(ProcessKey key, Pid pid)
{
    Process process;
    process.pid = pid;
    process.readAt = m_clock.now();
    m_processes.insert_or_assign(key, std::move(process));
}

void ResourceSampler::remove(ProcessKey key)
{
    const auto found = m_processes.find(key);
    if (found != m_processes.end()) {
        m_openFiles -= found->second.file.isOpen() ? 1U : 0U;
        m_processes.erase(found);
    }
}

std::vector<Sample> ResourceSampler::read(bool youngOnly)
{
    const Time now = m_clock.now();
    std::vector<Sample> changed;
    for (auto& [key, process] : m_processes) {
        if ((!youngOnly || !process.wasRead) && readOne(key, process, now)) {
            changed.push_back(process.last);
        }
    }
    std::sort(changed.begin(), changed.end(), [](const Sample& left, const Sample& right) {
        return left.key < right.key;
    });
    return changed;
}

bool ResourceSampler::readOne(ProcessKey key, Process& process, Time now)
{
    const auto cpuTime = readCpuTime(process.pid);
    if (!cpuTime) {
        return false;
    }
    Sample sample = process.last;
    sample.key = key;
    const auto ran = *cpuTime - process.cpuTime.value_or(std::chrono::nanoseconds{0});
    const auto elapsed = now - process.readAt;
    sample.cpuPercent = elapsed.count() > 0 ? 100.0 * static_cast<double>(ran.count())
                                                  / static_cast<double>(elapsed.count())
                                            : 0;
    if (ran.count() > 0 || !process.wasRead) {
        const auto stat = readStat(process);
        if (!stat) {
            return false;
        }
        sample.state = stat->state;
        sample.residentBytes = stat->residentPages * pageSize();
        sample.threads = stat->threads;
    }
    if (sample.residentBytes > process.last.residentBytes) {
        // The peak between two readings; a new program begins anew, so the largest of all is kept.
        const auto status = readProcStatus(process.pid);
        const auto peak = status ? status->maxResidentBytes.value_or(0) : 0;
        process.maxResidentBytes = std::max({process.maxResidentBytes, sample.residentBytes, peak});
    }
    const bool isChanged = !process.wasRead || sample != process.last;
    process.last = sample;
    process.cpuTime = cpuTime;
    process.readAt = now;
    process.wasRead = true;
    return isChanged;
}

std::optional<ProcStat> ResourceSampler::readStat(Process& process)
{
    if (process.file.isOpen()) {
        return process.file.read();
    }
    // Kept from the second reading on: most processes do not live to see one.
    if (process.wasRead && m_openFiles < m_keptFiles) {
        process.file = ProcStatFile{process.pid};
        m_openFiles += process.file.isOpen() ? 1U : 0U;
        return process.file.isOpen() ? process.file.read() : readProcStat(process.pid);
    }
    return readProcStat(process.pid);
}

ProcessEnd ResourceSampler::usage(ProcessKey key) const
{
    const auto found = m_processes.find(key);
    if (found == m_processes.end()) {
        return {};
    }
    ProcessEnd end;
    end.cpuTime = found->second.cpuTime;
    if (found->second.maxResidentBytes > 0) {
        end.maxResidentBytes = found->second.maxResidentBytes;
    }
    return end;
}

} // namespace tw
