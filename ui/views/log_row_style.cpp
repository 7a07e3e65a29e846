#include "ui/views/log_row_style.h"

#include <QCoreApplication>

namespace tw {
namespace {

QString words(const char* text)
{
    return QCoreApplication::translate("tw::LogView", text);
}

void addFormat(StyledRow& styled, TextRange range, const QTextCharFormat& format)
{
    QTextLayout::FormatRange added;
    added.start = static_cast<int>(range.start);
    added.length = static_cast<int>(range.length);
    added.format = format;
    styled.formats.append(added);
}

QTextCharFormat colored(const QColor& color)
{
    QTextCharFormat format;
    format.setForeground(color);
    return format;
}

QTextCharFormat bold()
{
    QTextCharFormat format;
    format.setFontWeight(QFont::Bold);
    return format;
}

QTextCharFormat ansiFormat(const AnsiStyle& style, const LogColors& colors)
{
    QColor ground = style.background ? colors.ansi(*style.background) : colors.base;
    QColor text = style.foreground ? colors.ansi(*style.foreground) : colors.text;
    const bool hasGround = style.background || style.inverse;
    if (style.inverse)
        std::swap(ground, text);
    QTextCharFormat format;
    if (hasGround)
        format.setBackground(ground);
    if (style.foreground || hasGround || style.dim)
        format.setForeground(readableOn(style.dim && !hasGround ? colors.muted : text, ground));
    if (style.bold)
        format.setFontWeight(QFont::Bold);
    if (style.italic)
        format.setFontItalic(true);
    if (style.underline)
        format.setFontUnderline(true);
    if (style.struckOut)
        format.setFontStrikeOut(true);
    return format;
}

void styleTrace(StyledRow& styled, const Trace& trace, const LogColors& colors)
{
    const TraceLineParts parts = readTraceLine(styled.text, trace);
    const TextRange whole{0, styled.text.size()};
    if (parts.isLibrary)
        addFormat(styled, whole, colored(readableOn(colors.muted, colors.traceGround)));
    if (parts.isError)
        addFormat(styled, whole, colored(readableOn(colors.failed, colors.traceGround)));
    if (parts.link)
        addFormat(
            styled, parts.link->range, colored(readableOn(colors.accent, colors.traceGround)));
    if (parts.function)
        addFormat(styled, *parts.function, bold());
    styled.link = parts.link;
}

void addNote(StyledRow& styled, const QString& note, const LogColors& colors)
{
    QTextCharFormat format = colored(colors.muted);
    format.setFontItalic(true);
    const TextRange range{styled.text.size(), note.size()};
    styled.text += note;
    addFormat(styled, range, format);
    styled.isUniform = false;
}

void styleLine(StyledRow& styled, const LogRow& row, const LogColors& colors)
{
    const std::string& bytes = row.line->bytes;
    const AnsiLine line
        = layoutAnsi(QByteArrayView(bytes.data(), static_cast<qsizetype>(bytes.size())));
    styled.text = line.text;
    styled.isUniform = line.isUniform;
    for (const AnsiRun& run : line.runs)
        addFormat(styled, {run.start, run.length}, ansiFormat(run.style, colors));
    if (row.trace != nullptr)
        styleTrace(styled, *row.trace, colors);
    if (bytes.size() >= LinePages::kLineLimit)
        addNote(styled,
                words(QT_TRANSLATE_NOOP("tw::LogView",
                                        " … the line is longer; 64 KiB of it are shown")),
                colors);
}

void markFound(StyledRow& styled, const FindTerm& find, const LogColors& colors)
{
    if (find.text.isEmpty())
        return;
    QTextCharFormat format;
    format.setBackground(colors.found);
    format.setForeground(colors.text);
    qsizetype at = styled.text.indexOf(find.text, 0, find.sensitivity);
    while (at >= 0) {
        addFormat(styled, {at, find.text.size()}, format);
        at = styled.text.indexOf(find.text, at + find.text.size(), find.sensitivity);
    }
}

void addOffers(StyledRow& styled,
               const std::vector<SurvivorAction>& actions,
               const LogColors& colors)
{
    for (const SurvivorAction action : actions) {
        styled.text += QStringLiteral(" · ");
        const QString word = actionText(action);
        const TextRange range{styled.text.size(), word.size()};
        styled.text += word;
        styled.offers.push_back({range, action});
        addFormat(styled, range, colored(colors.accent));
    }
}

} // namespace

qsizetype verbLength(const QString& record)
{
    const qsizetype arrow = record.indexOf(QStringLiteral(" →"));
    return arrow < 0 ? 0 : arrow;
}

StyledRow styleRow(const LogRow& row, const LogColors& colors, const FindTerm& find)
{
    StyledRow styled;
    if (row.record != nullptr) {
        styled.text = row.record->text;
        styled.isUniform = false;
        addFormat(styled, {0, verbLength(styled.text)}, bold());
        if (row.record->link) {
            styled.link = row.record->link;
            addFormat(styled, styled.link->range, colored(colors.accent));
        }
        if (row.offer != nullptr)
            addOffers(styled, row.offer->actions, colors);
    } else if (row.line != nullptr) {
        styleLine(styled, row, colors);
    } else if (row.isMissing) {
        addNote(styled,
                words(QT_TRANSLATE_NOOP("tw::LogView", "this line is not kept any more")),
                colors);
    } else {
        addNote(styled, QStringLiteral("…"), colors);
    }
    markFound(styled, find, colors);
    return styled;
}

StyledRow
fitOffers(StyledRow styled, const LogColors& colors, const QFontMetrics& metrics, int width)
{
    if (styled.offers.empty() || metrics.horizontalAdvance(styled.text) <= width)
        return styled;
    constexpr qsizetype kSeparator = 3;
    const qsizetype end = styled.offers.front().range.start - kSeparator;
    const QString offers = styled.text.mid(end);
    const int room = std::max(width - metrics.horizontalAdvance(offers), 0);
    const QString sentence = metrics.elidedText(styled.text.left(end), Qt::ElideRight, room);
    std::vector<SurvivorAction> actions;
    for (const OfferLink& offer : styled.offers)
        actions.push_back(offer.action);
    styled.text = sentence;
    styled.offers.clear();
    styled.formats.removeIf([&sentence](const QTextLayout::FormatRange& range) {
        return range.start + range.length >= sentence.size();
    });
    addOffers(styled, actions, colors);
    return styled;
}

} // namespace tw
