#include "core/agent/process_access.h"

#include "core/kernel/cgroup_place.h"
#include "core/kernel/proc_fs.h"

#include <algorithm>
#include <csignal>

namespace tw {

namespace {

/// How long the kernel is left alone with the processes of a tree that was killed.
constexpr std::chrono::milliseconds kDying{100};

} // namespace

SendOutcome HandleSender::send(ProcessKey key, SignalNumber signal)
{
    if (signal.value == SIGKILL) {
        m_onChase();
    }
    return sendAlone(key, signal);
}

SendOutcome HandleSender::sendAlone(ProcessKey key, SignalNumber signal)
{
    const SignalOutcome outcome = m_handles.send(key, signal);
    switch (outcome.result) {
    case SignalResult::Delivered:
        return {StepResult::Delivered, std::nullopt};
    case SignalResult::Gone:
        return {StepResult::Gone, std::nullopt};
    case SignalResult::Refused:
        break;
    }
    return {StepResult::Refused, Error{0, outcome.words}};
}

bool HandleSender::killsAtOnce(ProcessKey root) const
{
    const Cgroup* cgroup = m_cgroups.find(root);
    return cgroup != nullptr && cgroup->canKill();
}

// Whoever lived before the write is sent SIGKILL by its handle as well, for it may have moved to
// another cgroup, at the last moment too. It makes no difference to those who are dying.
std::vector<SendOutcome> HandleSender::killTree(ProcessKey root,
                                                const std::vector<ProcessKey>& known)
{
    std::vector<SendOutcome> outcomes(known.size());
    for (std::size_t index = 0; index < known.size(); ++index) {
        outcomes[index].result
            = m_handles.hasEnded(known[index]) ? StepResult::Gone : StepResult::Delivered;
    }
    const Cgroup* cgroup = m_cgroups.find(root);
    const bool isKilled = cgroup != nullptr && cgroup->kill().has_value();
    for (std::size_t index = 0; index < known.size(); ++index) {
        if (outcomes[index].result == StepResult::Gone) {
            continue;
        }
        SendOutcome sent = sendAlone(known[index], SignalNumber{SIGKILL});
        const bool isByUs
            = isKilled
              && (sent.result == StepResult::Gone
                  || (sent.result == StepResult::Refused && isIn(*cgroup, known[index])));
        if (!isByUs) {
            outcomes[index] = std::move(sent);
        }
    }
    if (isKilled && !known.empty() && m_cgroups.isOnlyOne(root)) {
        // Their deaths are recorded afterwards: on a machine with few processors, to do it
        // meanwhile makes them wait for us. Where another launch runs, its output comes first.
        (void)cgroup->waitUntilEmpty(kDying);
    }
    return outcomes;
}

/// The kernel asks nobody's permission in a cgroup: there, another user's process is killed too.
bool HandleSender::isIn(const Cgroup& cgroup, ProcessKey key) const
{
    const ProcessHandles::Handle* handle = m_handles.find(key);
    const auto members = cgroup.members();
    return handle == nullptr || m_handles.hasEnded(key)
           || std::find(members.begin(), members.end(), handle->pid) != members.end();
}

std::optional<ProcessCondition> ProcFsInspector::explain(ProcessKey key)
{
    auto condition = inspect(key);
    if (condition) {
        condition->frozen = isFrozen(m_handles.find(key)->pid);
    }
    return condition;
}

std::optional<ProcessCondition> ProcFsInspector::inspect(ProcessKey key)
{
    const ProcessHandles::Handle* handle = m_handles.find(key);
    if (handle == nullptr) {
        return std::nullopt;
    }
    const auto stat = readProcStat(handle->pid);
    const auto status = readProcStatus(handle->pid);
    // The number may have gone to another process between its end and our notice of it.
    if (!stat || !status || (handle->startTicks && *handle->startTicks != stat->startTicks)) {
        return std::nullopt;
    }
    ProcessCondition condition;
    condition.state = stat->state;
    condition.group = stat->group;
    condition.ignored = status->ignored;
    condition.blocked = status->blocked;
    condition.caught = status->caught;
    if (status->tracer.value != 0) {
        condition.tracer = status->tracer;
    }
    condition.waitChannel = readWaitChannel(handle->pid);
    condition.uid = status->uid;
    return condition;
}

} // namespace tw
