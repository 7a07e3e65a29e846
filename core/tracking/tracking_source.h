#pragma once

#include "core/kernel/kernel_event.h"
#include "core/tracking/program_reader.h"
#include "core/tree/tree_event.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace tw {

/// What one read of a source brought.
struct SourceBatch
{
    std::vector<KernelEvent> events{};
    /// What execs among the events brought, where it could be read at once.
    std::vector<ExecutedProgram> programs{};
    /// How many events were lost.
    std::uint64_t lost{0};
    /// Events were lost: what they said is to be found by a scan.
    bool isIncomplete{false};
    /// The source does not tell births and execs: they are to be found by a scan.
    bool needsScan{false};
    /// Call again, more is waiting.
    bool isMore{false};
};

/// Where the tracker learns from that something happened. Owned by the Tracker.
class TrackingSource
{
public:
    TrackingSource() = default;
    TrackingSource(const TrackingSource&) = delete;
    TrackingSource& operator=(const TrackingSource&) = delete;
    virtual ~TrackingSource() = default;

    [[nodiscard]] virtual TrackingMode mode() const = 0;

    /// Why this mode, as a phrase for people: "kernel events (proc connector)".
    [[nodiscard]] virtual const std::string& reason() const = 0;

    /// Readable when there is something to read; -1 where it has to be asked.
    [[nodiscard]] virtual int fd() const = 0;

    /// How often to ask it; 0 where fd() says when.
    [[nodiscard]] virtual std::chrono::milliseconds interval() const = 0;

    /// What has happened up to now. Everything that a process did before its end became visible is
    /// in it, once isMore is false.
    virtual void read(SourceBatch& batch) = 0;

    /// Members that the source did not see being born below us: their execs are to be read at once
    /// as well.
    virtual void follow(const std::vector<Pid>& pids) = 0;

    /// Births are to be told without delay for a while, whatever that costs: a tree is chased.
    virtual void hurry() = 0;

    /// What is executed from `from` (CLOCK_MONOTONIC) on is known from elsewhere: no need to read
    /// it.
    virtual void leavePrograms(std::chrono::nanoseconds from) = 0;
};

} // namespace tw
