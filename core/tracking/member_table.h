#pragma once

#include "core/base/process_key.h"
#include "core/kernel/kernel_event.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace tw {

/// What the tracker keeps of a process that has not ended.
struct Member
{
    ProcessKey key{};
    LaunchId launch{};
    Pid pid{};
    bool isRoot{false};
    /// It had been reaped before anybody could look at it.
    bool isGone{false};
    /// Its parent now, who need not be its creator.
    Pid parent{};
    /// Members whose parent it is now.
    std::vector<ProcessKey> children{};
    /// CLOCK_MONOTONIC; older facts are of its predecessor with the same pid.
    std::chrono::nanoseconds born{0};
    /// Facts about its birth, and about its execs, are known up to here: by a scan or otherwise.
    std::chrono::nanoseconds birthKnown{0};
    std::chrono::nanoseconds executed{0};
    /// For scans: what differs after an exec, or in another process with the same pid.
    std::optional<std::uint64_t> startTicks{};
    std::uint64_t programMark{0};
    std::string name{};
    /// What a root was asked to execute, until the source tells that it did: vfork(2) returns
    /// before the exec is complete, so that a look at /proc could still show us there.
    std::optional<std::vector<std::string>> requested{};
    /// The end of its leader, as far as the source told; a hint only.
    std::optional<WaitStatus> leaderStatus{};
    std::chrono::nanoseconds leaderEnded{0};
    /// A thread ended after the leader with another status: the leader's may not be the group's.
    bool isStatusDoubtful{false};
    /// When it was found to be gone though no source has told how it ended.
    std::optional<std::chrono::nanoseconds> missing{};
};

/// All members that have not ended, by key and by pid. A pid has at most one member.
class MemberTable
{
public:
    Member& add(Member member);
    void remove(ProcessKey key);

    [[nodiscard]] Member* find(ProcessKey key);
    [[nodiscard]] Member* find(Pid pid);

    [[nodiscard]] bool has(LaunchId launch) const { return m_counts.contains(launch); }

    [[nodiscard]] std::vector<ProcessKey> keys() const;
    [[nodiscard]] bool isEmpty() const { return m_members.empty(); }
    [[nodiscard]] std::size_t size() const { return m_members.size(); }

private:
    std::unordered_map<ProcessKey, Member> m_members{};
    std::unordered_map<Pid, ProcessKey> m_keys{};
    std::map<LaunchId, std::size_t> m_counts{};
};

} // namespace tw
