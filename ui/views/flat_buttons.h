#pragma once

#include <QStyleOption>

class QPainter;

namespace tw {

/// The ground of a push button: a line around it, the accent's colour where Return presses it.
void drawPushButton(QPainter& painter, const QStyleOption& option);

/// A check box that can be seen on any ground, ticked or not.
void drawCheckBox(QPainter& painter, const QStyleOption& option);

} // namespace tw
