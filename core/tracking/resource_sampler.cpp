#include "core/tracking/resource_sampler.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace tw {

namespace {

using std::chrono::nanoseconds;

// To a tenth of a percent: below is what a process costs that only wakes up to see that there is
// nothing to do, and each new value is an event that travels, is stored and is drawn.
double percent(nanoseconds ran, nanoseconds elapsed)
{
    if (elapsed <= nanoseconds{0}) {
        return 0;
    }
    const double share = static_cast<double>(ran.count()) / static_cast<double>(elapsed.count());
    return std::round(share * 1000) / 10;
}

} // namespace

void ResourceSampler::add(ProcessKey key, Pid pid)
{
    Process process;
    process.pid = pid;
    process.readAt = m_clock.now();
    m_processes.insert_or_assign(key, process);
    m_young.push_back(key);
}

void ResourceSampler::remove(ProcessKey key)
{
    m_files.remove(key);
    m_processes.erase(key);
}

std::vector<Sample> ResourceSampler::read(bool youngOnly)
{
    const Time now = m_clock.now();
    std::vector<Sample> changed;
    m_ran.clear();
    const auto readInto = [&](ProcessKey key, Process& process) {
        if (readOne(key, process, now)) {
            changed.push_back(process.last);
        }
    };
    const auto young = std::exchange(m_young, {});
    if (youngOnly) {
        for (const ProcessKey key : young) {
            const auto found = m_processes.find(key);
            if (found != m_processes.end() && !found->second.wasRead) {
                readInto(key, found->second);
            }
        }
    } else {
        m_files.beginRound();
        for (auto& [key, process] : m_processes) {
            readInto(key, process);
        }
    }
    std::sort(changed.begin(), changed.end(), [](const Sample& left, const Sample& right) {
        return left.key < right.key;
    });
    std::sort(m_ran.begin(), m_ran.end());
    return changed;
}

bool ResourceSampler::readOne(ProcessKey key, Process& process, Time now)
{
    const auto cpuTime = readCpuTime(process.pid);
    if (!cpuTime || *cpuTime < process.cpuTime.value_or(nanoseconds{0})) {
        return false; // it is gone, and its number may be another's already
    }
    Sample sample = process.last;
    sample.key = key;
    const auto ran = *cpuTime - process.cpuTime.value_or(nanoseconds{0});
    sample.cpuPercent = percent(ran, now - process.readAt);
    if (ran.count() > 0 || !process.wasRead) {
        if (!readFiles(key, process, sample)) {
            return false;
        }
        m_ran.push_back(key);
    }
    const bool isChanged = !process.wasRead || sample != process.last;
    process.last = sample;
    process.cpuTime = cpuTime;
    process.readAt = now;
    process.wasRead = true;
    return isChanged;
}

bool ResourceSampler::readFiles(ProcessKey key, Process& process, Sample& sample)
{
    // Kept from the second reading on: most processes do not live to see one.
    const auto stat = process.wasRead ? m_files.read(key, process.pid) : readProcStat(process.pid);
    if (!stat) {
        return false;
    }
    sample.state = stat->state;
    sample.residentBytes = stat->residentPages * pageSize();
    sample.threads = stat->threads;
    if (sample.residentBytes > process.last.residentBytes) {
        // The peak between two readings; a new program begins anew, so the largest of all is kept.
        const auto status = readProcStatus(process.pid);
        const auto peak = status ? status->maxResidentBytes.value_or(0) : 0;
        process.maxResidentBytes = std::max({process.maxResidentBytes, sample.residentBytes, peak});
    }
    return true;
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
