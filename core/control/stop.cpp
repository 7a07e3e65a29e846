#include "core/control/stop.h"

#include "core/control/futile_signal.h"
#include "core/control/signal_meaning.h"

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

bool watchesTree(const Ladder& ladder)
{
    return std::any_of(ladder.begin(), ladder.end(), [](const LadderStep& one) {
        return one.scope != StopScope::Process;
    });
}

constexpr const char* kMayFork
    = "may still be forking: without kernel events or a cgroup, a process that forks faster than "
      "scans look cannot be caught for certain";

} // namespace

Stop::Stop(StopId id, StopCommand command, StopReason reason, StopSurroundings surroundings)
    : m_id(id)
    , m_command(std::move(command))
    , m_reason(reason)
    , m_surroundings(std::move(surroundings))
    , m_watched(m_surroundings.tree, m_command.target, watchesTree(m_command.ladder))
{}

void Stop::begin(Time now)
{
    m_surroundings.sink(now, StopBegan{m_id, m_command.target, m_command.ladder, m_reason});
    if (m_watched.isEmpty()) {
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
    if (m_over || now < *deadline()) {
        return;
    }
    if (m_quietUntil) {
        end(now);
        return;
    }
    if (now - m_deadline > kLate && !m_lookedAgain) {
        m_lookedAgain = true;
        m_deadline = now + kLookAgain;
        return;
    }
    const auto full = std::exchange(m_fullDeadline, std::nullopt);
    if (full && !isIgnoredByAll(step().signal, m_watched.live(), m_surroundings.inspector)) {
        m_mayShorten = false;
        waitUntil(now, *full);
        return;
    }
    climb(now);
}

void Stop::skip(Time now)
{
    if (m_over || m_quietUntil) {
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
        m_mayShorten = false;
        waitUntil(now, std::exchange(m_fullDeadline, std::nullopt).value_or(m_deadline) + by);
    }
}

bool Stop::needsScans() const
{
    return !m_over && m_watched.isWholeTree() && isBlind()
           && (m_delivery->isKill() || m_quietUntil);
}

void Stop::chase()
{
    if (needsScans()) {
        // Somebody may have come back into the cgroup.
        m_delivery->killAgain();
    }
}

std::optional<Time> Stop::deadline() const
{
    return m_over ? std::nullopt : std::optional{m_quietUntil.value_or(m_deadline)};
}

bool Stop::asksToEnd() const
{
    return std::any_of(m_command.ladder.begin(), m_command.ladder.end(), [](const LadderStep& one) {
        return isMeantToEnd(one.signal);
    });
}

/// Nobody tells of births: they are found by looking.
bool Stop::isBlind() const
{
    const ProcessTree& tree = m_surroundings.tree;
    return tree.find(tree.find(m_command.target)->launch)->tracking == TrackingMode::Sampled;
}

bool Stop::mayMissBirths() const
{
    return isBlind() && !(m_delivery && m_delivery->killsAtOnce());
}

void Stop::takeStep(Time now)
{
    m_delivery.emplace(m_id, m_command.target, step(), m_surroundings);
    m_lookedAgain = false;
    m_fullDeadline.reset();
    m_mayShorten = true;
    m_deadline = now + std::max(step().wait, settlingTime(step().signal));
    m_delivery->reach(now, m_watched.youngestFirst());
    if (isLastStep() && !asksToEnd()) {
        end(now);
        return;
    }
    waitUntil(now, m_deadline);
    shortenIfFutile(now);
}

void Stop::shortenIfFutile(Time now)
{
    if (m_mayShorten && !m_fullDeadline && !isLastStep() && m_deadline > now + kFutile
        && isIgnoredByAll(step().signal, m_watched.live(), m_surroundings.inspector)) {
        m_fullDeadline = m_deadline;
        waitUntil(now, now + kFutile);
    }
}

void Stop::waitUntil(Time now, Time deadline)
{
    m_deadline = deadline;
    m_surroundings.sink(now, StepWaiting{m_id, static_cast<std::uint32_t>(m_step), deadline});
}

void Stop::climb(Time now)
{
    if (waitsForRecord(now)) {
        return;
    }
    if (isLastStep()) {
        end(now);
        return;
    }
    ++m_step;
    takeStep(now);
}

// A set of which nobody lives is no reason to climb, and names no survivors.
bool Stop::waitsForRecord(Time now)
{
    const auto& live = m_watched.live();
    const bool isBehind = std::all_of(live.begin(), live.end(), [this](ProcessKey key) {
        return m_surroundings.sender.hasEnded(key);
    });
    m_recordDue = isBehind ? m_recordDue.value_or(now + kRecordCatchesUp) : std::optional<Time>{};
    if (!isBehind || now >= *m_recordDue) {
        return false;
    }
    m_deadline = now + kLookAgain;
    return true;
}

void Stop::addMember(Time now, const Forked& born)
{
    if (!m_watched.add(born)) {
        return;
    }
    m_quietUntil.reset();
    if (m_delivery->isKill()) {
        ++m_chased;
        m_delivery->reachBorn(now, born.key);
    }
}

void Stop::removeMember(Time now, ProcessKey key)
{
    if (!m_watched.remove(key)) {
        return;
    }
    if (m_watched.isEmpty()) {
        listenOrEnd(now);
    } else {
        // Those who did not ignore it are gone: perhaps all who are left do.
        shortenIfFutile(now);
    }
}

void Stop::listenOrEnd(Time now)
{
    if (m_watched.isWholeTree() && mayMissBirths() && asksToEnd()) {
        m_quietUntil = now + kQuiet;
    } else {
        end(now);
    }
}

void Stop::end(Time now)
{
    m_over = true;
    if (m_watched.isEmpty() && m_chased > 0 && mayMissBirths() && m_surroundings.warn) {
        m_surroundings.warn("the tree was forking while it was killed; without kernel events or a "
                            "cgroup, what forks faster than scans look may have escaped");
    }
    m_surroundings.sink(now, StopEnded{m_id, survivors()});
}

std::vector<Survivor> Stop::survivors()
{
    std::vector<Survivor> found;
    if (!asksToEnd()) {
        return found;
    }
    for (const ProcessKey key : m_watched.live()) {
        if (m_surroundings.sender.hasEnded(key)) {
            continue;
        }
        found.push_back(Survivor{key, m_surroundings.tree.find(key)->pid, reasonFor(key)});
    }
    return found;
}

std::string Stop::reasonFor(ProcessKey key) const
{
    return m_chased > 0 && m_delivery->isKill() && mayMissBirths() ? kMayFork
                                                                   : m_delivery->reasonFor(key);
}

} // namespace tw
