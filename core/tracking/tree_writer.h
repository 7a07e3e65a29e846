#pragma once

#include "core/base/clock.h"
#include "core/kernel/process_handles.h"
#include "core/tracking/member_table.h"
#include "core/tracking/process_end.h"
#include "core/tracking/program_reader.h"
#include "core/tracking/told_zombies.h"
#include "core/tree/tree_event.h"

#include <functional>
#include <vector>

namespace tw {

/// The live members with their handles, and the one place where births, execs and ends become
/// events. Owned by the TreeRecorder; whoever learns of something writes it here.
class TreeWriter
{
public:
    using Sink = std::function<void(Time, TreeEvent)>;

    TreeWriter(const Clock& clock, ProcessHandles& handles, Sink sink);

    [[nodiscard]] ProcessKey newKey() { return ProcessKey{++m_lastKey}; }

    void write(Time time, TreeEvent event) { m_sink(time, std::move(event)); }

    /// The time of something dated by CLOCK_MONOTONIC.
    [[nodiscard]] Time at(std::chrono::nanoseconds monotonic) const
    {
        return m_clock.fromMonotonic(monotonic);
    }
    [[nodiscard]] Time now() const { return m_clock.now(); }

    /// Keeps a member that has been announced.
    void keep(Member member, ProcessHandles::Handle handle);

    /// Announces a birth that was told, and keeps the member; its key is given here.
    void bear(Member member, ProcessKey creator);

    /// The same for one that was found alive.
    void bearFound(Member member, ProcessKey creator);

    void announceExec(Member& member, Time time, Program program);

    /// Announces the end. All that the source had to say before must have been applied.
    void finish(ProcessKey key);

    /// Members that may have ended, since the last call.
    [[nodiscard]] std::vector<ProcessKey> takeSuspects();
    [[nodiscard]] bool hasSuspects() const { return !m_suspects.empty(); }
    void suspect(ProcessKey key) { m_suspects.push_back(key); }

    /// Members that were born since the last call; some have ended again.
    [[nodiscard]] std::vector<ProcessKey> takeNewborn();

    [[nodiscard]] MemberTable& members() { return m_members; }
    [[nodiscard]] const ProcessHandles::Handle* handleOf(ProcessKey key) const
    {
        return m_handles.find(key);
    }
    [[nodiscard]] ToldZombies& zombies() { return m_zombies; }

    /// Called for each end before its handle is closed: the last chance to let go of its
    /// descriptor. Gives what was seen of it while it lived.
    std::function<ProcessEnd(ProcessKey)> release{};

    /// Called for each exec that a source told, with what was read of it, if anything was: it may
    /// know more.
    std::function<void(const KernelEvent&, std::optional<Program>&)> complete{};

private:
    void keepChild(Member member);
    void moveChildren(const Member& ended);
    void moveChild(ProcessKey key, const Member& ended);

    const Clock& m_clock;
    ProcessHandles& m_handles;
    Sink m_sink;
    MemberTable m_members{};
    ToldZombies m_zombies{};
    std::vector<ProcessKey> m_suspects{};
    std::vector<ProcessKey> m_newborn{};
    std::uint64_t m_lastKey{0};
};

} // namespace tw
