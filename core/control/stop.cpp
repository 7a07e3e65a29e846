#include "core/control/stop.h"

#include "core/control/signal_meaning.h"
#include "core/control/survivor_reason.h"

#include <algorithm>
#include <csignal>
#include <utility>

namespace tw {

namespace {

/// How long a step is waited for at least.
std::chrono::milliseconds settlingTime(SignalNumber signal)
{
    return signal.value == SIGKILL ? Stop::kKillSettles : std::chrono::milliseconds{0};
}

} // namespace

Stop::Stop(StopId id, StopCommand command, StopReason reason, StopSurroundings surroundings)
    : m_id(id)
    , m_command(std::move(command))
    , m_reason(reason)
    , m_surroundings(std::move(surroundings))
{}

void Stop::begin(Time now)
{
    m_surroundings.sink(now, StopBegan{m_id, m_command.target, m_command.ladder, m_reason});
    watch();
    if (m_live.empty()) {
        // Asked for in time, but too late: the record says so.
        const Process& target = *m_surroundings.tree.find(m_command.target);
        m_surroundings.sink(
            now, StepTaken{m_id, step().signal, target.key, target.pid, StepResult::Gone, {}});
        end(now);
        return;
    }
    takeStep(now);
}

void Stop::onTreeEvent(Time now, const TreeEvent& event)
{
    if (m_over) {
        return;
    }
    if (const auto* born = std::get_if<Forked>(&event)) {
        addMember(now, *born);
    } else if (const auto* ended = std::get_if<Exited>(&event)) {
        removeMember(now, ended->key);
    }
}

void Stop::advance(Time now)
{
    if (m_over || now < m_deadline) {
        return;
    }
    if (now - m_deadline > kLate && !m_lookedAgain) {
        m_lookedAgain = true;
        m_deadline = now + kLookAgain;
        return;
    }
    climb(now);
}

void Stop::skip(Time now)
{
    if (m_over) {
        return;
    }
    if (isLastStep()) {
        waitUntil(now, std::min(m_deadline, now + settlingTime(step().signal)));
        if (now < m_deadline) {
            return;
        }
    }
    climb(now);
}

void Stop::extend(Time now, std::chrono::milliseconds by)
{
    if (!m_over) {
        waitUntil(now, m_deadline + by);
    }
}

std::optional<Time> Stop::deadline() const
{
    return m_over ? std::nullopt : std::optional{m_deadline};
}

bool Stop::watchesTree() const
{
    return std::any_of(m_command.ladder.begin(), m_command.ladder.end(), [](const LadderStep& one) {
        return one.scope == StopScope::Tree;
    });
}

bool Stop::asksToEnd() const
{
    return std::any_of(m_command.ladder.begin(), m_command.ladder.end(), [](const LadderStep& one) {
        return isMeantToEnd(one.signal);
    });
}

void Stop::watch()
{
    const ProcessTree& tree = m_surroundings.tree;
    if (watchesTree()) {
        for (const ProcessKey key : tree.subtree(m_command.target)) {
            m_lineage.insert(key);
        }
    } else {
        m_lineage.insert(m_command.target);
    }
    for (const ProcessKey key : m_lineage) {
        if (tree.find(key)->isAlive()) {
            m_live.insert(key);
        }
    }
}

void Stop::takeStep(Time now)
{
    m_reached.clear();
    m_refused.clear();
    m_lookedAgain = false;
    m_deadline = now + std::max(step().wait, settlingTime(step().signal));
    reach(now, {m_live.begin(), m_live.end()});
    if (isLastStep() && !asksToEnd()) {
        end(now);
        return;
    }
    waitUntil(now, m_deadline);
}

void Stop::waitUntil(Time now, Time deadline)
{
    m_deadline = deadline;
    m_surroundings.sink(now, StepWaiting{m_id, static_cast<std::uint32_t>(m_step), deadline});
}

void Stop::climb(Time now)
{
    if (isLastStep()) {
        end(now);
        return;
    }
    ++m_step;
    takeStep(now);
}

void Stop::reach(Time now, const std::vector<ProcessKey>& keys)
{
    const SignalNumber signal = step().signal;
    std::vector<std::pair<ProcessKey, SendOutcome>> outcomes;
    const std::vector<ProcessKey> youngestFirst{keys.rbegin(), keys.rend()};
    for (const ProcessKey key : youngestFirst) {
        const bool meant = step().scope == StopScope::Tree || key == m_command.target;
        if (meant && m_reached.insert(key).second) {
            outcomes.emplace_back(key, m_surroundings.sender.send(key, signal));
        }
    }
    std::reverse(outcomes.begin(), outcomes.end());
    for (const auto& [key, outcome] : outcomes) {
        tell(now, key, signal, outcome);
    }
    for (const auto& [key, outcome] : outcomes) {
        if (outcome.result == StepResult::Delivered && needsContinue(signal)) {
            continueIfStopped(now, key);
        }
    }
}

/// Only after the signal: continued first, it could run on past the point where it was to be asked.
void Stop::continueIfStopped(Time now, ProcessKey key)
{
    const auto condition = m_surroundings.inspector.inspect(key);
    if (condition && condition->isStopped()) {
        const SignalNumber signal{SIGCONT};
        tell(now, key, signal, m_surroundings.sender.send(key, signal));
    }
}

void Stop::tell(Time now, ProcessKey key, SignalNumber signal, const SendOutcome& outcome)
{
    StepTaken taken{
        m_id, signal, key, m_surroundings.tree.find(key)->pid, outcome.result, std::nullopt};
    if (outcome.result == StepResult::Refused) {
        const Error error = outcome.error.value_or(Error{0, "the signal was refused"});
        taken.error = error.message;
        m_refused[key] = error;
    }
    m_surroundings.sink(now, std::move(taken));
}

void Stop::addMember(Time now, const Forked& born)
{
    if (!watchesTree() || !m_lineage.contains(born.parent)) {
        return;
    }
    m_lineage.insert(born.key);
    const Process* process = m_surroundings.tree.find(born.key);
    if (process != nullptr && process->isAlive()) {
        m_live.insert(born.key);
        if (step().signal.value == SIGKILL) {
            reach(now, {born.key});
        }
    }
}

void Stop::removeMember(Time now, ProcessKey key)
{
    if (m_live.erase(key) > 0 && m_live.empty()) {
        end(now);
    }
}

void Stop::end(Time now)
{
    m_over = true;
    m_surroundings.sink(now, StopEnded{m_id, survivors()});
}

std::vector<Survivor> Stop::survivors()
{
    std::vector<Survivor> found;
    if (!asksToEnd()) {
        return found;
    }
    for (const ProcessKey key : m_live) {
        const auto refusal = m_refused.find(key);
        found.push_back(
            Survivor{key,
                     m_surroundings.tree.find(key)->pid,
                     survivorReason(step().signal,
                                    m_surroundings.inspector.inspect(key),
                                    refusal == m_refused.end() ? std::nullopt
                                                               : std::optional{refusal->second})});
    }
    return found;
}

} // namespace tw
