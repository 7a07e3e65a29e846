#include "ui/models/log_rows.h"

#include <algorithm>

namespace tw {

void LogRows::appendLines(LaunchId launch, std::uint64_t first, std::uint64_t count)
{
    if (count == 0)
        return;
    const bool continues = !m_runs.empty() && !m_runs.back().isRecord
                           && m_runs.back().launch == launch
                           && m_runs.back().first + m_runs.back().count == first;
    if (continues) {
        m_runs.back().count += count;
    } else {
        m_lineRuns[launch].push_back(m_runs.size());
        m_runs.push_back({m_rowCount, launch, first, count, false});
    }
    m_rowCount += count;
}

void LogRows::appendRecord(LaunchId launch, std::size_t record)
{
    m_runs.push_back({m_rowCount, launch, record, 1, true});
    ++m_rowCount;
}

const LogRows::Run& LogRows::runAt(std::uint64_t row) const
{
    const auto after = std::upper_bound(
        m_runs.begin(), m_runs.end(), row, [](std::uint64_t wanted, const Run& run) {
            return wanted < run.firstRow;
        });
    return *std::prev(after);
}

RowPosition LogRows::at(std::uint64_t row) const
{
    const Run& run = runAt(row);
    if (run.isRecord)
        return RecordPosition{static_cast<std::size_t>(run.first)};
    return LinePosition{run.launch, run.first + (row - run.firstRow)};
}

std::optional<std::uint64_t> LogRows::rowOf(LaunchId launch, std::uint64_t index) const
{
    const auto found = m_lineRuns.find(launch);
    if (found == m_lineRuns.end())
        return std::nullopt;
    const auto run = std::upper_bound(found->second.begin(),
                                      found->second.end(),
                                      index,
                                      [this](std::uint64_t wanted, std::size_t position) {
                                          const Run& candidate = m_runs[position];
                                          return wanted < candidate.first + candidate.count;
                                      });
    if (run == found->second.end())
        return std::nullopt;
    const Run& holder = m_runs[*run];
    return holder.firstRow + (index > holder.first ? index - holder.first : 0);
}

LogRows LogRows::ofLaunch(LaunchId launch) const
{
    LogRows rows;
    for (const Run& run : m_runs) {
        if (run.launch != launch)
            continue;
        rows.append(run);
    }
    return rows;
}

void LogRows::append(const Run& run)
{
    if (run.isRecord)
        appendRecord(run.launch, static_cast<std::size_t>(run.first));
    else
        appendLines(run.launch, run.first, run.count);
}

std::optional<std::uint64_t> LogRows::rowOfRecord(std::size_t record) const
{
    const auto run = std::find_if(m_runs.rbegin(), m_runs.rend(), [record](const Run& each) {
        return each.isRecord && each.first == record;
    });
    return run == m_runs.rend() ? std::nullopt : std::optional(run->firstRow);
}

std::optional<std::uint64_t>
LogRows::lowerRecord(std::size_t record, LaunchId launch, std::uint64_t index)
{
    const std::optional<std::uint64_t> from = rowOfRecord(record);
    const std::optional<std::uint64_t> target = rowOf(launch, index);
    if (!from || !target || *target < *from)
        return std::nullopt;
    const std::vector<Run> below = cutFrom(static_cast<std::size_t>(&runAt(*from) - m_runs.data()));
    for (auto run = below.begin() + 1; run != below.end(); ++run) {
        const bool holds = *target >= run->firstRow && *target < run->firstRow + run->count;
        if (!holds) {
            append(*run);
            continue;
        }
        const std::uint64_t above = *target - run->firstRow + 1;
        Run part = *run;
        part.count = above;
        append(part);
        append(below.front());
        if (above < run->count)
            appendLines(run->launch, run->first + above, run->count - above);
    }
    return from;
}

std::vector<LogRows::Run> LogRows::cutFrom(std::size_t position)
{
    std::vector<Run> cut(m_runs.begin() + static_cast<std::ptrdiff_t>(position), m_runs.end());
    m_rowCount = cut.front().firstRow;
    m_runs.resize(position);
    for (auto& [launch, runs] : m_lineRuns)
        runs.erase(std::lower_bound(runs.begin(), runs.end(), position), runs.end());
    return cut;
}

} // namespace tw
