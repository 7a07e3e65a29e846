#pragma once

#include "core/base/process_key.h"
#include "core/kernel/kernel_event.h"

#include <chrono>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

namespace tw {

/// What a process executes, as /proc shows it.
struct Program
{
    /// CLOCK_MONOTONIC before it was read.
    std::chrono::nanoseconds readAt{0};
    /// Absent where it had ended.
    std::optional<std::vector<std::string>> command{};
    std::string executable{};
    std::string name{};
};

[[nodiscard]] Program readProgram(Pid pid);

/// What the exec of `pid` at `time` brought.
struct ExecutedProgram
{
    Pid pid{};
    std::chrono::nanoseconds time{0};
    Program program{};
};

/// Reads what was executed at the moment its exec is told: a program like true(1) lives less than a
/// millisecond, and with it goes its argv. Knows by the forks who is below us. Owned by the
/// EventReader.
class ProgramReader
{
public:
    /// Processes below us whose births were not told.
    void follow(const std::vector<Pid>& pids) { m_followed.insert(pids.begin(), pids.end()); }

    /// What is executed from `time` (CLOCK_MONOTONIC) on is not read: somebody else knows it.
    void restFrom(std::chrono::nanoseconds time) { m_restsFrom = time; }

    /// To be shown every event, in order. Gives what it executed where that is one below us; a
    /// leader that ended and executes in another of its threads is not read here.
    [[nodiscard]] std::optional<ExecutedProgram> note(const KernelEvent& event);

private:
    [[nodiscard]] bool isBelowUs(Pid pid) const;

    std::unordered_set<Pid> m_followed{};
    std::chrono::nanoseconds m_restsFrom{std::chrono::nanoseconds::max()};
};

} // namespace tw
