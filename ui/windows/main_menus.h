#pragma once

#include "ui/actions/actions.h"

class QLineEdit;
class QMainWindow;
class QMenu;

namespace tw {

/// File, Process, View, Log, Help. Returns the Process menu, which is the context menu of the tree
/// as well.
QMenu* fillMenus(QMainWindow& window, const Actions& actions);

/// The tool bar as drawn; returns the field that filters processes, at its right end.
QLineEdit* fillToolBar(QMainWindow& window, const Actions& actions);

} // namespace tw
