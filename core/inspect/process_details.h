#pragma once

#include "core/base/process_key.h"
#include "core/base/result.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tw {

/// The first of a list that may be long, and how many there are in all.
template <typename T>
struct Bounded
{
    std::vector<T> listed{};
    std::uint64_t total{0};

    bool operator==(const Bounded&) const = default;
};

/// The most entries that a list of ProcessDetails has.
constexpr std::size_t kDetailsLimit = 4096;

/// A user or a group.
struct Account
{
    std::uint32_t id{0};
    /// Empty where it has none.
    std::string name{};

    bool operator==(const Account&) const = default;
};

/// Whose a process is and what it belongs to.
struct ProcessIdentity
{
    Account user{};
    Account effectiveUser{};
    Account group{};
    Account effectiveGroup{};
    Pid parent{};
    Pid session{};
    Pid processGroup{};
    /// "/dev/pts/3"; empty for none.
    std::string terminal{};
    /// Its path in the unified hierarchy, else in the first of the old ones.
    std::string cgroup{};

    bool operator==(const ProcessIdentity&) const = default;
};

/// Sets of signals; bit n-1 stands for signal n.
struct SignalSets
{
    /// Sent to the process or to its leader, and not taken yet.
    std::uint64_t pending{0};
    std::uint64_t blocked{0};
    std::uint64_t ignored{0};
    std::uint64_t caught{0};

    bool operator==(const SignalSets&) const = default;
};

/// What a descriptor is of.
enum class DescriptorKind
{
    File,
    Directory,
    Device,
    Pipe,
    Socket,
    Anonymous, ///< eventfd, epoll, timerfd, pidfd, …
};

/// A socket as the tables of its network namespace have it.
struct SocketDetails
{
    /// "tcp", "udp6", "unix stream", "netlink route"
    std::string protocol{};
    /// "127.0.0.1:80", "[::1]:80", a path, "@name"; empty where it has no name.
    std::string local{};
    std::string peer{};
    /// "LISTEN", "ESTABLISHED"; empty where it means nothing.
    std::string state{};

    bool operator==(const SocketDetails&) const = default;
};

/// An open descriptor.
struct OpenDescriptor
{
    int fd{0};
    DescriptorKind kind{DescriptorKind::File};
    /// As the kernel writes it: a path, "pipe:[123]", "anon_inode:[eventfd]".
    std::string target{};
    /// "read", "read write append cloexec": O_* of open(2) as words, since numbers differ by
    /// machine.
    std::string flags{};
    std::uint64_t offset{0};
    /// Absent for what is no socket, and for sockets that no table has.
    std::optional<SocketDetails> socket{};

    bool operator==(const OpenDescriptor&) const = default;
};

/// A thread.
struct ThreadDetails
{
    Pid tid{};
    std::string name{};
    /// As in ProcStat.
    char state{'S'};
    std::chrono::nanoseconds cpuTime{0};
    /// Where it sleeps in the kernel; empty where it does not, or where we are not told.
    std::string waitChannel{};

    bool operator==(const ThreadDetails&) const = default;
};

/// Threads, and why their wait channels are not told where they are not.
struct ThreadList
{
    Bounded<ThreadDetails> threads{};
    std::optional<Error> noWaitChannels{};

    bool operator==(const ThreadList&) const = default;
};

/// Bytes of memory, as in /proc/PID/status (proc(5)).
struct MemoryDetails
{
    std::uint64_t virtualBytes{0};
    std::uint64_t residentBytes{0};
    std::uint64_t maxResidentBytes{0};
    std::uint64_t anonymousBytes{0};
    std::uint64_t fileBytes{0};
    std::uint64_t sharedBytes{0};
    std::uint64_t swapBytes{0};
    /// Resident, what is shared with others counted by its share (smaps_rollup).
    Result<std::uint64_t> proportionalBytes{};
    int oomScore{0};
    int oomScoreAdjustment{0};

    bool operator==(const MemoryDetails&) const = default;
};

/// A limit of getrlimit(2), as /proc/PID/limits words it.
struct ResourceLimit
{
    std::string name{};
    std::string soft{};
    std::string hard{};
    std::string unit{};

    bool operator==(const ResourceLimit&) const = default;
};

/// One live process as it was a moment ago. Each part stands alone: one that cannot be read says
/// which rule forbids it, and the others are there.
struct ProcessDetails
{
    Result<Bounded<std::string>> command{};
    Result<std::string> directory{};
    /// With " (deleted)" where the file is gone.
    Result<std::string> executable{};
    /// "NAME=value", in the order of the program's environment when it was executed.
    Result<Bounded<std::string>> environment{};
    Result<ProcessIdentity> identity{};
    Result<SignalSets> signals{};
    Result<Bounded<OpenDescriptor>> descriptors{};
    Result<ThreadList> threads{};
    Result<MemoryDetails> memory{};
    Result<std::vector<ResourceLimit>> limits{};

    bool operator==(const ProcessDetails&) const = default;
};

} // namespace tw
