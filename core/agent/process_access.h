#pragma once

#include "core/control/process_condition.h"
#include "core/control/signal_sender.h"
#include "core/kernel/process_handles.h"

namespace tw {

/// Sends the signals of stops through the handles that the tracker opened.
class HandleSender final : public SignalSender
{
public:
    explicit HandleSender(ProcessHandles& handles) : m_handles(handles) {}

    SendOutcome send(ProcessKey key, SignalNumber signal) override;

private:
    ProcessHandles& m_handles;
};

/// Reads the condition of live processes from /proc (proc(5)).
class ProcFsInspector final : public ProcessInspector
{
public:
    explicit ProcFsInspector(const ProcessHandles& handles) : m_handles(handles) {}

    [[nodiscard]] std::optional<ProcessCondition> inspect(ProcessKey key) override;

private:
    const ProcessHandles& m_handles;
};

} // namespace tw
