#pragma once

#include "core/tree/process_tree.h"
#include "ui/models/subtree_sums.h"

#include <map>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace tw {

/// How many ended in which way; without a status where that is unknown.
using EndTally = std::map<std::optional<WaitStatus>, std::size_t>;

/// How long a birth or an end is shown as new.
constexpr std::chrono::seconds kFreshFor{1};

/// The children of one process: those that have a row each, and those that stand behind one.
struct Family
{
    std::vector<ProcessKey> loose{};
    std::vector<ProcessKey> folded{};
    /// Of the folded.
    EndTally tally{};
    /// So many ended at once that nobody can look at each: they fold without having been red.
    Time stormUntil{};
};

/// Who stands below whom, and which of them are folded. A child folds once it has ended, nothing
/// below it lives, and more than a few of its siblings are in the same case; not within the second
/// in which its end is shown, and not while it is kept because a person has chosen it.
class ProcessFamilies
{
public:
    /// A family of no more than this many ended shows them all.
    static constexpr std::size_t kFewEnded = 20;

    /// Zero stands for the parent of launches, which never fold.
    void add(ProcessKey key, ProcessKey parent);

    /// Folds what can be of the children of `parent`. Returns whether any was.
    bool fold(const ProcessTree& tree,
              const SubtreeSums& sums,
              const std::unordered_set<ProcessKey>& kept,
              ProcessKey parent,
              Time now);

    /// Something below it was born after all.
    void unfold(const Process& process);

    [[nodiscard]] const Family& of(ProcessKey parent) const;
    [[nodiscard]] bool isFolded(ProcessKey key) const { return m_folded.contains(key); }

private:
    std::unordered_map<ProcessKey, Family> m_families{};
    std::unordered_set<ProcessKey> m_folded{};
};

} // namespace tw
