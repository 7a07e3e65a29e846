#include "ui/views/empty_state.h"

#include <QTextDocumentFragment>

namespace tw {

EmptyState::EmptyState(const QString& sentence, const QString& hint, QWidget* parent)
    : QLabel(parent)
{
    setTextFormat(Qt::RichText);
    say(sentence, hint);
    setAlignment(Qt::AlignCenter);
    setWordWrap(true);
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    setTextInteractionFlags(Qt::LinksAccessibleByMouse | Qt::LinksAccessibleByKeyboard);
}

void EmptyState::say(const QString& sentence, const QString& hint)
{
    setText(QStringLiteral("<p><b>%1</b></p><p>%2</p>").arg(sentence, hint));
    setAccessibleName(QTextDocumentFragment::fromHtml(sentence).toPlainText());
}

} // namespace tw
