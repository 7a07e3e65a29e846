#include "ui/models/trace_text.h"

#include "core/report/own_code.h"

#include <QCoreApplication>

namespace tw {
namespace {

QString words(const char* text)
{
    return QCoreApplication::translate("tw::TraceText", text);
}

void addOwnFrames(QString& print, const Trace& trace)
{
    for (const Frame& frame : trace.frames) {
        if (isLibraryFile(frame.file))
            continue;
        print += u'\n' + QString::fromStdString(frame.file) + u'\t'
                 + QString::fromStdString(frame.function);
    }
    for (const Trace& child : trace.children) {
        print += u'\n' + QString::fromStdString(child.type);
        addOwnFrames(print, child);
    }
}

void addLines(QStringList& lines, const Trace& trace, int depth)
{
    const QString indent(qsizetype{2} * depth, u' ');
    const QString relation = relationText(trace.relation);
    const QString headline = traceHeadline(trace);
    lines += indent + (relation.isEmpty() ? headline : relation + u' ' + headline);
    for (const Frame& frame : trace.frames)
        lines += indent + QStringLiteral("  ") + frameLine(frame);
    for (const Trace& child : trace.children)
        addLines(lines, child, depth + 1);
}

} // namespace

QString traceHeadline(const Trace& trace)
{
    const QString type = QString::fromStdString(trace.type);
    const QString message = QString::fromStdString(trace.message);
    const QString writer = QString::fromStdString(trace.writer);
    QString headline = type;
    if (!message.isEmpty())
        headline += (type.isEmpty() ? QString() : QStringLiteral(": ")) + message;
    return headline.isEmpty() ? writer : headline;
}

QString frameLine(const Frame& frame)
{
    QString place = QString::fromStdString(frame.file);
    if (frame.line)
        place += u':' + QString::number(*frame.line);
    const QString function = QString::fromStdString(frame.function);
    QString line = function;
    if (!place.isEmpty())
        line = function.isEmpty() ? place : place + QStringLiteral(" in ") + function;
    if (frame.repeated > 0)
        line += QStringLiteral(" ×%1").arg(frame.repeated + 1);
    return line;
}

QString relationText(TraceRelation relation)
{
    switch (relation) {
    case TraceRelation::None:
        break;
    case TraceRelation::Cause:
        return words(QT_TRANSLATE_NOOP("tw::TraceText", "caused by"));
    case TraceRelation::Context:
        return words(QT_TRANSLATE_NOOP("tw::TraceText", "while handling"));
    case TraceRelation::Suppressed:
        return words(QT_TRANSLATE_NOOP("tw::TraceText", "suppressed"));
    case TraceRelation::Member:
        return words(QT_TRANSLATE_NOOP("tw::TraceText", "member"));
    case TraceRelation::RemoteCause:
        return words(QT_TRANSLATE_NOOP("tw::TraceText", "caused in another process by"));
    case TraceRelation::Thread:
        return words(QT_TRANSLATE_NOOP("tw::TraceText", "thread"));
    case TraceRelation::Goroutine:
        return words(QT_TRANSLATE_NOOP("tw::TraceText", "goroutine"));
    case TraceRelation::Part:
        return words(QT_TRANSLATE_NOOP("tw::TraceText", "part"));
    }
    return {};
}

QString traceFingerprint(const Trace& trace)
{
    QString print
        = QString::fromStdString(trace.runtime) + u'\n' + QString::fromStdString(trace.type);
    addOwnFrames(print, trace);
    return print;
}

QString traceText(const Trace& trace)
{
    QStringList lines;
    addLines(lines, trace, 0);
    return lines.join(u'\n') + u'\n';
}

} // namespace tw
