#include "ui/models/process_families.h"

#include <algorithm>

namespace tw {

namespace {

// More ends than this within a second are a storm.
constexpr std::size_t kCalm = 8;

} // namespace

void ProcessFamilies::add(ProcessKey key, ProcessKey parent)
{
    m_families[parent].loose.push_back(key);
}

bool ProcessFamilies::fold(const ProcessTree& tree,
                           const SubtreeSums& sums,
                           const std::unordered_set<ProcessKey>& kept,
                           ProcessKey parent,
                           Time now)
{
    const auto found = m_families.find(parent);
    if (parent.value == 0 || found == m_families.end()) {
        return false;
    }
    Family& family = found->second;
    std::size_t ended = 0;
    std::size_t fresh = 0;
    const auto isFresh = [&](ProcessKey key) { return now < *tree.find(key)->ended + kFreshFor; };
    for (const ProcessKey key : family.loose) {
        if (sums.of(key).alive == 0) {
            ++ended;
            fresh += isFresh(key) ? 1U : 0U;
        }
    }
    if (ended == 0 || family.folded.size() + ended <= kFewEnded) {
        return false;
    }
    if (fresh > kCalm) {
        family.stormUntil = now + kFreshFor;
    }
    const bool storms = now < family.stormUntil;
    const auto stays = [&](ProcessKey key) {
        return sums.of(key).alive != 0 || kept.contains(key) || (!storms && isFresh(key));
    };
    const auto first = std::stable_partition(family.loose.begin(), family.loose.end(), stays);
    for (auto one = first; one != family.loose.end(); ++one) {
        family.folded.push_back(*one);
        m_folded.insert(*one);
        ++family.tally[tree.find(*one)->status];
    }
    const bool folded = first != family.loose.end();
    family.loose.erase(first, family.loose.end());
    return folded;
}

void ProcessFamilies::unfold(const Process& process)
{
    if (m_folded.erase(process.key) == 0) {
        return;
    }
    Family& family = m_families.at(*process.parent);
    std::erase(family.folded, process.key);
    const auto kind = family.tally.find(process.status);
    if (--kind->second == 0) {
        family.tally.erase(kind);
    }
    const auto place = std::lower_bound(family.loose.begin(), family.loose.end(), process.key);
    family.loose.insert(place, process.key);
}

const Family& ProcessFamilies::of(ProcessKey parent) const
{
    static const Family kNone{};
    const auto found = m_families.find(parent);
    return found == m_families.end() ? kNone : found->second;
}

} // namespace tw
