#pragma once

#include "core/base/process_key.h"
#include "core/base/result.h"
#include "core/base/signal_number.h"
#include "core/kernel/pidfd.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tw {

/// Which group of processes the child starts in.
enum class SpawnGroup
{
    Inherited,
    OwnGroup,   ///< leader of a new process group, so that a terminal's Ctrl+C passes it by
    OwnSession, ///< leader of a new session, without a terminal
};

/// A program to start, and everything that it starts with.
struct SpawnRequest
{
    /// Not empty. A program without a slash is looked up in the PATH of `environment`.
    std::vector<std::string> argv{};
    /// The whole environment, as NAME=value.
    std::vector<std::string> environment{};
    /// Our own where empty. Relative programs are looked up from here.
    std::string cwd{};
    /// What becomes stdin, stdout and stderr. Borrowed; -1 leaves that one closed.
    std::array<int, 3> streams{0, 1, 2};
    SpawnGroup group{SpawnGroup::OwnGroup};
    /// Everything else starts with its default action, whatever we inherited. SIGHUP under
    /// nohup(1).
    std::vector<SignalNumber> keepIgnored{};
    /// Soft limit of open files, where ours was raised.
    std::optional<std::uint64_t> openFilesLimit{};
    /// A directory of cgroup v2 to be born in; -1 for our own. Where the kernel refuses it, the
    /// program is started without.
    int cgroup{-1};
};

/// A child of ours that executes its program. The caller adopts it (Tracker) in the same turn of
/// the loop, or it is nobody's.
struct SpawnedProcess
{
    Pid pid{};
    Pidfd pidfd{};
    /// CLOCK_MONOTONIC right before it was created.
    std::chrono::nanoseconds created{0};
    /// Path of the cgroup made for it, for the record; empty where there is none. Its owner fills
    /// it in.
    std::string cgroup{};
    /// The errno for which it was not born in the cgroup asked for.
    int cgroupRefusal{0};
};

/// How far a start came.
enum class SpawnStage
{
    Prepare,   ///< before there was a child
    Fork,      ///< creating the child: EAGAIN is a full process table or limit
    Group,     ///< its session or process group
    Streams,   ///< stdin, stdout and stderr
    Limits,    ///< its limit of open files
    Directory, ///< changing to its working directory
    Execute,   ///< executing the program
};

/// Why a program was not started. Nothing is left of it.
struct SpawnError
{
    SpawnStage stage{SpawnStage::Prepare};
    /// The errno of the call that failed.
    int code{0};
    /// The directory or program that the call was about; may be empty.
    std::string path{};
    /// Completes "cannot …".
    std::string message{};
    /// The program is there, though something that it needs (its interpreter) is not.
    bool isFound{false};

    /// What env(1) exits with: 127 where the program is not found, 126 where it cannot be executed,
    /// 125 for all else.
    [[nodiscard]] int exitCode() const;
};

using SpawnResult = tl::expected<SpawnedProcess, SpawnError>;

/// Starts a program; returns once it executes. Signals wait meanwhile.
[[nodiscard]] SpawnResult spawn(const SpawnRequest& request);

} // namespace tw
