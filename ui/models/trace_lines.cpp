#include "ui/models/trace_lines.h"

#include "core/report/own_code.h"
#include "ui/models/frame_text.h"

#include <QRegularExpression>

namespace tw {
namespace {

// A trace may have thousands of frames (a recursion); a line is compared with this many.
constexpr int kFramesCompared = 512;

/// Where `text` names the file and the line of `frame`; of a file with an empty path never.
std::optional<TextRange> placeOf(const QString& text, const Frame& frame)
{
    if (frame.file.empty() || !frame.line)
        return std::nullopt;
    const QString file = QString::fromStdString(frame.file);
    const qsizetype start = text.indexOf(file);
    if (start < 0)
        return std::nullopt;
    const QString number = QString::number(*frame.line);
    const qsizetype line = text.indexOf(number, start + file.size());
    if (line < 0)
        return std::nullopt;
    const qsizetype after = line + number.size();
    const bool isWhole
        = !text[line - 1].isDigit() && (after == text.size() || !text[after].isDigit());
    return isWhole ? std::optional(TextRange{start, file.size()}) : std::nullopt;
}

/// The frame that `text` stands for, in the trace or in its parts.
struct FoundFrame
{
    const Frame* frame{nullptr};
    TextRange place{};
};

std::optional<FoundFrame> frameOf(const QString& text, const Trace& trace, int& budget)
{
    for (const Frame& frame : trace.frames) {
        if (--budget < 0)
            return std::nullopt;
        if (const std::optional<TextRange> place = placeOf(text, frame))
            return FoundFrame{&frame, *place};
    }
    for (const Trace& child : trace.children) {
        if (const std::optional<FoundFrame> found = frameOf(text, child, budget))
            return found;
    }
    return std::nullopt;
}

bool namesError(const QString& text, const Trace& trace)
{
    if (!trace.type.empty() && text.startsWith(QString::fromStdString(trace.type)))
        return true;
    for (const Trace& child : trace.children) {
        if (namesError(text, child))
            return true;
    }
    return false;
}

} // namespace

void TraceLines::add(const TraceFound& found)
{
    m_traces[{found.launch, found.stream}][found.trace.firstLine]
        = std::make_unique<const Trace>(found.trace);
    addPlaces(found.trace);
}

void TraceLines::addPlaces(const Trace& trace)
{
    for (const Frame& frame : trace.frames) {
        if (frame.line && !isLibraryFile(frame.file))
            m_files.insert(framePlace(frame), QString::fromStdString(frame.file));
    }
    for (const Trace& child : trace.children)
        addPlaces(child);
}

std::optional<SourceLink> TraceLines::findPlace(const QString& text) const
{
    static const QRegularExpression kPlace(QStringLiteral("\\bat ([^ ]+):(\\d+)\\b"));
    const QRegularExpressionMatch match = kPlace.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    const TextRange range{match.capturedStart(1), match.capturedEnd(2) - match.capturedStart(1)};
    const QString place = text.mid(range.start, range.length);
    const auto file = m_files.constFind(place.section(u'/', -1));
    if (file == m_files.constEnd())
        return std::nullopt;
    return SourceLink{range, *file, match.captured(2).toInt()};
}

const Trace* TraceLines::find(LaunchId launch, OutputStream stream, std::uint64_t number) const
{
    const auto traces = m_traces.find({launch, stream});
    if (traces == m_traces.end())
        return nullptr;
    const auto after = traces->second.upper_bound(number);
    if (after == traces->second.begin())
        return nullptr;
    const Trace& trace = *std::prev(after)->second;
    return number <= trace.lastLine ? &trace : nullptr;
}

TraceLineParts readTraceLine(const QString& text, const Trace& trace)
{
    TraceLineParts parts;
    int budget = kFramesCompared;
    const std::optional<FoundFrame> found = frameOf(text, trace, budget);
    if (!found) {
        parts.isError = namesError(text, trace);
        return parts;
    }
    const Frame& frame = *found->frame;
    parts.isLibrary = isLibraryFile(frame.file);
    if (parts.isLibrary)
        return parts;
    parts.link = SourceLink{
        found->place, QString::fromStdString(frame.file), static_cast<int>(frame.line.value_or(0))};
    const QString function = QString::fromStdString(frame.function);
    const qsizetype start = function.isEmpty() ? -1 : text.lastIndexOf(function);
    const qsizetype placeEnd = found->place.start + found->place.length;
    if (start >= 0 && (start >= placeEnd || start + function.size() <= found->place.start))
        parts.function = TextRange{start, function.size()};
    return parts;
}

} // namespace tw
