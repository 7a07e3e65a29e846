// The columns of ProcessTreeView.

#include "ui/views/process_delegate.h"
#include "ui/views/process_tree_view.h"

#include <QFontDatabase>
#include <QMenu>

#include <array>
#include <utility>

namespace tw {

void ProcessTreeView::setUpColumns()
{
    header()->setStretchLastSection(false);
    header()->setSectionsMovable(true);
    header()->setHighlightSections(false);
    header()->setSortIndicatorClearable(true);
    header()->setSortIndicator(-1, Qt::AscendingOrder);
    header()->setMinimumSectionSize(40);
    header()->setFixedHeight(header()->fontMetrics().height() + 12);
    header()->setAccessibleName(tr("Columns of processes"));
    header()->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(
        header(), &QHeaderView::customContextMenuRequested, this, &ProcessTreeView::showColumnMenu);
    setSortingEnabled(true);
    setColumnWidths();
}

void ProcessTreeView::setColumnWidths()
{
    const QFontMetrics text(font());
    const QFontMetrics fixed(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    const auto room = [](const QFontMetrics& metrics, const char* sample) {
        return metrics.horizontalAdvance(QString::fromUtf8(sample)) + 2 * ProcessDelegate::kPadding;
    };
    const std::array<std::pair<ProcessColumn, int>, 8> widths{
        {{ProcessColumn::Pid, room(text, "4194304")},
         {ProcessColumn::State, room(text, "stopping (30 s)")},
         {ProcessColumn::Cpu, room(text, "\u03a3 1600 %")},
         {ProcessColumn::Memory, room(text, "\u03a3 1023 MiB")},
         {ProcessColumn::Threads, room(text, "Threads ")},
         {ProcessColumn::Elapsed, room(text, "59m 59s ")},
         {ProcessColumn::Status, room(text, "SIGSEGV (11), core du")},
         {ProcessColumn::Command, room(fixed, "python3 -u -c \"import sys;exe")}}};
    for (const auto& [column, width] : widths) {
        header()->resizeSection(static_cast<int>(column), width);
    }
    header()->setSectionResizeMode(static_cast<int>(ProcessColumn::Name), QHeaderView::Stretch);
}

void ProcessTreeView::restoreColumns(const QByteArray& columns)
{
    if (columns.isEmpty() || !header()->restoreState(columns)) {
        return;
    }
    header()->setSectionResizeMode(static_cast<int>(ProcessColumn::Name), QHeaderView::Stretch);
    header()->setSectionHidden(static_cast<int>(ProcessColumn::Name), false);
    m_model.sort(header()->sortIndicatorSection(), header()->sortIndicatorOrder());
}

void ProcessTreeView::showColumnMenu(QPoint position)
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (int column = 1; column < kProcessColumns; ++column) {
        QAction* action = menu->addAction(
            m_model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString());
        action->setCheckable(true);
        action->setChecked(!isColumnHidden(column));
        connect(action, &QAction::toggled, this, [this, column](bool on) {
            setColumnHidden(column, !on);
        });
    }
    menu->addSeparator();
    connect(menu->addAction(tr("&Reset Widths")),
            &QAction::triggered,
            this,
            &ProcessTreeView::setColumnWidths);
    menu->popup(header()->mapToGlobal(position));
}

} // namespace tw
