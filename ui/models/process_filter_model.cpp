#include "ui/models/process_filter_model.h"

#include "ui/models/process_text.h"
#include "ui/models/process_tree_model.h"

#include <algorithm>
#include <array>

namespace tw {

ProcessFilterModel::ProcessFilterModel(QObject* parent) : QSortFilterProxyModel(parent)
{
    setRecursiveFilteringEnabled(true);
    setSortRole(ProcessTreeModel::SortRole);
    setSortCaseSensitivity(Qt::CaseInsensitive);
    setSortLocaleAware(true);
}

void ProcessFilterModel::setFilterText(const QString& text)
{
    if (m_text != text.trimmed()) {
        m_text = text.trimmed();
        invalidateFilter();
    }
}

void ProcessFilterModel::setEndedShown(bool shown)
{
    if (m_endedShown != shown) {
        m_endedShown = shown;
        invalidateFilter();
    }
}

QVariant ProcessFilterModel::data(const QModelIndex& index, int role) const
{
    if (role == ProcessTreeModel::MatchRole) {
        return matches(mapToSource(index));
    }
    return QSortFilterProxyModel::data(index, role);
}

bool ProcessFilterModel::filterAcceptsRow(int row, const QModelIndex& parent) const
{
    // Most of the time nothing is filtered, and rows come by the thousand.
    if (m_text.isEmpty() && m_endedShown) {
        return true;
    }
    return matches(sourceModel()->index(row, 0, parent));
}

bool ProcessFilterModel::matches(const QModelIndex& source) const
{
    const auto ended = static_cast<int>(ProcessState::Exited);
    if (!m_endedShown && source.data(ProcessTreeModel::StateRole).toInt() == ended) {
        return false;
    }
    constexpr std::array kSearched{ProcessColumn::Name, ProcessColumn::Pid, ProcessColumn::Command};
    return m_text.isEmpty()
           || std::any_of(kSearched.begin(), kSearched.end(), [&](ProcessColumn column) {
                  return source.siblingAtColumn(static_cast<int>(column))
                      .data()
                      .toString()
                      .contains(m_text, Qt::CaseInsensitive);
              });
}

} // namespace tw
