#pragma once

#include "core/base/process_key.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace tw {

/// A program at the moment when it was executed.
struct ExecRecord
{
    /// CLOCK_MONOTONIC, right before the connector's event of the same exec.
    std::chrono::nanoseconds time{0};
    Pid pid{};
    std::string name{};
    /// As /proc/PID/exe has it; empty where it is too long.
    std::string executable{};
    /// argv; absent where it could not be read.
    std::optional<std::vector<std::string>> command{};
    /// argv is longer than what was copied.
    bool isCut{false};

    bool operator==(const ExecRecord&) const = default;
};

/// What a process had used when its last thread ended.
struct EndRecord
{
    /// CLOCK_MONOTONIC, right before the connector's event of the same exit.
    std::chrono::nanoseconds time{0};
    Pid pid{};
    /// As the kernel had counted it: up to one tick (4 ms) may be missing. Absent where that is all
    /// there was.
    std::optional<std::chrono::nanoseconds> cpuTime{};
    /// Of the process itself: not of the copy of its creator that it was before it executed.
    std::optional<std::uint64_t> maxResidentBytes{};

    bool operator==(const EndRecord&) const = default;
};

/// One thing that BpfEvents recorded.
using BpfRecord = std::variant<ExecRecord, EndRecord>;

/// Absent where the bytes are cut or of another kind.
[[nodiscard]] std::optional<BpfRecord> parseBpfRecord(std::span<const std::byte> bytes);

} // namespace tw
