#include "ui/models/subtree_sums.h"

namespace tw {

SubtreeSum& SubtreeSum::operator+=(const SubtreeSum& other)
{
    alive += other.alive;
    cpu += other.cpu;
    bytes += other.bytes;
    threads += other.threads;
    matches += other.matches;
    return *this;
}

SubtreeSum& SubtreeSum::operator-=(const SubtreeSum& other)
{
    alive -= other.alive;
    cpu -= other.cpu;
    bytes -= other.bytes;
    threads -= other.threads;
    matches -= other.matches;
    return *this;
}

void SubtreeSums::set(ProcessKey key, std::optional<ProcessKey> parent, const SubtreeSum& own)
{
    Entry& entry = m_entries[key];
    entry.parent = parent;
    if (own == entry.own) {
        return;
    }
    SubtreeSum& difference = m_pending[key];
    difference += own;
    difference -= entry.own;
    entry.own = own;
}

std::vector<SubtreeSums::Change> SubtreeSums::settle()
{
    std::vector<Change> changes;
    while (!m_pending.empty()) {
        const auto [key, difference] = *m_pending.begin();
        m_pending.erase(m_pending.begin());
        if (difference == SubtreeSum{}) {
            continue;
        }
        Entry& entry = m_entries.at(key);
        const SubtreeSum before = entry.sum;
        entry.sum += difference;
        changes.push_back({key, before, entry.sum});
        if (entry.parent) {
            m_pending[*entry.parent] += difference;
        }
    }
    return changes;
}

const SubtreeSum& SubtreeSums::of(ProcessKey key) const
{
    static const SubtreeSum kNothing{};
    const auto found = m_entries.find(key);
    return found == m_entries.end() ? kNothing : found->second.sum;
}

} // namespace tw
