#pragma once

#include <QPoint>

namespace tw {

class LogView;

/// The context menu of the log: what the current record offers, copy, select, follow, and which
/// columns are shown.
void showLogMenu(LogView& view, const QPoint& globalPosition);

} // namespace tw
