#pragma once

#include "core/control/process_condition.h"
#include "core/control/signal_sender.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tw {

/// The kernel's side of a stop, by hand: keeps what was sent, answers what it was told to.
class FakeSignals final : public SignalSender, public ProcessInspector
{
public:
    SendOutcome send(ProcessKey key, SignalNumber signal) override;
    std::vector<SendOutcome> sendAll(const std::vector<ProcessKey>& keys,
                                     SignalNumber signal) override;
    [[nodiscard]] bool hasEnded(ProcessKey key) const override { return m_ended.contains(key); }
    [[nodiscard]] bool killsAtOnce(ProcessKey root) const override;
    std::vector<SendOutcome> killTree(ProcessKey root,
                                      const std::vector<ProcessKey>& known) override;
    [[nodiscard]] std::optional<ProcessCondition> inspect(ProcessKey key) override;
    [[nodiscard]] std::optional<ProcessCondition> explain(ProcessKey key) override;

    void answer(ProcessKey key, SendOutcome outcome) { m_outcomes[key] = std::move(outcome); }
    void setCondition(ProcessKey key, ProcessCondition condition)
    {
        m_conditions[key] = std::move(condition);
    }

    /// From now on the tree below `root` has a cgroup.
    void giveCgroup(ProcessKey root) { m_cgroups.insert(root); }

    /// It has ended, and nobody has been told.
    void endUntold(ProcessKey key) { m_ended.insert(key); }

    /// What was sent since the last call: "SIGINT 1, SIGINT 2", and "tree 1" for a tree that was
    /// killed at once.
    [[nodiscard]] std::string takeSent();

private:
    std::string m_sent{};
    std::set<ProcessKey> m_cgroups{};
    std::set<ProcessKey> m_ended{};
    std::map<ProcessKey, SendOutcome> m_outcomes{};
    std::map<ProcessKey, ProcessCondition> m_conditions{};
};

} // namespace tw
