#pragma once

#include "ui/actions/actions.h"

class QLineEdit;
class QMainWindow;
class QMenu;

namespace tw {

/// File, Process, View, Log, Help. Returns the Process menu, which is the context menu of the tree
/// as well. `ladders` goes below Stop.
QMenu* fillMenus(QMainWindow& window, const Actions& actions, QMenu& ladders);

/// The tool bar as drawn; returns the field that filters processes, at its right end.
QLineEdit* fillToolBar(QMainWindow& window, const Actions& actions, QMenu& ladders);

} // namespace tw
