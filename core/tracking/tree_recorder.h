#pragma once

#include "core/base/clock.h"
#include "core/kernel/kernel_event.h"
#include "core/kernel/process_handles.h"
#include "core/kernel/spawn.h"
#include "core/tracking/launch_register.h"
#include "core/tracking/member_table.h"
#include "core/tracking/process_end.h"
#include "core/tracking/process_scan.h"
#include "core/tracking/program_reader.h"
#include "core/tracking/told_zombies.h"
#include "core/tree/tree_event.h"

#include <functional>
#include <span>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace tw {

/// A launch as it is announced.
struct LaunchNotice
{
    std::vector<std::string> command{};
    std::string cwd{};
    TrackingMode tracking{TrackingMode::Exact};
    std::string trackingReason{};
    /// The value of TREEWARDEN_LAUNCH in its environment; may be empty.
    std::string cookie{};
};

/// Turns raw facts and scans into the events of a tree. Owned by the Tracker, who brings the facts
/// and says when to look for ends. Whatever the order in which the witnesses speak: a parent is
/// told before its children, an end is told once, and nothing is told of a process after its end.
class TreeRecorder
{
public:
    using Sink = std::function<void(Time, TreeEvent)>;

    TreeRecorder(const Clock& clock, ProcessHandles& handles, Sink sink);

    /// Announces a root that is ours and that has executed its program.
    std::pair<LaunchId, ProcessKey> adopt(SpawnedProcess spawned, LaunchNotice notice);

    /// A child of ours that belongs to no launch, and whose owner waits for it.
    void spare(Pid pid) { m_spared.insert(pid); }
    [[nodiscard]] bool isSpared(Pid pid) const { return m_spared.contains(pid); }

    /// Looks at what does not wait: events are shown here as soon as they are read, in order, and
    /// applied afterwards. Once all are, `forgetAhead`.
    void readAhead(std::span<const KernelEvent> waiting)
    {
        m_programs.readAhead(waiting, m_members);
    }
    void forgetAhead() { m_programs.forget(); }

    void apply(const KernelEvent& event);

    /// Adds members that only the scan knows of, and finds execs of the others.
    void merge(const ProcessScan& scan);

    void announceLoss(std::uint64_t count, const std::string& source);

    /// Members that may have ended, since the last call: to be asked by hasEnded().
    [[nodiscard]] std::vector<ProcessKey> takeSuspects();
    void suspect(ProcessKey key) { m_suspects.push_back(key); }

    /// Those of `keys` that have ended. For a process without a handle the witnesses may disagree
    /// for some milliseconds: it counts as ended once the source told so too, or `patience` has
    /// passed.
    [[nodiscard]] std::vector<ProcessKey> selectEnded(const std::vector<ProcessKey>& keys);

    /// Announces the end. All that the source had to say before must have been applied.
    void finish(ProcessKey key);

    /// Members that were born since the last call and live.
    [[nodiscard]] std::vector<ProcessKey> takeNewborn();

    [[nodiscard]] MemberTable& members() { return m_members; }

    /// Called for each end before its handle is closed: the last chance to let go of its
    /// descriptor. Gives what was seen of it while it lived.
    std::function<ProcessEnd(ProcessKey)> release{};

private:
    void applyFact(const KernelEvent& event, const ForkFact& fact);
    void applyFact(const KernelEvent& event, const ExecFact& fact);
    void applyFact(const KernelEvent& event, const NameFact& fact);
    void applyFact(const KernelEvent& event, const UserFact& fact);
    void applyFact(const KernelEvent& event, const GroupFact& fact);
    void applyFact(const KernelEvent& event, const SessionFact& fact);
    void applyFact(const KernelEvent& event, const ExitFact& fact);

    void bear(Member member, ProcessKey creator);
    void bearStray(const KernelEvent& event);
    void endStray(const KernelEvent& event, const ExitFact& fact);
    void mergeOne(const ProcStat& stat, std::chrono::nanoseconds began);
    [[nodiscard]] std::optional<ProcessKey> findCreator(const ProcStat& stat);
    void announceExec(Member& member, Time time, Program program);
    void moveChildren(const Member& ended);
    [[nodiscard]] Member* known(const KernelEvent& event);

    const Clock& m_clock;
    ProcessHandles& m_handles;
    Sink m_sink;
    MemberTable m_members{};
    LaunchRegister m_launches{};
    std::vector<ProcessKey> m_suspects{};
    std::vector<ProcessKey> m_newborn{};
    std::unordered_set<Pid> m_spared{};
    ToldZombies m_zombies{};
    ProgramReader m_programs{};
    /// Our children that nobody can place yet, with the time of their birth.
    std::unordered_map<Pid, std::chrono::nanoseconds> m_strays{};
    std::uint64_t m_lastKey{0};
};

} // namespace tw
