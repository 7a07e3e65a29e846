#pragma once

#include "core/control/process_condition.h"
#include "core/control/signal_sender.h"

#include <map>
#include <optional>
#include <string>

namespace tw {

/// The kernel's side of a stop, by hand: keeps what was sent, answers what it was told to.
class FakeSignals final : public SignalSender, public ProcessInspector
{
public:
    SendOutcome send(ProcessKey key, SignalNumber signal) override;
    [[nodiscard]] std::optional<ProcessCondition> inspect(ProcessKey key) override;

    void answer(ProcessKey key, SendOutcome outcome) { m_outcomes[key] = std::move(outcome); }
    void setCondition(ProcessKey key, ProcessCondition condition)
    {
        m_conditions[key] = std::move(condition);
    }

    /// What was sent since the last call: "SIGINT 1, SIGINT 2".
    [[nodiscard]] std::string takeSent();

private:
    std::string m_sent{};
    std::map<ProcessKey, SendOutcome> m_outcomes{};
    std::map<ProcessKey, ProcessCondition> m_conditions{};
};

} // namespace tw
