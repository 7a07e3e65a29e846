#include "core/control/step_delivery.h"

#include "core/control/signal_meaning.h"
#include "core/control/survivor_reason.h"

#include <algorithm>
#include <csignal>
#include <utility>

#include <fmt/format.h>

namespace tw {

StepDelivery::StepDelivery(StopId stop,
                           ProcessKey target,
                           const LadderStep& step,
                           StopSurroundings& surroundings)
    : m_stop(stop)
    , m_target(target)
    , m_step(step)
    , m_surroundings(surroundings)
{
    if (step.scope == StopScope::Group) {
        // The number of a group is its first leader's and stays taken while it has a member.
        const auto leader = surroundings.inspector.inspect(target);
        m_group = leader && leader->group ? leader->group : surroundings.tree.find(target)->pid;
    }
}

void StepDelivery::reach(Time now, const std::vector<ProcessKey>& youngestFirst)
{
    std::vector<ProcessKey> meant;
    for (const ProcessKey key : youngestFirst) {
        if (isMeant(key) && m_reached.insert(key).second) {
            meant.push_back(key);
        }
    }
    if (isKill()) {
        // The oldest first: a parent that saw its child die would act upon it.
        std::reverse(meant.begin(), meant.end());
    }
    auto outcomes = killsAtOnce() ? m_surroundings.sender.killTree(m_target, meant)
                                  : m_surroundings.sender.sendAll(meant, m_step.signal);
    if (!isKill()) {
        std::reverse(meant.begin(), meant.end());
        std::reverse(outcomes.begin(), outcomes.end());
    }
    // Told from the oldest on, as a tree is read.
    for (std::size_t next = 0; next < meant.size(); ++next) {
        tell(now, meant[next], m_step.signal, outcomes[next]);
    }
    for (std::size_t next = 0; next < meant.size(); ++next) {
        if (outcomes[next].result == StepResult::Delivered && needsContinue(m_step.signal)) {
            continueIfStopped(now, meant[next]);
        }
    }
}

// By its handle also where the tree was killed at once: a kernel that did that lets nobody be born
// in the cgroup, so this one was born before, or outside of it.
void StepDelivery::reachBorn(Time now, ProcessKey key)
{
    if (isMeant(key) && m_reached.insert(key).second) {
        tell(now, key, m_step.signal, m_surroundings.sender.send(key, m_step.signal));
    }
}

bool StepDelivery::isKill() const
{
    return m_step.signal.value == SIGKILL;
}

bool StepDelivery::killsAtOnce() const
{
    return isKill() && m_step.scope == StopScope::Tree
           && m_surroundings.sender.killsAtOnce(m_target);
}

void StepDelivery::killAgain()
{
    if (killsAtOnce()) {
        (void)m_surroundings.sender.killTree(m_target, {});
    }
}

std::string StepDelivery::reasonFor(ProcessKey key) const
{
    if (m_step.scope == StopScope::Group && !m_reached.contains(key)) {
        return fmt::format("not in the process group that {} was sent to", m_step.signal.name());
    }
    if (m_step.scope == StopScope::Process && !m_reached.contains(key)) {
        return fmt::format("{} was sent to the process above alone", m_step.signal.name());
    }
    const auto refusal = m_refused.find(key);
    return survivorReason(m_step.signal,
                          m_surroundings.inspector.explain(key),
                          refusal == m_refused.end() ? std::nullopt
                                                     : std::optional{refusal->second});
}

bool StepDelivery::isMeant(ProcessKey key) const
{
    if (m_step.scope == StopScope::Group) {
        const auto condition = m_surroundings.inspector.inspect(key);
        return condition && condition->group == m_group;
    }
    return m_step.scope == StopScope::Tree || key == m_target;
}

/// Only after the signal: continued first, it could run on past the point where it was to be asked.
void StepDelivery::continueIfStopped(Time now, ProcessKey key)
{
    const auto condition = m_surroundings.inspector.inspect(key);
    if (condition && condition->isStopped()) {
        const SignalNumber signal{SIGCONT};
        tell(now, key, signal, m_surroundings.sender.send(key, signal));
    }
}

void StepDelivery::tell(Time now, ProcessKey key, SignalNumber signal, const SendOutcome& outcome)
{
    StepTaken taken{
        m_stop, signal, key, m_surroundings.tree.find(key)->pid, outcome.result, std::nullopt};
    if (outcome.result == StepResult::Refused) {
        const Error error = outcome.error.value_or(Error{0, "the signal was refused"});
        taken.error = error.message;
        m_refused[key] = error;
    }
    m_surroundings.sink(now, std::move(taken));
}

} // namespace tw
