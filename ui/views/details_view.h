#pragma once

#include "ui/models/details_filter.h"
#include "ui/models/details_model.h"

#include <QPersistentModelIndex>
#include <QSet>
#include <QTreeView>

#include <vector>

namespace tw {

/// The sections of one process and their rows on the screen. The columns of each section are laid
/// out for themselves; the first is as wide in all of them. Borrows both models.
class DetailsView final : public QTreeView
{
    Q_OBJECT

public:
    DetailsView(DetailsModel& model, DetailsFilter& shown, QWidget* parent = nullptr);

    /// Takes new content; what stood at the top of the view stands there still.
    void refresh(DetailsContent content);

    /// Opens all sections but those that a person closed; all of them while there is a filter.
    void openSections();

    /// Where a cell of a row stands; `row` is the place of the whole row.
    [[nodiscard]] QRect cellRect(int section, int column, const QRect& row) const;
    [[nodiscard]] QFont fixedFont() const;

    /// The selected rows, cells apart by tabs.
    [[nodiscard]] QString selectedText() const;
    void copy() const;
    void copyValue() const;
    void revealSelected();

    /// The section that stands at the top.
    [[nodiscard]] QModelIndex sectionAtTop() const;
    void showSection(const QModelIndex& section);

Q_SIGNALS:
    void sectionAtTopMoved();

protected:
    void drawRow(QPainter* painter,
                 const QStyleOptionViewItem& option,
                 const QModelIndex& index) const override;
    void
    drawBranches(QPainter* painter, const QRect& rect, const QModelIndex& index) const override;
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool viewportEvent(QEvent* event) override;

private:
    void measure();
    /// The width that a column needs.
    [[nodiscard]] int measure(const DetailsSection& section, std::size_t column) const;
    void showMenu(const QPoint& position);
    [[nodiscard]] QModelIndexList selectedInOrder() const;

    DetailsModel& m_model;
    DetailsFilter& m_shown;
    /// By section and column; they only grow while the process is the same, so nothing jumps.
    std::vector<std::vector<int>> m_widths{};
    int m_firstWidth{0};
    QSet<QString> m_closed{};
    bool m_opening{false};
};

} // namespace tw
