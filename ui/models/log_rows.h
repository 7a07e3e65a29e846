#pragma once

#include "core/base/process_key.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <variant>
#include <vector>

namespace tw {

/// A captured line as a row of the log.
struct LinePosition
{
    LaunchId launch{};
    std::uint64_t index{0};

    bool operator==(const LinePosition&) const = default;
};

/// A record of our own as a row of the log: the number of the record.
struct RecordPosition
{
    std::size_t record{0};

    bool operator==(const RecordPosition&) const = default;
};

using RowPosition = std::variant<LinePosition, RecordPosition>;

/// Which row of the log stands for which line: the lines of all launches and the records between
/// them, in the order in which they became known. Lines are kept as runs, not one by one, so that
/// ten million lines of one launch cost as much as ten.
class LogRows
{
public:
    /// Consecutive lines of one launch, or one record (`first` is then its number).
    struct Run
    {
        std::uint64_t firstRow{0};
        LaunchId launch{};
        std::uint64_t first{0};
        std::uint64_t count{0};
        bool isRecord{false};

        bool operator==(const Run&) const = default;
    };

    /// Adds lines of `launch` below; indices of one launch must ascend from call to call.
    void appendLines(LaunchId launch, std::uint64_t first, std::uint64_t count);
    void appendRecord(LaunchId launch, std::size_t record);

    /// Puts a record below line `index` of `launch`, which stands below it. Returns the first row
    /// that is another one now; nothing where there are no two such rows.
    std::optional<std::uint64_t>
    lowerRecord(std::size_t record, LaunchId launch, std::uint64_t index);

    /// The row of a record; looks from the end, where the last records are.
    [[nodiscard]] std::optional<std::uint64_t> rowOfRecord(std::size_t record) const;

    [[nodiscard]] std::uint64_t rowCount() const { return m_rowCount; }
    [[nodiscard]] const std::vector<Run>& runs() const { return m_runs; }

    /// What stands in `row`, which must be below rowCount().
    [[nodiscard]] RowPosition at(std::uint64_t row) const;

    /// The run that holds `row`.
    [[nodiscard]] const Run& runAt(std::uint64_t row) const;

    /// The first row of `launch` that holds its line `index` or a later one.
    [[nodiscard]] std::optional<std::uint64_t> rowOf(LaunchId launch, std::uint64_t index) const;

    /// The rows of one launch alone.
    [[nodiscard]] LogRows ofLaunch(LaunchId launch) const;

private:
    /// Takes the runs from `position` on away.
    std::vector<Run> cutFrom(std::size_t position);
    void append(const Run& run);

    std::vector<Run> m_runs{};
    std::unordered_map<LaunchId, std::vector<std::size_t>> m_lineRuns{};
    std::uint64_t m_rowCount{0};
};

} // namespace tw
