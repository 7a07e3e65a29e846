#include "core/agent/process_access.h"

#include "core/kernel/cgroup_place.h"
#include "core/kernel/proc_fs.h"

#include <algorithm>
#include <csignal>
#include <utility>

namespace tw {

namespace {

/// How long the kernel is left alone with the processes of a tree that was killed.
constexpr std::chrono::milliseconds kDying{100};

SendOutcome told(SignalOutcome outcome)
{
    switch (outcome.result) {
    case SignalResult::Delivered:
        return {StepResult::Delivered, std::nullopt};
    case SignalResult::Gone:
        return {StepResult::Gone, std::nullopt};
    case SignalResult::Refused:
        break;
    }
    return {StepResult::Refused, Error{0, std::move(outcome.words)}};
}

std::vector<SendOutcome> told(std::vector<SignalOutcome> outcomes)
{
    std::vector<SendOutcome> all;
    all.reserve(outcomes.size());
    for (SignalOutcome& outcome : outcomes) {
        all.push_back(told(std::move(outcome)));
    }
    return all;
}

} // namespace

SendOutcome HandleSender::send(ProcessKey key, SignalNumber signal)
{
    return std::move(sendAll({key}, signal).front());
}

std::vector<SendOutcome> HandleSender::sendAll(const std::vector<ProcessKey>& keys,
                                               SignalNumber signal)
{
    if (signal.value == SIGKILL) {
        m_onChase();
    }
    return told(m_handles.sendAll(keys, signal));
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
    std::vector<SendOutcome> outcomes(known.size(), SendOutcome{StepResult::Gone, {}});
    std::vector<ProcessKey> living;
    std::vector<std::size_t> places;
    for (std::size_t index = 0; index < known.size(); ++index) {
        if (!m_handles.hasEnded(known[index])) {
            living.push_back(known[index]);
            places.push_back(index);
        }
    }
    const Cgroup* cgroup = m_cgroups.find(root);
    const bool isKilled = cgroup != nullptr && cgroup->kill().has_value();
    auto sent = told(m_handles.sendAll(living, SignalNumber{SIGKILL}));
    for (std::size_t next = 0; next < living.size(); ++next) {
        const bool isByCgroup
            = isKilled
              && (sent[next].result == StepResult::Gone
                  || (sent[next].result == StepResult::Refused && isIn(*cgroup, living[next])));
        outcomes[places[next]] = isByCgroup ? SendOutcome{} : std::move(sent[next]);
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
