#pragma once

#include <QPainter>
#include <QPalette>
#include <QRect>

namespace tw {

/// Pixels by which each generation of a tree is moved in.
constexpr int kTreeIndentation = 18;

/// Paints the triangle that opens and closes a row, in the place of QTreeView::drawBranches().
void paintTreeBranch(QPainter& painter, const QRect& rect, bool isOpen, const QPalette& palette);

} // namespace tw
