#include "core/tracking/fact_recorder.h"

#include "core/kernel/own_process.h"
#include "core/kernel/proc_fs.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace tw {

void FactRecorder::bring(std::vector<ExecutedProgram> programs)
{
    for (ExecutedProgram& executed : programs) {
        m_programs.emplace(std::pair{executed.pid, executed.time}, std::move(executed.program));
    }
}

Program FactRecorder::takeProgram(const KernelEvent& exec)
{
    auto found = m_programs.extract(std::pair{exec.pid, exec.time});
    std::optional<Program> program;
    if (!found.empty()) {
        program = std::move(found.mapped());
    }
    if (m_writer.complete) {
        m_writer.complete(exec, program);
    }
    return program ? std::move(*program) : readProgram(exec.pid);
}

void FactRecorder::apply(const KernelEvent& event)
{
    std::visit([&](const auto& fact) { applyFact(event, fact); }, event.fact);
}

/// The member that the event is about; not one that got the pid later.
Member* FactRecorder::known(const KernelEvent& event)
{
    Member* member = m_writer.members().find(event.pid);
    return member != nullptr && event.time >= member->born ? member : nullptr;
}

void FactRecorder::applyFact(const KernelEvent& event, const ForkFact& fact)
{
    MemberTable& members = m_writer.members();
    if (Member* before = members.find(event.pid); before != nullptr) {
        if (event.time <= std::max(before->born, before->birthKnown)) {
            return; // known from a scan, or from ourselves
        }
        // The kernel has given its pid away, so it has ended.
        m_writer.finish(before->key);
    }
    const Member* creator = members.find(fact.parent);
    if (creator != nullptr) {
        Member member;
        member.launch = creator->launch;
        member.pid = event.pid;
        member.parent = fact.parent;
        member.born = event.time;
        member.name = creator->name;
        m_writer.bear(std::move(member), creator->key);
    } else if (fact.parent == ownPid() && !m_launches.isSpared(event.pid)) {
        bearStray(event);
    }
}

void FactRecorder::applyFact(const KernelEvent& event, const ExecFact&)
{
    Member* member = known(event);
    if (member == nullptr || event.time <= member->executed) {
        return;
    }
    // The leader's end was that of an exec in another thread; the process goes on.
    member->leaderStatus.reset();
    member->isStatusDoubtful = false;
    m_writer.announceExec(*member, m_writer.at(event.time), takeProgram(event));
}

void FactRecorder::applyFact(const KernelEvent& event, const NameFact& fact)
{
    if (Member* member = known(event); member != nullptr && member->name != fact.name) {
        member->name = fact.name;
        m_writer.write(m_writer.at(event.time), Renamed{member->key, fact.name});
    }
}

void FactRecorder::applyFact(const KernelEvent& event, const UserFact& fact)
{
    if (const Member* member = known(event)) {
        m_writer.write(m_writer.at(event.time), IdentityChanged{member->key, fact.uid, {}, {}});
    }
}

void FactRecorder::applyFact(const KernelEvent& event, const GroupFact& fact)
{
    if (const Member* member = known(event)) {
        m_writer.write(m_writer.at(event.time), IdentityChanged{member->key, {}, fact.gid, {}});
    }
}

void FactRecorder::applyFact(const KernelEvent& event, const SessionFact&)
{
    if (const Member* member = known(event)) {
        m_writer.write(m_writer.at(event.time),
                       IdentityChanged{member->key, {}, {}, event.pid.value});
    }
}

void FactRecorder::applyFact(const KernelEvent& event, const ExitFact& fact)
{
    if (const auto stray = m_strays.find(event.pid); stray != m_strays.end() && fact.isLeader) {
        endStray(event, fact);
        m_strays.erase(stray);
        return;
    }
    Member* member = known(event);
    if (member == nullptr) {
        return;
    }
    if (fact.isLeader) {
        member->leaderStatus = fact.status;
        member->leaderEnded = event.time;
    } else if (member->leaderStatus) {
        member->isStatusDoubtful = member->isStatusDoubtful || *member->leaderStatus != fact.status;
    } else {
        return; // one thread of many
    }
    m_writer.suspect(member->key);
}

// A child of ours that we did not start: some member's, cloned with CLONE_PARENT.
void FactRecorder::bearStray(const KernelEvent& event)
{
    MemberTable& members = m_writer.members();
    const auto stat = readProcStat(event.pid);
    const auto creator
        = stat && stat->parent == ownPid() ? m_launches.findCreator(*stat, members) : std::nullopt;
    if (!creator) {
        m_strays[event.pid] = event.time;
        return;
    }
    const Member* member = members.find(*creator);
    if (member == nullptr) {
        return;
    }
    Member child;
    child.launch = member->launch;
    child.pid = event.pid;
    child.parent = ownPid();
    child.born = event.time;
    child.name = member->name;
    m_writer.bear(std::move(child), *creator);
}

// It was gone before anybody could look at it. A child of spawn() that never came to execute looks
// the same but for its exit signal.
void FactRecorder::endStray(const KernelEvent& event, const ExitFact& fact)
{
    const auto launch = m_launches.onlyLaunch(m_writer.members());
    if (!launch || fact.exitSignal == 0 || m_launches.isSpared(event.pid)) {
        return;
    }
    Member child;
    child.launch = *launch;
    child.pid = event.pid;
    child.parent = ownPid();
    child.born = m_strays.at(event.pid);
    child.leaderStatus = fact.status;
    child.leaderEnded = event.time;
    m_writer.bear(std::move(child), m_launches.rootOf(*launch));
}

} // namespace tw
