#pragma once

#include "ui/actions/actions.h"

class QLineEdit;
class QMainWindow;
class QMenu;

namespace tw {

/// Menus that are filled elsewhere.
struct OwnMenus
{
    /// Below Stop.
    QMenu& ladders;
    QMenu& anySignal;
};

/// File, Process, View, Log, Help. Returns the Process menu, which is the context menu of the tree
/// as well.
QMenu* fillMenus(QMainWindow& window, const Actions& actions, const OwnMenus& own);

/// The tool bar as drawn; returns the field that filters processes, at its right end.
QLineEdit* fillToolBar(QMainWindow& window, const Actions& actions, const OwnMenus& own);

} // namespace tw
