#include "ui/models/visible_text.h"

namespace tw {

QString visibleText(const std::string& bytes)
{
    constexpr char16_t kSymbols = 0x2400; // of the controls, in their order
    constexpr char16_t kSymbolOfDelete = 0x2421;
    QString text = QString::fromUtf8(bytes.data(), static_cast<qsizetype>(bytes.size()));
    for (QChar& character : text) {
        const char16_t code = character.unicode();
        const bool turns = (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069)
                           || code == 0x200e || code == 0x200f;
        if (code < u' ') {
            character = QChar(static_cast<char16_t>(kSymbols + code));
        } else if (code == 0x7f) {
            character = QChar(kSymbolOfDelete);
        } else if (turns || (code >= 0x80 && code < 0xa0) || code == 0x2028 || code == 0x2029) {
            character = QChar(QChar::ReplacementCharacter);
        }
    }
    return text;
}

QString plainToolTip(const QString& text)
{
    return text.contains(u'<') ? QStringLiteral("<p style=\"white-space: pre-wrap\">%1</p>")
                                     .arg(text.toHtmlEscaped())
                               : text;
}

} // namespace tw
