#include "ui/views/trace_html.h"

#include "ui/models/frame_text.h"
#include "ui/models/trace_text.h"

namespace tw {
namespace {

// A recursion of a thousand frames says no more than its two ends.
constexpr std::size_t kMostFrames = 200;

// Pixels a step of nesting.
constexpr int kIndent = 16;

QString inColor(const QColor& color, const QString& html)
{
    return QStringLiteral("<span style=\"color:%1\">%2</span>").arg(color.name(), html);
}

QString escaped(const std::string& text)
{
    return QString::fromStdString(text).toHtmlEscaped();
}

QString placeHtml(const Frame& frame, const LogColors& colors, bool isLibrary)
{
    QString place = escaped(frame.file);
    if (frame.line)
        place += u':' + QString::number(*frame.line);
    if (isLibrary || frame.file.empty())
        return place;
    QUrl link;
    link.setScheme(QStringLiteral("source"));
    link.setPath(QString::fromStdString(frame.file));
    link.setFragment(QString::number(frame.line.value_or(0)));
    return QStringLiteral("<a style=\"color:%1;text-decoration:none\" href=\"%2\">%3</a>")
        .arg(colors.accent.name(), QString::fromLatin1(link.toEncoded()).toHtmlEscaped(), place);
}

QString frameHtml(const Frame& frame, const LogColors& colors, int indent)
{
    const bool isLibrary = isLibraryFrame(frame);
    QString html = placeHtml(frame, colors, isLibrary);
    if (!frame.function.empty()) {
        const QString function = escaped(frame.function);
        html
            += QStringLiteral(" in ")
               + (isLibrary ? function : QStringLiteral("<b>") + function + QStringLiteral("</b>"));
    }
    if (frame.repeated > 0)
        html += inColor(colors.muted, QStringLiteral(" ×%1").arg(frame.repeated + 1));
    const QString style = isLibrary ? QStringLiteral("color:") + colors.muted.name() : QString();
    return QStringLiteral("<div style=\"margin-left:%1px;%2\">%3</div>")
        .arg(indent)
        .arg(style, html);
}

void addPart(QString& html, const Trace& trace, const LogColors& colors, int depth)
{
    const int indent = depth * kIndent;
    html += QStringLiteral("<div style=\"margin-left:%1px;margin-top:%2px\">")
                .arg(indent)
                .arg(depth > 0 ? 8 : 0);
    const QString relation = relationText(trace.relation);
    if (!relation.isEmpty())
        html += inColor(colors.muted, relation.toHtmlEscaped() + u' ');
    const QString headline = inColor(colors.failed, traceHeadline(trace).toHtmlEscaped());
    html += QStringLiteral("<b>%1</b></div>").arg(headline);
    for (std::size_t at = 0; at < std::min(trace.frames.size(), kMostFrames); ++at)
        html += frameHtml(trace.frames[at], colors, indent + kIndent);
    if (trace.frames.size() > kMostFrames)
        html += inColor(colors.muted,
                        QStringLiteral("… +%1").arg(trace.frames.size() - kMostFrames));
    for (const Trace& child : trace.children)
        addPart(html, child, colors, depth + 1);
}

} // namespace

QString traceHtml(const Trace& trace, const LogColors& colors)
{
    QString html;
    addPart(html, trace, colors, 0);
    return html;
}

SourcePlace sourcePlace(const QUrl& link)
{
    return {link.path(), link.fragment().toInt()};
}

} // namespace tw
