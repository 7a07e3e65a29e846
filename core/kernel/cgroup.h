#pragma once

#include "core/base/process_key.h"
#include "core/base/result.h"
#include "core/base/unique_fd.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tw {

/// A cgroup (v2) of our own making, to start one tree in: who is born below stays in it whatever
/// becomes of its parents, groups and sessions, and one write ends all of them, also those that
/// fork meanwhile (cgroup-v2.rst). It enables no controllers, so it limits and measures nothing.
///
/// Held by a descriptor, never by its name: kill() and remove() act on the directory that was made
/// and on no other. The destructor removes it where it is empty; while a process is in it, it
/// stays, and removeStaleCgroups() of a later program finds it.
class Cgroup
{
public:
    /// Makes one below the cgroup that we are in. The error says why none can be made: no cgroup
    /// v2, or not ours to write.
    [[nodiscard]] static Result<Cgroup> make();

    /// The same below a directory of cgroup v2, which is not a link.
    [[nodiscard]] static Result<Cgroup> makeIn(const std::string& directory);

    Cgroup(Cgroup&& other) = default;
    Cgroup& operator=(Cgroup&& other) = delete;
    Cgroup(const Cgroup&) = delete;
    Cgroup& operator=(const Cgroup&) = delete;
    ~Cgroup();

    [[nodiscard]] const std::string& path() const { return m_path; }

    /// For SpawnRequest::cgroup.
    [[nodiscard]] int fd() const { return m_directory.get(); }

    /// Whether the kernel has cgroup.kill (Linux 5.14).
    [[nodiscard]] bool canKill() const;

    /// SIGKILL to every process in it and below it, at once; the kernel catches those being born.
    /// Refuses where we ourselves are in it, or where its name means another directory by now.
    [[nodiscard]] Result<void> kill() const;

    /// Whether a process is in it or below it. A zombie is none. False once it is removed.
    [[nodiscard]] bool isPopulated() const;

    /// Whether nobody is in it, or no longer after at most that long. Blocks.
    [[nodiscard]] bool waitUntilEmpty(std::chrono::milliseconds most) const;

    /// Every process in it and below it.
    [[nodiscard]] std::vector<Pid> members() const;

    /// Removes it and what its members made below it. EBUSY, and nothing is touched, while a
    /// process is in it.
    [[nodiscard]] Result<void> remove();

    /// The same, once the kernel has let go of processes that have just ended; EBUSY after `most`.
    /// Blocks.
    [[nodiscard]] Result<void> removeWithin(std::chrono::milliseconds most);

private:
    Cgroup(UniqueFd parent, UniqueFd directory, std::string parentPath, std::string name);

    [[nodiscard]] Result<void> checkIsOurs() const;
    [[nodiscard]] UniqueFd openEvents() const;

    UniqueFd m_parent{};
    UniqueFd m_directory{};
    std::string m_name{};
    std::string m_path{};
    std::uint64_t m_device{0};
    std::uint64_t m_inode{0};
};

/// The name that this process gives a cgroup: says who made it, and is like no other.
[[nodiscard]] std::string newCgroupName();

/// Whether a cgroup of that name was made by a process of our pid namespace that has ended.
[[nodiscard]] bool isStaleCgroupName(std::string_view name);

/// Removes the empty cgroups next to ours that an ended agent of this user left behind.
void removeStaleCgroups();

} // namespace tw
