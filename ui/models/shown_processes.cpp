#include "ui/models/shown_processes.h"

#include "ui/models/process_cells.h"

#include <algorithm>

namespace tw {

namespace {

/// What one process is sorted by, read once.
struct Placed
{
    double number{0};
    QString text{};
    ProcessKey key{};
};

int compare(const Placed& left, const Placed& right)
{
    if (left.number != right.number) {
        return left.number < right.number ? -1 : 1;
    }
    return left.text.localeAwareCompare(right.text);
}

} // namespace

void ShownProcesses::setOrder(std::optional<ProcessColumn> column, Qt::SortOrder order)
{
    m_column = column;
    m_order = order;
}

std::vector<RowId> ShownProcesses::childrenOf(RowId parent, Time now) const
{
    std::vector<ProcessKey> keys;
    bool hasFolded = false;
    if (parent.folded) {
        keys = folded(parent.key);
    } else if (parent.key.value == 0 && m_focus && m_digest.tree().find(*m_focus) != nullptr) {
        keys = {*m_focus};
    } else {
        const Family& family = m_digest.families().of(parent.key);
        std::copy_if(family.loose.begin(),
                     family.loose.end(),
                     std::back_inserter(keys),
                     [this](ProcessKey key) { return isShown(key); });
        const std::size_t count = foldedCount(parent.key);
        hasFolded = count > ProcessFamilies::kFewEnded;
        if (count > 0 && !hasFolded) {
            const auto few = folded(parent.key);
            keys.insert(keys.end(), few.begin(), few.end());
        }
    }
    sort(keys, now);
    std::vector<RowId> rows;
    rows.reserve(keys.size() + 1);
    for (const ProcessKey key : keys) {
        rows.push_back({key, false});
    }
    if (hasFolded) {
        rows.push_back({parent.key, true});
    }
    return rows;
}

std::vector<ProcessKey> ShownProcesses::folded(ProcessKey parent) const
{
    std::vector<ProcessKey> keys;
    if (m_endedShown) {
        const auto& all = m_digest.families().of(parent).folded;
        std::copy_if(all.begin(), all.end(), std::back_inserter(keys), [this](ProcessKey key) {
            return isShown(key);
        });
    }
    return keys;
}

std::size_t ShownProcesses::foldedCount(ProcessKey parent) const
{
    const auto& all = m_digest.families().of(parent).folded;
    if (all.empty() || !m_endedShown) {
        return 0;
    }
    // Asked at every turn of a storm: only a filter makes it a matter of each.
    return m_digest.isFiltering() ? folded(parent).size() : all.size();
}

EndTally ShownProcesses::tally(ProcessKey parent) const
{
    if (!m_digest.isFiltering()) {
        return m_digest.families().of(parent).tally;
    }
    EndTally tally;
    for (const ProcessKey key : folded(parent)) {
        ++tally[m_digest.tree().find(key)->status];
    }
    return tally;
}

bool ShownProcesses::isShown(ProcessKey key) const
{
    const SubtreeSum& sum = m_digest.sums().of(key);
    return (m_endedShown || sum.alive > 0) && (!m_digest.isFiltering() || sum.matches > 0);
}

void ShownProcesses::sort(std::vector<ProcessKey>& keys, Time now) const
{
    if (!m_column) {
        // Only what has been folded can be out of order of birth.
        if (!std::is_sorted(keys.begin(), keys.end())) {
            std::sort(keys.begin(), keys.end());
        }
        return;
    }
    std::vector<Placed> placed;
    placed.reserve(keys.size());
    for (const ProcessKey key : keys) {
        const ProcessCells cells(m_digest, *m_digest.tree().find(key), now, false);
        const QVariant value = cells.sortValue(*m_column);
        placed.push_back(isNumber(*m_column) ? Placed{value.toDouble(), {}, key}
                                             : Placed{0, value.toString(), key});
    }
    // Equal ones stay in order of birth, whichever way the rest is turned.
    std::stable_sort(placed.begin(), placed.end(), [this](const Placed& left, const Placed& right) {
        const int order = compare(left, right);
        if (order != 0) {
            return m_order == Qt::AscendingOrder ? order < 0 : order > 0;
        }
        return left.key < right.key;
    });
    std::transform(
        placed.begin(), placed.end(), keys.begin(), [](const Placed& one) { return one.key; });
}

} // namespace tw
