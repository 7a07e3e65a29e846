#pragma once

#include "core/tree/process_tree.h"
#include "ui/models/process_status.h"

#include <QString>

#include <cstdint>
#include <vector>

namespace tw {

/// What a process is doing, as far as it is told apart on the screen.
enum class ProcessState
{
    Running,
    Sleeping,
    Quiet, ///< sleeps, and has used no CPU time for a while
    DiskSleep,
    Stopped,
    Traced,
    Zombie,
    Exited,
};

/// As far as the process itself tells: never Quiet.
[[nodiscard]] ProcessState processState(const Process& process);

// What stands in the cells; empty where it is unknown or means nothing.

/// The command line of a launch's root, the comm of every other process, its pid where that was
/// never seen.
[[nodiscard]] QString nameText(const Process& process);

/// The same; of workers that their command line betrays, what they are.
[[nodiscard]] QString nameText(const ProcessTree& tree, const Process& process);

/// Whether anything but its pid can name it.
[[nodiscard]] bool isNameKnown(const Process& process);
[[nodiscard]] QString stateText(ProcessState state);
/// "quiet 60s".
[[nodiscard]] QString quietText(std::chrono::nanoseconds duration);
[[nodiscard]] QString percentText(double percent);
/// What it uses now, or after the end the CPU time that it used.
[[nodiscard]] QString cpuText(const Process& process);
/// The resident set, or after the end the largest one seen.
[[nodiscard]] QString memoryText(const Process& process);
[[nodiscard]] QString threadsText(const Process& process);
[[nodiscard]] QString elapsedText(const Process& process, Time now);
/// On one line, as a shell would read it, and not endless.
[[nodiscard]] QString commandText(const Process& process);

/// How long it has run, or ran.
[[nodiscard]] std::chrono::nanoseconds elapsed(const Process& process, Time now);

/// Whether a value of Sample was ever read of it.
[[nodiscard]] bool isSampled(const Process& process);

/// "1.2 GiB", "310 MiB".
[[nodiscard]] QString bytesText(std::uint64_t bytes);

// What is copied: a line a process, in the order given.

[[nodiscard]] QString pidLines(const ProcessTree& tree, const std::vector<ProcessKey>& keys);
[[nodiscard]] QString commandLines(const ProcessTree& tree, const std::vector<ProcessKey>& keys);

/// Each of `keys` and everything below it by indentation: "g++ (4811) running".
[[nodiscard]] QString treeLines(const ProcessTree& tree, const std::vector<ProcessKey>& keys);

/// Whether `root` or anything below it is alive; asked often, so it stops at the first.
[[nodiscard]] bool hasLiveProcess(const ProcessTree& tree, ProcessKey root);

/// `keys` without those that have an ancestor among them: what to act on with a Tree action.
[[nodiscard]] std::vector<ProcessKey> topmost(const ProcessTree& tree,
                                              const std::vector<ProcessKey>& keys);

} // namespace tw
