#pragma once

#include <QSortFilterProxyModel>

namespace tw {

/// The rows of a ProcessTreeModel that are shown, in the order asked for: those whose name, pid or
/// command holds the filter text, and their ancestors. Not sorted until a column is chosen.
class ProcessFilterModel final : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    explicit ProcessFilterModel(QObject* parent = nullptr);

    /// Case does not matter; nothing is filtered by an empty text.
    void setFilterText(const QString& text);
    void setEndedShown(bool shown);

    [[nodiscard]] bool isEndedShown() const { return m_endedShown; }

    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

private:
    [[nodiscard]] bool matches(const QModelIndex& source) const;

    QString m_text{};
    bool m_endedShown{true};
};

} // namespace tw
