#include "tests/support/fake_signals.h"

#include <utility>

namespace tw {

SendOutcome FakeSignals::send(ProcessKey key, SignalNumber signal)
{
    m_sent += (m_sent.empty() ? "" : ", ") + signal.name() + " " + std::to_string(key.value);
    const auto found = m_outcomes.find(key);
    return found == m_outcomes.end() ? SendOutcome{} : found->second;
}

std::vector<SendOutcome> FakeSignals::sendAll(const std::vector<ProcessKey>& keys,
                                              SignalNumber signal)
{
    std::vector<SendOutcome> outcomes;
    for (const ProcessKey key : keys) {
        outcomes.push_back(send(key, signal));
    }
    return outcomes;
}

bool FakeSignals::killsAtOnce(ProcessKey root) const
{
    return m_cgroups.contains(root);
}

std::vector<SendOutcome> FakeSignals::killTree(ProcessKey root,
                                               const std::vector<ProcessKey>& known)
{
    m_sent += (m_sent.empty() ? "tree " : ", tree ") + std::to_string(root.value);
    std::vector<SendOutcome> outcomes;
    for (const ProcessKey key : known) {
        const auto found = m_outcomes.find(key);
        outcomes.push_back(found == m_outcomes.end() ? SendOutcome{} : found->second);
    }
    return outcomes;
}

std::optional<ProcessCondition> FakeSignals::explain(ProcessKey key)
{
    return inspect(key);
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
