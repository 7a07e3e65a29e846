#pragma once

#include "ui/views/look.h"

#include <QIcon>
#include <QString>

namespace tw {

/// Which colour an icon's strokes have.
enum class IconColor
{
    Text,   ///< that of the text beside it; follows the palette of the program
    Failed, ///< for what ends things
};

/// One of our own icons by its file name in resources/icons, drawn in a colour that fits the
/// palette at the moment of painting, sharp at every size and scale.
[[nodiscard]] QIcon icon(const QString& name, IconColor color = IconColor::Text);

/// The program's own, in colour.
[[nodiscard]] QIcon programIcon();

/// Paints one of our icons in a colour of the caller's.
void paintIcon(QPainter& painter, const QRect& rect, const QString& name, const QColor& color);

} // namespace tw
