#pragma once

#include "core/kernel/kernel_event.h"
#include "core/tracking/member_table.h"

#include <chrono>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <unordered_set>
#include <utility>
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

/// Reads what was executed before anything else is done about the events that wait: a program like
/// true(1) lives less than a millisecond, and with it goes its argv. Owned by the TreeRecorder.
class ProgramReader
{
public:
    /// Looks at the execs of members, and of those that will be members once the events up to
    /// there are applied. Events that wait together come in order, over several calls.
    void readAhead(std::span<const KernelEvent> waiting, MemberTable& members);

    /// What that exec brought; read now where nobody did before.
    [[nodiscard]] Program take(const KernelEvent& exec);

    /// No event waits any more.
    void forget();

private:
    std::unordered_set<Pid> m_unborn{};
    std::map<std::pair<Pid, std::chrono::nanoseconds>, Program> m_programs{};
};

} // namespace tw
