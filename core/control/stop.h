#pragma once

#include "core/base/clock.h"
#include "core/control/command.h"
#include "core/control/process_condition.h"
#include "core/control/signal_sender.h"
#include "core/control/stop_event.h"
#include "core/tree/process_tree.h"

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <variant>

namespace tw {

/// What a stop tells of itself.
using StopEvent = std::variant<StopBegan, StepTaken, StepWaiting, StopEnded>;
/// Told at once, from within the call that caused it; must not call the stop back.
using StopSink = std::function<void(Time, StopEvent)>;

/// What a stop looks at and acts through; all of it outlives the stop.
struct StopSurroundings
{
    const ProcessTree& tree;
    SignalSender& sender;
    ProcessInspector& inspector;
    StopSink sink{};
};

/// One running stop: climbs a ladder against a process, or against it and everything below it by
/// creator, what is born meanwhile included.
///
///     begin ──> step 1 ──wait passed, or skip──> step 2 ── … ──> last step ──wait passed──> over
///                  └────────────── every watched process has ended ─────────────────────────^
///
/// Each step reaches each live process at most once. All are signalled before anything else is
/// done, the youngest first: so each can handle the signal itself before a parent that is quick to
/// handle it ends its children by other means, as multiprocessing's Pool does. A process born while
/// SIGKILL is in force is killed too; one born after a signal that may be handled is part of how it
/// is handled (a Pool replaces its workers until it ends) and is left to the next step. A stopped
/// process is sent SIGCONT after a signal that it is meant to handle; that is told as a step of its
/// own, for the record holds every signal that was sent. A ladder whose steps are all signals that
/// do not ask to end (SIGSTOP, SIGUSR1) is over once the last is sent, and names no survivors.
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

    /// `command` has been checked by RunningStops: a known target, a ladder with steps.
    Stop(StopId id, StopCommand command, StopReason reason, StopSurroundings surroundings);

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

    /// When advance() is due next; absent once it is over.
    [[nodiscard]] std::optional<Time> deadline() const;

    [[nodiscard]] bool isOver() const { return m_over; }
    [[nodiscard]] StopId id() const { return m_id; }
    [[nodiscard]] const StopCommand& command() const { return m_command; }
    /// The step in force, an index into the ladder.
    [[nodiscard]] std::size_t currentStep() const { return m_step; }

private:
    [[nodiscard]] const LadderStep& step() const { return m_command.ladder[m_step]; }
    [[nodiscard]] bool watchesTree() const;
    [[nodiscard]] bool asksToEnd() const;
    [[nodiscard]] bool isLastStep() const { return m_step + 1 == m_command.ladder.size(); }
    void watch();
    void takeStep(Time now);
    void waitUntil(Time now, Time deadline);
    void climb(Time now);
    void reach(Time now, const std::vector<ProcessKey>& keys);
    void continueIfStopped(Time now, ProcessKey key);
    void tell(Time now, ProcessKey key, SignalNumber signal, const SendOutcome& outcome);
    void addMember(Time now, const Forked& born);
    void removeMember(Time now, ProcessKey key);
    void end(Time now);
    [[nodiscard]] std::vector<Survivor> survivors();

    StopId m_id{};
    StopCommand m_command{};
    StopReason m_reason{StopReason::User};
    StopSurroundings m_surroundings;
    std::size_t m_step{0};
    Time m_deadline{};
    bool m_over{false};
    bool m_lookedAgain{false};
    /// Keys count in order of birth, so the set is sorted by it.
    std::set<ProcessKey> m_live{};
    /// All that ever belonged to the watched set: late births name a creator that has ended.
    std::unordered_set<ProcessKey> m_lineage{};
    /// Who got the signal of the step in force.
    std::unordered_set<ProcessKey> m_reached{};
    /// What the last signal was refused for.
    std::unordered_map<ProcessKey, Error> m_refused{};
};

} // namespace tw
