#include "core/agent/launch_end.h"

namespace tw {

LaunchFinished describeFinish(const ProcessTree& tree, const Launch& launch)
{
    LaunchFinished finished;
    finished.launch = launch.id;
    finished.status = tree.find(launch.root)->status;
    for (const ProcessKey key : launch.members) {
        if (tree.find(key)->leaked) {
            finished.leaked.push_back(key);
        }
    }
    return finished;
}

std::vector<Pid> livePids(const ProcessTree& tree, const Launch& launch)
{
    std::vector<Pid> pids;
    for (const ProcessKey key : launch.members) {
        const Process* process = tree.find(key);
        if (process->isAlive()) {
            pids.push_back(process->pid);
        }
    }
    return pids;
}

} // namespace tw
