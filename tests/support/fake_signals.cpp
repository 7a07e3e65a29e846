#include "tests/support/fake_signals.h"

#include <utility>

namespace tw {

SendOutcome FakeSignals::send(ProcessKey key, SignalNumber signal)
{
    m_sent += (m_sent.empty() ? "" : ", ") + signal.name() + " " + std::to_string(key.value);
    const auto found = m_outcomes.find(key);
    return found == m_outcomes.end() ? SendOutcome{} : found->second;
}

std::optional<ProcessCondition> FakeSignals::inspect(ProcessKey key)
{
    const auto found = m_conditions.find(key);
    return found == m_conditions.end() ? std::nullopt : std::optional{found->second};
}

std::string FakeSignals::takeSent()
{
    return std::exchange(m_sent, {});
}

} // namespace tw
