#pragma once

#include "core/control/ladder.h"
#include "core/control/stop_surroundings.h"

#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace tw {

/// One step of a stop on its way: decides whom it is meant for, sends its signal to each of them at
/// most once, tells what became of it, and knows afterwards why somebody lives on. Made anew for
/// each step by the stop, which owns it.
class StepDelivery
{
public:
    /// Reads the process group where the step is for one. `surroundings` outlive it.
    StepDelivery(StopId stop,
                 ProcessKey target,
                 const LadderStep& step,
                 StopSurroundings& surroundings);

    /// All are sent to, in this order, before anything else is done; then those who are stopped are
    /// continued. Told the oldest first.
    void reach(Time now, const std::vector<ProcessKey>& youngestFirst);

    /// Somebody was born while the step is in force.
    void reachBorn(Time now, ProcessKey key);

    [[nodiscard]] bool isKill() const;

    /// The kernel ends all who are meant, those being born included.
    [[nodiscard]] bool killsAtOnce() const;

    /// Kills again those whom it does.
    void killAgain();

    /// Why `key` is alive, for people.
    [[nodiscard]] std::string reasonFor(ProcessKey key) const;

private:
    [[nodiscard]] bool isMeant(ProcessKey key) const;
    void continueIfStopped(Time now, ProcessKey key);
    void tell(Time now, ProcessKey key, SignalNumber signal, const SendOutcome& outcome);

    StopId m_stop{};
    ProcessKey m_target{};
    LadderStep m_step{};
    StopSurroundings& m_surroundings;
    std::optional<Pid> m_group{};
    std::unordered_set<ProcessKey> m_reached{};
    std::unordered_map<ProcessKey, Error> m_refused{};
};

} // namespace tw
