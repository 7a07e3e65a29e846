#pragma once

#include "ui/models/process_column.h"
#include "ui/models/process_digest.h"
#include "ui/models/process_rows.h"

#include <Qt>

#include <optional>
#include <vector>

namespace tw {

/// Which rows there should be, in which order: the filter, whether the ended are shown, the subtree
/// that alone is looked at, and the sorting. Holds wishes, not rows.
class ShownProcesses
{
public:
    explicit ShownProcesses(const ProcessDigest& digest) : m_digest(digest) {}

    void setEndedShown(bool shown) { m_endedShown = shown; }
    [[nodiscard]] bool isEndedShown() const { return m_endedShown; }

    /// Shows this process and what is below it alone.
    void setFocus(std::optional<ProcessKey> focus) { m_focus = focus; }
    [[nodiscard]] std::optional<ProcessKey> focus() const { return m_focus; }

    /// Siblings by this column; in order of birth without one.
    void setOrder(std::optional<ProcessColumn> column, Qt::SortOrder order);
    [[nodiscard]] bool isSorted() const { return m_column.has_value(); }

    /// The rows that belong below one; the row with a zero key is the root of all.
    [[nodiscard]] std::vector<RowId> childrenOf(RowId parent, Time now) const;

    /// Those behind the folded row of `parent`, and how they ended.
    [[nodiscard]] std::vector<ProcessKey> folded(ProcessKey parent) const;
    [[nodiscard]] EndTally tally(ProcessKey parent) const;
    [[nodiscard]] std::size_t foldedCount(ProcessKey parent) const;

private:
    [[nodiscard]] bool isShown(ProcessKey key) const;
    void sort(std::vector<ProcessKey>& keys, Time now) const;

    const ProcessDigest& m_digest;
    bool m_endedShown{true};
    std::optional<ProcessKey> m_focus{};
    std::optional<ProcessColumn> m_column{};
    Qt::SortOrder m_order{Qt::AscendingOrder};
};

} // namespace tw
