#pragma once

#include <QSortFilterProxyModel>

namespace tw {

/// The rows of a DetailsModel that hold a text, and those of a section whose title does. What is
/// hidden is not searched.
class DetailsFilter final : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    explicit DetailsFilter(QObject* parent = nullptr);

    void setText(const QString& text);
    [[nodiscard]] QString text() const { return m_text; }

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

private:
    QString m_text{};
};

} // namespace tw
