#include "core/tracking/process_scan.h"

#include "core/base/unique_fd.h"
#include "core/kernel/cgroup_tree.h"
#include "core/kernel/own_process.h"
#include "core/kernel/proc_fs.h"

#include <algorithm>
#include <iterator>
#include <unordered_map>
#include <unordered_set>

#include <fcntl.h>

namespace tw {

namespace {

constexpr int kMostPasses = 5;

std::vector<ProcStat> readAll()
{
    std::vector<ProcStat> all;
    for (const Pid pid : listProcesses()) {
        if (auto stat = readProcStat(pid)) {
            all.push_back(std::move(*stat));
        }
    }
    return all;
}

} // namespace

std::vector<ProcStat> selectBelow(Pid root, const std::vector<ProcStat>& all)
{
    std::unordered_multimap<Pid, const ProcStat*> byParent;
    for (const ProcStat& process : all) {
        byParent.emplace(process.parent, &process);
    }
    std::vector<ProcStat> found;
    std::vector<Pid> queue{root};
    // Processes are read one after the other: what was re-parented in between may close a circle.
    std::unordered_set<Pid> seen{root};
    for (std::size_t next = 0; next < queue.size(); ++next) {
        const auto [first, last] = byParent.equal_range(queue[next]);
        for (auto child = first; child != last; ++child) {
            if (seen.insert(child->second->pid).second) {
                queue.push_back(child->second->pid);
                found.push_back(*child->second);
            }
        }
    }
    return found;
}

ProcessScan scanBelow(Pid root)
{
    ProcessScan scan;
    scan.began = monotonicNow();
    std::vector<Pid> queue{root};
    std::unordered_set<Pid> seen{root};
    for (std::size_t next = 0; next < queue.size(); ++next) {
        const auto children = readChildren(queue[next]);
        if (!children) {
            scan.processes = selectBelow(root, readAll());
            return scan;
        }
        for (const Pid child : *children) {
            if (!seen.insert(child).second) {
                continue;
            }
            if (auto stat = readProcStat(child)) {
                queue.push_back(child);
                scan.processes.push_back(std::move(*stat));
            }
        }
    }
    return scan;
}

void addCgroup(ProcessScan& scan, const std::string& cgroup)
{
    const UniqueFd directory{::open(cgroup.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)};
    if (!directory.isOpen()) {
        return; // it is removed once nobody is left in it
    }
    std::unordered_set<Pid> seen;
    for (const ProcStat& process : scan.processes) {
        seen.insert(process.pid);
    }
    std::vector<ProcStat> more;
    for (const Pid pid : cgroupMembers(directory.get())) {
        auto stat = seen.contains(pid) ? std::nullopt : readProcStat(pid);
        if (stat) {
            more.push_back(std::move(*stat));
        }
    }
    std::stable_sort(more.begin(), more.end(), [](const ProcStat& left, const ProcStat& right) {
        return left.startTicks < right.startTicks;
    });
    std::move(more.begin(), more.end(), std::back_inserter(scan.processes));
}

ProcessScan scanThoroughly(Pid root)
{
    ProcessScan scan;
    scan.began = monotonicNow();
    std::unordered_set<Pid> known;
    for (int pass = 0; pass < kMostPasses; ++pass) {
        bool isNew = false;
        for (ProcStat& process : selectBelow(root, readAll())) {
            if (known.insert(process.pid).second) {
                isNew = true;
                scan.processes.push_back(std::move(process));
            }
        }
        if (!isNew) {
            break;
        }
    }
    return scan;
}

} // namespace tw
