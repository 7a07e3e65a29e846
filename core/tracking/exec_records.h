#pragma once

#include "core/kernel/bpf_record.h"

#include <chrono>
#include <cstddef>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

namespace tw {

/// What the kernel recorded of execs and ends, until the connector's event about the same thing is
/// applied and it is asked for. Records of processes that are no members are never asked for: they
/// are let go after a while.
class ExecRecords
{
public:
    /// In the order in which they were recorded.
    void add(std::vector<BpfRecord> records);

    /// The exec of `pid` that was told at `told`. Earlier ones are let go.
    [[nodiscard]] std::optional<ExecRecord> takeExec(Pid pid, std::chrono::nanoseconds told);

    /// The end of the process that has had `pid` since `born`.
    [[nodiscard]] std::optional<EndRecord> takeEnd(Pid pid, std::chrono::nanoseconds born);

    [[nodiscard]] std::size_t size() const { return m_size; }

private:
    static constexpr std::size_t kMany = 4096;

    template <typename Record>
    using Queues = std::unordered_map<Pid, std::vector<Record>>;

    template <typename Record>
    void letGoBefore(Queues<Record>& queues, std::chrono::nanoseconds time);

    Queues<ExecRecord> m_execs{};
    Queues<EndRecord> m_ends{};
    std::size_t m_size{0};
    /// From how many on those that are old are looked for.
    std::size_t m_many{kMany};
};

} // namespace tw
