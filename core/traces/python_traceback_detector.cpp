#include "core/traces/python_traceback_detector.h"

#include "core/traces/python_grammar.h"
#include "core/traces/text_scan.h"

#include <algorithm>
#include <utility>

namespace tw {

namespace {

constexpr std::uint64_t kForeignLinesInside = 3;
constexpr std::uint64_t kLinesToChain = 4;
constexpr std::uint64_t kMostLines = 20000;
constexpr std::uint64_t kLinesFromPreamble = 2;
constexpr std::size_t kMostDepth = 32;
constexpr std::size_t kUnittestRuler = 70;

ChainLine chainLineOf(const LaneLine& line)
{
    return {line.text, line.number, line.shapes};
}

/// Test runners draw a line before a traceback and another one after its message.
bool isReportRuler(std::string_view text)
{
    text = withoutTrailingBlanks(text);
    const bool unittest
        = text.size() == kUnittestRuler && text.find_first_not_of('-') == std::string_view::npos;
    return unittest || (isRuler(text, '_') && text.find(' ') != std::string_view::npos);
}

bool endsReport(std::string_view text)
{
    return isRuler(text, '-') || isRuler(text, '=') || isRuler(text, '_');
}

bool hasFrames(const Trace& trace)
{
    return !trace.frames.empty()
           || std::any_of(trace.children.begin(), trace.children.end(), hasFrames);
}

/// Chains and groups may be nested without end by what somebody prints; readers of a trace recurse.
bool cutBelow(Trace& trace, std::size_t depth)
{
    if (depth == 0) {
        const bool cut = !trace.children.empty();
        trace.children.clear();
        return cut;
    }
    bool cut = false;
    for (auto& child : trace.children)
        cut = cutBelow(child, depth - 1) || cut;
    return cut;
}

/// The head of a group begins with the gutter's corner where it stands at the margin.
bool isHead(std::string_view body)
{
    return isTracebackHead(body) || isGroupHead(body)
           || (startsWith(body, "+ ") && isGroupHead(body.substr(2)));
}

} // namespace

bool PythonTracebackDetector::feed(const LaneLine& line)
{
    if (!isOpen())
        return open(line);
    if (++m_lines > kMostLines) {
        finish();
        return open(line);
    }
    if (follow(line)) {
        if (!isBlankLine(line.text))
            m_lastOwned = line.ordinal;
        return true;
    }
    notePreamble(line);
    if (!isOverdue(line))
        return false;
    finish();
    return open(line);
}

bool PythonTracebackDetector::isOverdue(const LaneLine& line) const
{
    const auto limit = isMidway() ? kForeignLinesInside : kLinesToChain;
    return line.ordinal - m_lastOwned > limit;
}

bool PythonTracebackDetector::isMidway() const
{
    if (!isOpen())
        return false;
    const auto state = m_chains.front().state();
    const bool inGroup = m_gutter && !m_groupClosed;
    return inGroup || (state != PythonChain::State::Message && state != PythonChain::State::Idle);
}

bool PythonTracebackDetector::open(const LaneLine& line)
{
    const auto body = line.text.substr(indentOf(line.text));
    if (isHead(body)) {
        startChain(line);
        startPart(line);
        return true;
    }
    if (isRemoteMarker(body)) {
        startChain(line);
        m_chains.front().startRemote(line.number);
        return true;
    }
    PythonChain headless{};
    if (headless.startHeadless(chainLineOf(line))) {
        startChain(line);
        m_chains.front() = std::move(headless);
        return true;
    }
    if (scanChainSentence(body))
        return openAtSentence(line);
    notePreamble(line);
    return false;
}

/// An exception that was never raised has no traceback of its own: "ValueError: x" and the
/// sentence.
bool PythonTracebackDetector::openAtSentence(const LaneLine& line)
{
    constexpr std::uint64_t kExceptionAndBlank = 2;
    const auto& preceding = line.preceding;
    if (preceding.ordinal + kExceptionAndBlank != line.ordinal
        || !scanPythonException(preceding.text.substr(indentOf(preceding.text))))
        return false;
    startChain(line);
    m_chains.front().startAtException({preceding.text, preceding.number, nullptr});
    m_chains.front().feed({{}, line.number - 1, nullptr});
    return m_chains.front().feed(chainLineOf(line));
}

void PythonTracebackDetector::startChain(const LaneLine& line)
{
    const bool announced
        = m_preamble.ordinal != 0 && line.ordinal - m_preamble.ordinal <= kLinesFromPreamble;
    m_chains.clear();
    m_chains.emplace_back(isReportRuler(line.preceding.text) ? PythonChain::Bounds::Marked
                                                             : PythonChain::Bounds::Open);
    m_gutter.reset();
    m_groupClosed = false;
    m_writer = announced ? m_preamble.writer : std::string{};
    m_start = announced ? m_preamble.firstLine : line.number;
    m_preamble = {};
    m_lastOwned = line.ordinal;
    m_lines = 0;
}

/// A part of the lowest chain begins with the head at the margin.
void PythonTracebackDetector::startPart(const LaneLine& line)
{
    const auto indent = indentOf(line.text);
    const bool group = line.text[indent] == '+';
    m_gutter = group ? std::optional{indent} : std::nullopt;
    m_groupClosed = false;
    m_chains.front().startAtHead(line.number, group ? 0 : indent);
    if (group)
        m_chains.front().setBounds(PythonChain::Bounds::Marked);
}

bool PythonTracebackDetector::follow(const LaneLine& line)
{
    const auto indent = indentOf(line.text);
    const auto body = line.text.substr(indent);
    if (isHead(body))
        return followHead(line);
    if (m_gutter && !body.empty() && indent >= *m_gutter) {
        if (body.front() == '|')
            return followGutter(line, indent);
        if (body.front() == '+')
            return followRuler(line, indent);
    }
    return followAtMargin(line);
}

bool PythonTracebackDetector::followHead(const LaneLine& line)
{
    closeLevelsAbove(0);
    switch (m_chains.front().state()) {
    case PythonChain::State::Idle:
    case PythonChain::State::Quote:
    case PythonChain::State::Linked:
        break;
    case PythonChain::State::Head:
    case PythonChain::State::Frames:
        shareStream();
        closeSharedPart();
        break;
    case PythonChain::State::Message:
        if (!m_shared) {
            finish();
            return open(line);
        }
        closeSharedPart();
        break;
    }
    startPart(line);
    return true;
}

bool PythonTracebackDetector::followAtMargin(const LaneLine& line)
{
    if (m_gutter && !m_groupClosed)
        return false;
    closeLevelsAbove(0);
    auto& chain = m_chains.front();
    if (m_shared)
        return followSharedStream(line);
    const auto body = line.text.substr(indentOf(line.text));
    if (chain.state() == PythonChain::State::Linked && isRemoteMarker(body)) {
        chain.startRemote(line.number);
        return true;
    }
    if (endsReport(line.text))
        chain.endMessage();
    return chain.feed(chainLineOf(line));
}

bool PythonTracebackDetector::followSharedStream(const LaneLine& line)
{
    auto& chain = m_chains.front();
    const auto chained = chainLineOf(line);
    const bool betweenParts
        = chain.state() == PythonChain::State::Message || chain.state() == PythonChain::State::Idle;
    if (betweenParts && scanPythonPreamble(line.text))
        return true;
    PythonChain headless{};
    if (betweenParts && headless.startHeadless(chained)) {
        closeSharedPart();
        chain = std::move(headless);
        return true;
    }
    return chain.feed(chained);
}

void PythonTracebackDetector::shareStream()
{
    if (m_shared)
        return;
    m_shared = Trace{};
    m_shared->runtime = "python";
    m_shared->firstLine = m_start;
    m_shared->complete = false;
}

void PythonTracebackDetector::closeSharedPart()
{
    m_gutter.reset();
    auto part = m_chains.front().take();
    if (!part || !hasFrames(*part))
        return;
    part->relation = TraceRelation::Part;
    m_shared->firstLine = std::min(m_shared->firstLine, part->firstLine);
    m_shared->lastLine = std::max(m_shared->lastLine, part->lastLine);
    m_shared->children.push_back(std::move(*part));
}

std::optional<Trace> PythonTracebackDetector::takeShared()
{
    closeSharedPart();
    auto shared = std::exchange(m_shared, std::nullopt);
    auto& parts = shared->children;
    if (parts.empty())
        return std::nullopt;
    if (parts.size() == 1) {
        auto only = std::move(parts.front());
        only.relation = TraceRelation::None;
        only.firstLine = shared->firstLine;
        only.complete = false;
        return only;
    }
    const auto sameType = [&](const Trace& part) { return part.type == parts.front().type; };
    const auto sameText = [&](const Trace& part) { return part.message == parts.front().message; };
    if (std::all_of(parts.begin(), parts.end(), sameType))
        shared->type = parts.front().type;
    if (std::all_of(parts.begin(), parts.end(), sameText))
        shared->message = parts.front().message;
    return shared;
}

void PythonTracebackDetector::notePreamble(const LaneLine& line)
{
    const auto preamble = scanPythonPreamble(line.text.substr(indentOf(line.text)));
    if (!preamble)
        return;
    const bool continues = m_preamble.ordinal != 0 && m_preamble.ordinal + 1 == line.ordinal;
    if (!continues)
        m_preamble.firstLine = line.number;
    m_preamble.ordinal = line.ordinal;
    // Two announcements in a row come from two writers.
    m_preamble.writer = continues ? std::string_view{} : preamble->writer;
}

void PythonTracebackDetector::finish()
{
    if (!isOpen())
        return;
    closeLevelsAbove(0);
    const bool shared = m_shared.has_value();
    const bool cutShort = m_gutter && !m_groupClosed;
    auto trace = shared ? takeShared() : m_chains.front().take();
    m_chains.clear();
    m_gutter.reset();
    if (!trace || !hasFrames(*trace))
        return;
    if (cutBelow(*trace, kMostDepth) || cutShort)
        trace->complete = false;
    if (!shared)
        trace->writer = std::exchange(m_writer, {});
    m_sink(std::move(*trace));
}

} // namespace tw
