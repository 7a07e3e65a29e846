#pragma once

#include "core/base/process_key.h"
#include "core/base/signal_number.h"

#include <cstdint>
#include <optional>
#include <string>

namespace tw {

/// What decides whether a live process can act on a signal, read at one moment (proc(5), `status`
/// and `wchan`).
struct ProcessCondition
{
    /// R, S, D, T (stopped), t (traced), Z, I.
    char state{'S'};
    /// Bit n-1 stands for signal n, as in SigIgn, SigBlk and SigCgt.
    std::uint64_t ignored{0};
    std::uint64_t blocked{0};
    std::uint64_t caught{0};
    std::optional<Pid> tracer{};
    /// Where it sleeps in the kernel, empty where that may not be read.
    std::string waitChannel{};
    std::optional<std::uint32_t> uid{};
    /// Its process group.
    std::optional<Pid> group{};
    /// Held by a cgroup freezer. Only explain() reads it.
    bool frozen{false};

    [[nodiscard]] bool isStopped() const { return state == 'T'; }
};

/// Whether `mask` of a condition holds `signal`.
[[nodiscard]] bool hasSignal(std::uint64_t mask, SignalNumber signal);

/// Looks at live processes.
class ProcessInspector
{
public:
    ProcessInspector() = default;
    ProcessInspector(const ProcessInspector&) = delete;
    ProcessInspector& operator=(const ProcessInspector&) = delete;
    virtual ~ProcessInspector() = default;

    /// Absent where it has ended or may not be looked at.
    [[nodiscard]] virtual std::optional<ProcessCondition> inspect(ProcessKey key) = 0;

    /// The same, with what takes longer to read: for survivors.
    [[nodiscard]] virtual std::optional<ProcessCondition> explain(ProcessKey key) = 0;
};

} // namespace tw
