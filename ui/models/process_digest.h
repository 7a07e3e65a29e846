#pragma once

#include "core/tree/process_tree.h"
#include "ui/models/process_families.h"
#include "ui/models/quiet_times.h"
#include "ui/models/subtree_sums.h"

#include <QString>

#include <optional>
#include <unordered_set>
#include <vector>

namespace tw {

/// What the rows of a tree need beside the tree itself, kept up by what has changed: sums,
/// families, quiet times, and who matches the filter. It reads a copy of the tree while it is
/// frozen.
class ProcessDigest
{
public:
    /// What came of taking something in.
    struct Changes
    {
        /// Whose cells may say something else.
        std::unordered_set<ProcessKey> processes{};
        /// Whose children may be others, or be folded otherwise; zero for the launches.
        std::unordered_set<ProcessKey> families{};
    };

    /// Borrows the tree; it is read from when reset() is called.
    explicit ProcessDigest(const ProcessTree& tree);

    /// All of the tree is new. `now`: nothing is known of quiet times before it.
    void reset(Time now);

    /// `touched` have changed or are new, parents before children.
    [[nodiscard]] Changes take(const std::vector<ProcessKey>& touched, Time now);

    void noteQuiet(Time time, const TreeEvent& event) { m_quiet.note(m_live, time, event); }

    /// Another text to match; case does not matter.
    void setFilter(const QString& text);
    [[nodiscard]] bool isFiltering() const { return !m_filter.isEmpty(); }
    [[nodiscard]] const QString& filter() const { return m_filter; }
    [[nodiscard]] bool matches(const Process& process) const;

    /// These do not fold as long as they are kept. Returns the families of all that were or are.
    [[nodiscard]] std::unordered_set<ProcessKey> keep(const std::vector<ProcessKey>& keys);

    /// Reads a copy from now on, or the tree itself again.
    void freeze(bool frozen);

    [[nodiscard]] const ProcessTree& tree() const { return m_frozen ? *m_frozen : m_live; }
    [[nodiscard]] const SubtreeSums& sums() const { return m_sums; }
    [[nodiscard]] const ProcessFamilies& families() const { return m_families; }
    [[nodiscard]] const QuietTimes& quiet() const
    {
        return m_frozenQuiet ? *m_frozenQuiet : m_quiet;
    }

private:
    void count(const Process& process);
    [[nodiscard]] ProcessKey parentOf(ProcessKey key) const;
    void takeSums(Changes& changes);

    const ProcessTree& m_live;
    std::optional<ProcessTree> m_frozen{};
    SubtreeSums m_sums{};
    ProcessFamilies m_families{};
    QuietTimes m_quiet{};
    std::optional<QuietTimes> m_frozenQuiet{};
    std::unordered_set<ProcessKey> m_kept{};
    QString m_filter{};
};

} // namespace tw
