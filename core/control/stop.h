#pragma once

#include "core/base/clock.h"
#include "core/control/command.h"
#include "core/control/step_delivery.h"
#include "core/control/stop_surroundings.h"
#include "core/control/watched_set.h"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace tw {

/// One running stop: climbs a ladder against a process, or against it and everything below it by
/// creator, what is born meanwhile included.
///
///     begin ──> step 1 ──wait passed, or skip──> step 2 ── … ──> last step ──wait passed──> over
///                  └────────────── every watched process has ended ─────────────────────────^
///
/// Each step reaches each live process at most once. All are signalled before anything else is
/// done, the youngest first: so each can handle the signal itself before a parent that is quick to
/// handle it ends its children by other means, as multiprocessing's Pool does. SIGKILL goes to the
/// oldest first: a parent that saw its child die would act upon it. A process born while
/// SIGKILL is in force is killed too; one born after a signal that may be handled is part of how it
/// is handled (a Pool replaces its workers until it ends) and is left to the next step. A stopped
/// process is sent SIGCONT after a signal that it is meant to handle; that is told as a step of its
/// own, for the record holds every signal that was sent. A ladder whose steps are all signals that
/// do not ask to end (SIGSTOP, SIGUSR1) is over once the last is sent, and names no survivors.
///
/// SIGKILL to a whole launch goes through its cgroup where it has one. Elsewhere it is a chase:
/// each birth is killed as it is told. The kernel's events tell every birth before the end of its
/// creator, so an empty set is empty. Scans do not: such a stop wants them often (needsScans()),
/// and believes in an empty set only after kQuiet without a birth.
///
/// A step whose signal all of the set ignore cannot do anything: the next follows after kFutile,
/// if then all of them still do.
///
/// Passive: no system call, no timer. Its owner, the loop's thread, applies each event to the tree
/// first and then hands it over, and calls advance() when deadline() has come.
class Stop
{
public:
    /// How long the kernel may take to end what was killed before it is named a survivor. SIGKILL
    /// is not waited for by its sender; freeing the memory of a large process takes up to a second.
    static constexpr std::chrono::milliseconds kKillSettles{2000};

    /// A wake-up later than this means that this program was stopped or suspended: what happened
    /// meanwhile has not been read yet.
    static constexpr std::chrono::milliseconds kLate{500};

    /// What the loop is given to read it, before anybody is signalled for being slow.
    static constexpr std::chrono::milliseconds kLookAgain{100};

    /// How long scans must find nobody before a set counts as empty. An order of magnitude above
    /// the time between two scans: a chain of processes that each live half a millisecond is
    /// missed by one scan of two.
    static constexpr std::chrono::milliseconds kQuiet{100};

    /// How long is waited for those who ignore the signal: for a parent to end them by other
    /// means, or to change its mind.
    static constexpr std::chrono::milliseconds kFutile{200};

    /// How long is waited for the ends of processes that have ended to be told: after a storm of
    /// births the record may be seconds behind.
    static constexpr std::chrono::seconds kRecordCatchesUp{30};

    /// `command` has been checked by RunningStops: a known target, a ladder with steps.
    Stop(StopId id, StopCommand command, StopReason reason, StopSurroundings surroundings);

    Stop(const Stop&) = delete;
    Stop& operator=(const Stop&) = delete;
    ~Stop() = default;

    /// Tells that it began and takes the first step.
    void begin(Time now);

    /// `event` has just been applied to the tree.
    void onTreeEvent(Time now, const TreeEvent& event);

    /// Takes the next step, or ends, where the deadline has come.
    void advance(Time now);

    /// Goes to the next step at once, whatever wait is left. On the last step the wait is cut to
    /// what the kernel needs.
    void skip(Time now);

    /// Waits longer for the step in force.
    void extend(Time now, std::chrono::milliseconds by);

    /// Whether scans must look for births as often as they can.
    [[nodiscard]] bool needsScans() const;

    /// After each of those scans: kills again what can be killed at once.
    void chase();

    /// When advance() is due next; absent once it is over.
    [[nodiscard]] std::optional<Time> deadline() const;

    [[nodiscard]] bool isOver() const { return m_over; }
    [[nodiscard]] StopId id() const { return m_id; }
    [[nodiscard]] const StopCommand& command() const { return m_command; }
    /// The step in force, an index into the ladder.
    [[nodiscard]] std::size_t currentStep() const { return m_step; }

private:
    [[nodiscard]] const LadderStep& step() const { return m_command.ladder[m_step]; }
    [[nodiscard]] bool asksToEnd() const;
    [[nodiscard]] bool isLastStep() const { return m_step + 1 == m_command.ladder.size(); }
    [[nodiscard]] bool isBlind() const;
    [[nodiscard]] bool mayMissBirths() const;
    void takeStep(Time now);
    void shortenIfFutile(Time now);
    void waitUntil(Time now, Time deadline);
    void climb(Time now);
    void addMember(Time now, const Forked& born);
    void removeMember(Time now, ProcessKey key);
    void listenOrEnd(Time now);
    [[nodiscard]] bool waitsForRecord(Time now);
    void end(Time now);
    [[nodiscard]] std::vector<Survivor> survivors();
    [[nodiscard]] std::string reasonFor(ProcessKey key) const;

    StopId m_id{};
    StopCommand m_command{};
    StopReason m_reason{StopReason::User};
    StopSurroundings m_surroundings;
    WatchedSet m_watched;
    /// Of the step in force.
    std::optional<StepDelivery> m_delivery{};
    std::size_t m_step{0};
    Time m_deadline{};
    /// Where the step in force was found futile: its own deadline.
    std::optional<Time> m_fullDeadline{};
    /// Nobody of the set is left; scans look whether that is so.
    std::optional<Time> m_quietUntil{};
    /// All that are left have ended, only the tree has not been told of all of them.
    std::optional<Time> m_recordDue{};
    bool m_over{false};
    bool m_lookedAgain{false};
    /// Nobody has asked for more time, and nobody has changed its mind about the signal.
    bool m_mayShorten{true};
    /// Births under SIGKILL.
    std::size_t m_chased{0};
};

} // namespace tw
