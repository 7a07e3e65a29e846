#pragma once

#include "core/base/clock.h"
#include "core/base/process_key.h"
#include "core/base/wait_status.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tw {

/// How the members of a tree are found.
enum class TrackingMode
{
    Exact,   ///< every fork, exec and exit is told by the kernel (proc connector)
    Sampled, ///< /proc is scanned; what lives between two scans may be missed
};

/// "exact" or "sampled", as the report names them.
constexpr const char* trackingName(TrackingMode mode)
{
    return mode == TrackingMode::Exact ? "exact" : "sampled";
}

/// A command was started: the root of a new tree.
struct Launched
{
    LaunchId launch{};
    ProcessKey key{};
    Pid pid{};
    std::vector<std::string> command{};
    std::string cwd{};
    TrackingMode tracking{TrackingMode::Exact};
    /// Why this mode and not the other, in words for people.
    std::string trackingReason{};
    /// It was running already and is only watched: what it and those below it did before is
    /// unknown.
    bool attached{false};
    /// When it was born, where that was earlier than this event.
    std::optional<Time> born{};
    /// Path of the cgroup made for it and entered at birth (cgroup v2); empty where none could be
    /// made.
    std::string cgroup{};

    bool operator==(const Launched&) const = default;
};

/// A member created a process (fork, vfork, clone). Threads are not processes.
struct Forked
{
    ProcessKey key{};
    Pid pid{};
    /// The process that created it, whoever its parent is now. Where it was found alive, the parent
    /// that it had then.
    ProcessKey parent{};
    /// When it was born, where it was found alive by a scan (10 ms resolution) and not seen being
    /// born.
    std::optional<Time> born{};

    bool operator==(const Forked&) const = default;
};

/// A process executed a program.
struct Executed
{
    ProcessKey key{};
    /// argv; absent where the process ended before it could be read.
    std::optional<std::vector<std::string>> command{};
    /// Absolute path of the program, empty where it could not be read.
    std::string executable{};
    /// comm after the exec, empty where it could not be read.
    std::string name{};

    bool operator==(const Executed&) const = default;
};

/// A process changed its comm.
struct Renamed
{
    ProcessKey key{};
    std::string name{};

    bool operator==(const Renamed&) const = default;
};

/// A process changed its user, group or session; absent where unknown.
struct IdentityChanged
{
    ProcessKey key{};
    std::optional<std::uint32_t> uid{};
    std::optional<std::uint32_t> gid{};
    std::optional<std::int32_t> session{};

    bool operator==(const IdentityChanged&) const = default;
};

/// What a process does with signals, now that it is known or has changed. Bit n-1 stands for signal
/// n, as in SigBlk, SigIgn and SigCgt of proc(5).
struct SignalsChanged
{
    ProcessKey key{};
    std::uint64_t blocked{0};
    std::uint64_t ignored{0};
    std::uint64_t caught{0};

    bool operator==(const SignalsChanged&) const = default;
};

/// A process got a new parent because its own ended.
struct Reparented
{
    ProcessKey key{};
    Pid newParent{};

    bool operator==(const Reparented&) const = default;
};

/// A process ended.
struct Exited
{
    ProcessKey key{};
    /// Absent where the kernel did not tell us; never guessed.
    std::optional<WaitStatus> status{};
    /// User and system time of the process alone, at its end or at the last reading before it.
    std::optional<std::chrono::nanoseconds> cpuTime{};
    /// Largest resident set in bytes that was seen.
    std::optional<std::uint64_t> maxResidentBytes{};

    bool operator==(const Exited&) const = default;
};

/// What one live process uses.
struct Sample
{
    ProcessKey key{};
    /// The letter of proc(5): R, S, D, T, t, Z, I.
    char state{'S'};
    /// Since the reading before; 100 is one whole core.
    double cpuPercent{0};
    std::uint64_t residentBytes{0};
    std::uint32_t threads{1};

    bool operator==(const Sample&) const = default;
};

/// Readings of those processes whose values changed.
struct Sampled
{
    std::vector<Sample> samples{};

    bool operator==(const Sampled&) const = default;
};

/// Kernel events were lost; a scan that merged what it found has followed.
struct EventsLost
{
    std::uint64_t count{0};
    std::string source{};

    bool operator==(const EventsLost&) const = default;
};

/// The last process of a launch has ended, or the rest was left alone on purpose.
struct LaunchFinished
{
    LaunchId launch{};
    /// Of the command itself; absent where it is unknown.
    std::optional<WaitStatus> status{};
    /// Processes that were alive when the command itself had ended.
    std::vector<ProcessKey> leaked{};

    bool operator==(const LaunchFinished&) const = default;
};

/// Everything that can happen to a tree.
using TreeEvent = std::variant<Launched,
                               Forked,
                               Executed,
                               Renamed,
                               IdentityChanged,
                               SignalsChanged,
                               Reparented,
                               Exited,
                               Sampled,
                               EventsLost,
                               LaunchFinished>;

} // namespace tw
