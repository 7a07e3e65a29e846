#include "ui/models/details_filter.h"

namespace tw {

DetailsFilter::DetailsFilter(QObject* parent) : QSortFilterProxyModel(parent)
{
    setRecursiveFilteringEnabled(true);
    setAutoAcceptChildRows(true);
}

void DetailsFilter::setText(const QString& text)
{
    if (m_text != text.trimmed()) {
        m_text = text.trimmed();
        invalidateFilter();
    }
}

bool DetailsFilter::filterAcceptsRow(int row, const QModelIndex& parent) const
{
    return m_text.isEmpty()
           || sourceModel()
                  ->index(row, 0, parent)
                  .data()
                  .toString()
                  .contains(m_text, Qt::CaseInsensitive);
}

} // namespace tw
