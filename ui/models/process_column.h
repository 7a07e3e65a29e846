#pragma once

namespace tw {

/// The columns of the tree, in the order of the model.
enum class ProcessColumn
{
    Name,
    Pid,
    State,
    Cpu,
    Memory,
    Threads,
    Elapsed,
    Status,
    Command,
};

constexpr int kProcessColumns = 9;

/// Whether it holds numbers: right-aligned, and sorted with the greatest first.
constexpr bool isNumber(ProcessColumn column)
{
    switch (column) {
    case ProcessColumn::Pid:
    case ProcessColumn::Cpu:
    case ProcessColumn::Memory:
    case ProcessColumn::Threads:
    case ProcessColumn::Elapsed:
        return true;
    default:
        return false;
    }
}

} // namespace tw
