#include "core/tracking/exec_records.h"

#include <algorithm>
#include <iterator>
#include <variant>

namespace tw {

using namespace std::chrono_literals;

namespace {

// Longer than the connector's event about the same thing may wait to be read.
constexpr auto kKept = 10s;

std::chrono::nanoseconds timeOf(const BpfRecord& record)
{
    return std::visit([](const auto& some) { return some.time; }, record);
}

} // namespace

void ExecRecords::add(std::vector<BpfRecord> records)
{
    if (m_size >= m_many && !records.empty()) {
        const auto newest = timeOf(records.back());
        letGoBefore(m_execs, newest - kKept);
        letGoBefore(m_ends, newest - kKept);
        m_many = std::max(kMany, 2 * m_size); // else a storm would look at all of them each time
    }
    for (BpfRecord& record : records) {
        if (auto* exec = std::get_if<ExecRecord>(&record)) {
            m_execs[exec->pid].push_back(std::move(*exec));
        } else if (auto* end = std::get_if<EndRecord>(&record)) {
            m_ends[end->pid].push_back(*end);
        }
        ++m_size;
    }
}

template <typename Record>
void ExecRecords::letGoBefore(Queues<Record>& queues, std::chrono::nanoseconds time)
{
    for (auto queue = queues.begin(); queue != queues.end();) {
        m_size -= std::erase_if(queue->second,
                                [&](const Record& record) { return record.time < time; });
        queue = queue->second.empty() ? queues.erase(queue) : std::next(queue);
    }
}

std::optional<ExecRecord> ExecRecords::takeExec(Pid pid, std::chrono::nanoseconds told)
{
    const auto found = m_execs.find(pid);
    if (found == m_execs.end()) {
        return std::nullopt;
    }
    std::vector<ExecRecord>& execs = found->second;
    const auto later = std::find_if(
        execs.begin(), execs.end(), [&](const ExecRecord& exec) { return exec.time > told; });
    std::optional<ExecRecord> last;
    if (later != execs.begin()) {
        last = std::move(*std::prev(later));
    }
    m_size -= static_cast<std::size_t>(later - execs.begin());
    execs.erase(execs.begin(), later);
    if (execs.empty()) {
        m_execs.erase(found);
    }
    return last;
}

std::optional<EndRecord> ExecRecords::takeEnd(Pid pid, std::chrono::nanoseconds born)
{
    const auto found = m_ends.find(pid);
    if (found == m_ends.end()) {
        return std::nullopt;
    }
    std::vector<EndRecord>& ends = found->second;
    auto own = std::find_if(
        ends.begin(), ends.end(), [&](const EndRecord& end) { return end.time >= born; });
    std::optional<EndRecord> first;
    if (own != ends.end()) {
        first = *own++;
    }
    m_size -= static_cast<std::size_t>(own - ends.begin());
    ends.erase(ends.begin(), own);
    if (ends.empty()) {
        m_ends.erase(found);
    }
    return first;
}

} // namespace tw
