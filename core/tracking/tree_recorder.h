#pragma once

#include "core/base/clock.h"
#include "core/kernel/kernel_event.h"
#include "core/kernel/process_handles.h"
#include "core/kernel/spawn.h"
#include "core/tracking/attachment.h"
#include "core/tracking/fact_recorder.h"
#include "core/tracking/launch_register.h"
#include "core/tracking/member_table.h"
#include "core/tracking/scan_merge.h"
#include "core/tracking/tree_writer.h"
#include "core/tree/tree_event.h"

#include <chrono>
#include <functional>
#include <string>
#include <utility>
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
    using Sink = TreeWriter::Sink;

    TreeRecorder(const Clock& clock, ProcessHandles& handles, Sink sink)
        : m_writer(clock, handles, std::move(sink))
    {}
    TreeRecorder(const TreeRecorder&) = delete;
    TreeRecorder& operator=(const TreeRecorder&) = delete;
    ~TreeRecorder() = default;

    /// Announces a root that is ours and that has executed its program.
    std::pair<LaunchId, ProcessKey> adopt(SpawnedProcess spawned, LaunchNotice notice);

    /// Announces a root that is only watched. What is below it comes with mergeFound().
    std::pair<LaunchId, ProcessKey> attach(Attachment found, LaunchNotice notice);

    /// From where scans see what is watched only: see attachment.h.
    [[nodiscard]] std::vector<Pid> attachedTops()
    {
        return tw::attachedTops(m_writer.members(), m_launches);
    }

    /// A child of ours that belongs to no launch, and whose owner waits for it.
    void spare(Pid pid) { m_launches.spare(pid); }
    [[nodiscard]] bool isSpared(Pid pid) const { return m_launches.isSpared(pid); }

    /// What execs among the next events brought, where it was read at once. After the last of them
    /// `forgetPrograms`.
    void bring(std::vector<ExecutedProgram> programs) { m_facts.bring(std::move(programs)); }
    void forgetPrograms() { m_facts.forgetPrograms(); }
    void apply(const KernelEvent& event) { m_facts.apply(event); }

    /// Adds members that only the scan knows of, and finds execs of the others.
    void merge(const ProcessScan& scan) { m_scans.merge(scan); }

    /// Paths of the cgroups of launches that have members.
    [[nodiscard]] std::vector<std::string> cgroups() { return m_launches.cgroups(members()); }

    /// Adds members that were there before anybody watched.
    void mergeFound(const ProcessScan& scan, std::chrono::nanoseconds since)
    {
        m_scans.mergeFound(scan, since);
    }

    void announceLoss(std::uint64_t count, const std::string& source);

    /// Members that may have ended, since the last call: to be asked by selectEnded().
    [[nodiscard]] std::vector<ProcessKey> takeSuspects() { return m_writer.takeSuspects(); }
    [[nodiscard]] bool hasSuspects() const { return m_writer.hasSuspects(); }
    void suspect(ProcessKey key) { m_writer.suspect(key); }

    /// The source tells how processes end, though maybe a moment after that can be seen.
    void expectEndsToBeTold() { m_isToldOfEnds = true; }

    /// Those of `keys` that have ended. Where nobody else can say how, the source gets a moment to
    /// tell; for a process without a handle a longer one, as witnesses may disagree that it has.
    [[nodiscard]] std::vector<ProcessKey> selectEnded(const std::vector<ProcessKey>& keys);

    /// Announces the end. All that the source had to say before must have been applied.
    void finish(ProcessKey key) { m_writer.finish(key); }

    /// Members that were born since the last call; some have ended again.
    [[nodiscard]] std::vector<ProcessKey> takeNewborn() { return m_writer.takeNewborn(); }

    [[nodiscard]] MemberTable& members() { return m_writer.members(); }

    /// Called for each end before its handle is closed: see TreeWriter.
    void setRelease(std::function<ProcessEnd(ProcessKey)> release)
    {
        m_writer.release = std::move(release);
    }

    /// Called for each exec that a source told: see TreeWriter.
    void setComplete(std::function<void(const KernelEvent&, std::optional<Program>&)> complete)
    {
        m_writer.complete = std::move(complete);
    }

private:
    TreeWriter m_writer;
    LaunchRegister m_launches{};
    FactRecorder m_facts{m_writer, m_launches};
    ScanMerge m_scans{m_writer, m_launches};
    bool m_isToldOfEnds{false};
};

} // namespace tw
