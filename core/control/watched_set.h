#pragma once

#include "core/tree/process_tree.h"

#include <set>
#include <unordered_set>
#include <vector>

namespace tw {

/// Whom a stop waits for: one process, or it and everything below it by creator, what is born
/// meanwhile included. Owned by its stop; follows the tree by the events that are handed to it.
class WatchedSet
{
public:
    /// What lives now. `tree` outlives the set.
    WatchedSet(const ProcessTree& tree, ProcessKey target, bool wholeTree);

    /// `born` has just been applied to the tree; true where it joined the set alive.
    bool add(const Forked& born);

    /// True where it was of the set and alive.
    bool remove(ProcessKey ended) { return m_live.erase(ended) > 0; }

    [[nodiscard]] bool isEmpty() const { return m_live.empty(); }
    [[nodiscard]] bool isWholeTree() const { return m_wholeTree; }

    /// The oldest first: keys count in order of birth.
    [[nodiscard]] const std::set<ProcessKey>& live() const { return m_live; }
    [[nodiscard]] std::vector<ProcessKey> youngestFirst() const
    {
        return {m_live.rbegin(), m_live.rend()};
    }

private:
    const ProcessTree& m_tree;
    bool m_wholeTree{false};
    std::set<ProcessKey> m_live{};
    /// All that ever belonged to it: late births name a creator that has ended.
    std::unordered_set<ProcessKey> m_lineage{};
};

} // namespace tw
