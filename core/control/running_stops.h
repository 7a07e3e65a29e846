#pragma once

#include "core/control/stop.h"

#include <cstddef>
#include <map>
#include <optional>

namespace tw {

/// The stops of a session that are not over yet; several may run at once, also against the same
/// processes. Numbers them from 1. Owned by the session, on the loop's thread, and as passive as
/// the stops themselves.
class RunningStops
{
public:
    explicit RunningStops(StopSurroundings surroundings);

    /// Begins a stop and takes its first step. Fails where there is no such target or nothing to
    /// do; nothing is sent then.
    Result<StopId> begin(Time now, const StopCommand& command, StopReason reason);

    /// `event` has just been applied to the tree. Stops that end are forgotten.
    void onTreeEvent(Time now, const TreeEvent& event);

    /// Lets every stop whose deadline has come take its next step.
    void advance(Time now);

    /// Every stop goes to its next step at once: the second Ctrl+C.
    void skip(Time now);

    /// One stop goes to its next step; fails where it is over.
    Result<void> skip(Time now, StopId id);

    /// One stop waits longer for its step; fails where it is over.
    Result<void> extend(Time now, StopId id, std::chrono::milliseconds by);

    /// Whether a stop must be told of births for which only scans can look: see Stop.
    [[nodiscard]] bool needsScans() const;

    /// After each such scan.
    void chase();

    /// The earliest deadline of all.
    [[nodiscard]] std::optional<Time> deadline() const;

    [[nodiscard]] std::size_t count() const { return m_running.size(); }

    /// The stop, or nullptr once it is over. Valid until the next call that takes a time.
    [[nodiscard]] const Stop* find(StopId id) const;

private:
    void forgetEnded();

    StopSurroundings m_surroundings;
    std::uint64_t m_lastNumber{0};
    std::map<StopId, Stop> m_running{};
};

} // namespace tw
