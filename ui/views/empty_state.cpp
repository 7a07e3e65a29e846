#include "ui/views/empty_state.h"

namespace tw {

EmptyState::EmptyState(const QString& sentence, const QString& hint, QWidget* parent)
    : QLabel(parent)
{
    setTextFormat(Qt::RichText);
    setText(QStringLiteral("<p><b>%1</b></p><p>%2</p>").arg(sentence, hint));
    setAccessibleName(sentence);
    setAlignment(Qt::AlignCenter);
    setWordWrap(true);
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    setTextInteractionFlags(Qt::LinksAccessibleByMouse | Qt::LinksAccessibleByKeyboard);
}

} // namespace tw
