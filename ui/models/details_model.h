#pragma once

#include "ui/models/details_content.h"

#include <QAbstractItemModel>
#include <QSet>

namespace tw {

/// The sections of one process, and below each its rows. A refresh changes only what has changed:
/// rows are found again by their key, so selection and scroll position stay with them. One column;
/// the cells of a row are a list, for a view that lays them out by section.
class DetailsModel final : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Role
    {
        CellsRole = Qt::UserRole, ///< QStringList, as shown; of a section its title and captions
        SectionRole,              ///< int: the section that the row is, or is in
        ToneRole,                 ///< DetailsTone as int
        HiddenRole,               ///< bool: the value is not shown
        CountRole,                ///< qulonglong of a section, invalid where it is not counted
        FixedRole,                ///< QVariantList of bool: the columns in the fixed font
    };

    using QAbstractItemModel::QAbstractItemModel;

    /// The same process a moment later: as few changes as there are. Other sections than before
    /// are a reset.
    void setContent(DetailsContent content);

    /// Another process, or none: a reset; what was revealed is hidden again.
    void clear();

    /// Shows the hidden value of one row, or of all.
    void reveal(const QModelIndex& index);
    void setAllRevealed(bool revealed);
    [[nodiscard]] bool isAllRevealed() const { return m_allRevealed; }
    [[nodiscard]] bool hasSecrets() const;

    [[nodiscard]] const DetailsContent& content() const { return m_content; }

    [[nodiscard]] QModelIndex
    index(int row, int column, const QModelIndex& parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex& child) const override;
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index,
                                int role = Qt::DisplayRole) const override;

private:
    [[nodiscard]] static bool isSection(const QModelIndex& index)
    {
        return index.internalId() == 0;
    }
    [[nodiscard]] const DetailsSection& sectionOf(const QModelIndex& index) const;
    [[nodiscard]] bool isHidden(const DetailsRow& row) const;
    [[nodiscard]] QStringList cells(const QModelIndex& index) const;
    [[nodiscard]] QVariant sectionData(const DetailsSection& section, int role) const;
    void mergeSection(int section, DetailsSection fresh);
    void removeMissing(int section, const std::vector<DetailsRow>& fresh);
    void replaceRows(int section, std::vector<DetailsRow> fresh);
    void insertNew(int section, const std::vector<DetailsRow>& fresh);
    void updateRows(int section, std::vector<DetailsRow> fresh);

    DetailsContent m_content{};
    /// Keys of rows whose value was asked for.
    QSet<QString> m_revealed{};
    bool m_allRevealed{false};
};

} // namespace tw
