#pragma once

#include "ui/models/ansi_line.h"

#include <QByteArrayView>

namespace tw {

/// Applies the parameters of one SGR sequence ("1;38;5;208", colons too) to `style`. What is
/// unknown is skipped, what is cut off changes nothing.
void applySgr(AnsiStyle& style, QByteArrayView parameters);

} // namespace tw
