#pragma once

#include "ui/models/process_tree_model.h"
#include "ui/views/look.h"

#include <QStyledItemDelegate>

namespace tw {

/// The icon that says what a process is doing, or how it ended.
[[nodiscard]] QString stateIcon(const QModelIndex& index);

/// The colour of a cell's text on an unselected row.
[[nodiscard]] QColor cellColor(const QModelIndex& index, const QPalette& palette);

/// Paints the cells of the process tree. The view paints what lies behind them, over the whole row.
class ProcessDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter,
               const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option,
                                 const QModelIndex& index) const override;

    /// Left and right of a cell's text.
    static constexpr int kPadding = 8;
};

} // namespace tw
