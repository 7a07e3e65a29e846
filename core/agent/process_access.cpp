#include "core/agent/process_access.h"

#include "core/kernel/proc_fs.h"

namespace tw {

SendOutcome HandleSender::send(ProcessKey key, SignalNumber signal)
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
