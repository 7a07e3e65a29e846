#pragma once

#include <QStyledItemDelegate>

namespace tw {

class DetailsView;

/// Paints the cells of a row of the details at the places that its section has for them.
class DetailsDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit DetailsDelegate(DetailsView& view);

    void paint(QPainter* painter,
               const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option,
                                 const QModelIndex& index) const override;

private:
    void paintSection(QPainter& painter,
                      const QStyleOptionViewItem& option,
                      const QModelIndex& index) const;
    void paintSentence(QPainter& painter,
                       const QStyleOptionViewItem& option,
                       const QModelIndex& index) const;
    void paintCells(QPainter& painter,
                    const QStyleOptionViewItem& option,
                    const QModelIndex& index) const;

    DetailsView& m_view;
};

/// Paints a section in the list of them: its title, and how many there are.
class SectionDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter,
               const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option,
                                 const QModelIndex& index) const override;
};

} // namespace tw
