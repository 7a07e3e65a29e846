#include "ui/views/tree_branch.h"

#include "ui/views/icon.h"
#include "ui/views/look.h"

namespace tw {

void paintTreeBranch(QPainter& painter, const QRect& rect, bool isOpen, const QPalette& palette)
{
    constexpr int kSize = 12;
    const QRect place(rect.right() - kTreeIndentation / 2 - kSize / 2 + 2,
                      rect.center().y() + 1 - kSize / 2,
                      kSize,
                      kSize);
    const QString name = isOpen ? QStringLiteral("branch-open") : QStringLiteral("branch-closed");
    paintIcon(painter, place, name, dimmed(palette));
}

} // namespace tw
