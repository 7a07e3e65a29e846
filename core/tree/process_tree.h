#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/tree/tree_event.h"

#include <cstddef>
#include <map>
#include <unordered_map>

namespace tw {

/// Everything known of one process. Stays after its end.
struct Process
{
    ProcessKey key{};
    Pid pid{};
    LaunchId launch{};
    /// The process that created it; absent for the root of a launch.
    std::optional<ProcessKey> parent{};
    /// In order of birth.
    std::vector<ProcessKey> children{};
    /// argv of the last exec; inherited at fork; absent where an exec could not be read.
    std::optional<std::vector<std::string>> command{};
    std::string executable{};
    std::string name{};
    Time started{};
    std::optional<Time> ended{};
    std::optional<WaitStatus> status{};
    /// Its creator ended before it did.
    bool orphaned{false};
    /// It was alive when the command itself had ended.
    bool leaked{false};
    /// The last reading; `key` in it is this process.
    Sample usage{};
    std::optional<std::chrono::nanoseconds> cpuTime{};
    std::optional<std::uint64_t> maxResidentBytes{};
    std::optional<std::uint32_t> uid{};
    std::optional<std::uint32_t> gid{};
    std::optional<std::int32_t> session{};
    /// What it does with signals; `key` in it is this process.
    SignalsChanged signals{};
    /// It was there before it was watched: `started` is what /proc says.
    bool found{false};

    [[nodiscard]] bool isAlive() const { return !ended.has_value(); }
};

/// One launched command and its tree.
struct Launch
{
    LaunchId id{};
    ProcessKey root{};
    std::vector<std::string> command{};
    std::string cwd{};
    TrackingMode tracking{TrackingMode::Exact};
    std::string trackingReason{};
    bool attached{false};
    /// See Launched::cgroup.
    std::string cgroup{};
    Time started{};
    std::optional<Time> finished{};
    /// Every process that ever belonged to it, in order of birth.
    std::vector<ProcessKey> members{};
    std::size_t alive{0};
};

/// The state of all trees of a session: what the events so far add up to. It changes by apply()
/// alone, which reads no clock and does no I/O, so agent, window, replay and report agree.
class ProcessTree
{
public:
    /// Applies one event. Fails, and changes nothing, where the event contradicts what is known
    /// (an unknown key, a second birth or end): a damaged journal or a broken peer.
    [[nodiscard]] Result<void> apply(Time time, const TreeEvent& event);

    /// The process, or nullptr. Valid until the next apply().
    [[nodiscard]] const Process* find(ProcessKey key) const;
    [[nodiscard]] const Launch* find(LaunchId id) const;

    /// In order of launch.
    [[nodiscard]] const std::map<LaunchId, Launch>& launches() const { return m_launches; }

    /// `root` and everything below it by creator, alive or not, parents before children.
    [[nodiscard]] std::vector<ProcessKey> subtree(ProcessKey root) const;

    /// The same, only those alive.
    [[nodiscard]] std::vector<ProcessKey> liveSubtree(ProcessKey root) const;

    [[nodiscard]] std::size_t aliveCount() const { return m_alive; }
    [[nodiscard]] std::size_t endedCount() const { return m_processes.size() - m_alive; }
    [[nodiscard]] std::uint64_t lostEvents() const { return m_lostEvents; }

private:
    Result<void> applyOne(Time time, const Launched& event);
    Result<void> applyOne(Time time, const Forked& event);
    Result<void> applyOne(Time time, const Executed& event);
    Result<void> applyOne(Time time, const Renamed& event);
    Result<void> applyOne(Time time, const IdentityChanged& event);
    Result<void> applyOne(Time time, const SignalsChanged& event);
    Result<void> applyOne(Time time, const Reparented& event);
    Result<void> applyOne(Time time, const Exited& event);
    Result<void> applyOne(Time time, const Sampled& event);
    Result<void> applyOne(Time time, const EventsLost& event);
    Result<void> applyOne(Time time, const LaunchFinished& event);

    Result<Process*> living(ProcessKey key, const char* eventName);
    const Process& rootOf(const Process& process) const;
    void settle(Process& ended, const Launch& launch);
    void addMember(Process process);

    std::unordered_map<ProcessKey, Process> m_processes{};
    std::map<LaunchId, Launch> m_launches{};
    std::size_t m_alive{0};
    std::uint64_t m_lostEvents{0};
};

} // namespace tw
