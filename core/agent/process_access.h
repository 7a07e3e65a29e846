#pragma once

#include "core/agent/launch_cgroups.h"
#include "core/control/process_condition.h"
#include "core/control/signal_sender.h"
#include "core/kernel/process_handles.h"

#include <functional>
#include <utility>

namespace tw {

/// Sends the signals of stops through the handles that the tracker opened, and kills whole launches
/// through their cgroups.
class HandleSender final : public SignalSender
{
public:
    /// `onChase` is called where a process is killed by itself: what it gave birth to a moment ago
    /// has to be caught.
    HandleSender(ProcessHandles& handles,
                 const LaunchCgroups& cgroups,
                 std::function<void()> onChase)
        : m_handles(handles)
        , m_cgroups(cgroups)
        , m_onChase(std::move(onChase))
    {}

    SendOutcome send(ProcessKey key, SignalNumber signal) override;
    std::vector<SendOutcome> sendAll(const std::vector<ProcessKey>& keys,
                                     SignalNumber signal) override;
    [[nodiscard]] bool hasEnded(ProcessKey key) const override { return m_handles.hasEnded(key); }
    [[nodiscard]] bool killsAtOnce(ProcessKey root) const override;
    std::vector<SendOutcome> killTree(ProcessKey root,
                                      const std::vector<ProcessKey>& known) override;

private:
    [[nodiscard]] bool isIn(const Cgroup& cgroup, ProcessKey key) const;

    ProcessHandles& m_handles;
    const LaunchCgroups& m_cgroups;
    std::function<void()> m_onChase;
};

/// Reads the condition of live processes from /proc (proc(5)).
class ProcFsInspector final : public ProcessInspector
{
public:
    explicit ProcFsInspector(const ProcessHandles& handles) : m_handles(handles) {}

    [[nodiscard]] std::optional<ProcessCondition> inspect(ProcessKey key) override;
    [[nodiscard]] std::optional<ProcessCondition> explain(ProcessKey key) override;

private:
    const ProcessHandles& m_handles;
};

} // namespace tw
