#include "core/traces/python_chain.h"

#include "core/traces/log_shapes.h"
#include "core/traces/python_grammar.h"
#include "core/traces/text_scan.h"

#include <algorithm>
#include <utility>

namespace tw {

namespace {

constexpr std::size_t kFrameIndent = 2;
constexpr std::size_t kSourceIndent = 4;
constexpr std::size_t kMostFrames = 5000;
constexpr std::size_t kMostMessageLines = 200;
constexpr std::string_view kQuotes = R"(""")";

/// Its outermost frame is where a program or a thread begins.
bool isWholeStack(const Trace& part)
{
    const auto& outermost = part.frames.front().function;
    return outermost == "<module>" || outermost == "_bootstrap" || outermost == "__bootstrap";
}

} // namespace

void PythonChain::beginPart(std::uint64_t number)
{
    m_part = Trace{};
    m_part.runtime = "python";
    m_part.firstLine = m_remoteMarker != 0 ? m_remoteMarker : number;
    if (m_previous)
        m_part.firstLine = m_previous->firstLine;
    m_part.lastLine = number;
    m_headless = false;
    m_messageOver = false;
    m_messageLines = 0;
    m_literalLines = 0;
    m_pendingBlanks = 0;
    m_source.clear();
}

void PythonChain::startAtHead(std::uint64_t number, std::size_t indent)
{
    beginPart(number);
    m_indent = indent;
    m_state = State::Head;
}

bool PythonChain::startHeadless(const ChainLine& line)
{
    const auto indent = indentOf(line.text);
    if (indent < kFrameIndent || !scanPythonFrame(line.text.substr(indent)))
        return false;
    beginPart(line.number);
    m_indent = indent - kFrameIndent;
    m_headless = true;
    return addFrame(line);
}

void PythonChain::startAtException(const ChainLine& line)
{
    beginPart(line.number);
    m_indent = indentOf(line.text);
    m_state = State::Frames;
    feedFrames(line);
}

void PythonChain::startRemote(std::uint64_t number)
{
    m_remoteMarker = number;
    m_quoteOpen = false;
    m_state = State::Quote;
}

bool PythonChain::feed(const ChainLine& line)
{
    switch (m_state) {
    case State::Idle:
        return false;
    case State::Quote:
        return feedRemoteQuote(line);
    case State::Head:
        return feedHead(line);
    case State::Frames:
        return feedFrames(line);
    case State::Message:
        return feedMessage(line);
    case State::Linked:
        break;
    }
    return feedLinked(line);
}

bool PythonChain::feedRemoteQuote(const ChainLine& line)
{
    if (m_quoteOpen || withoutTrailingBlanks(line.text.substr(indentOf(line.text))) != kQuotes)
        return false;
    m_quoteOpen = true;
    return true;
}

/// Where only the head carries a logger's indent, the first frame tells the true one.
bool PythonChain::feedHead(const ChainLine& line)
{
    const auto indent = indentOf(line.text);
    if (indent >= kFrameIndent && scanPythonFrame(line.text.substr(indent))) {
        m_indent = indent - kFrameIndent;
        return addFrame(line);
    }
    return m_bounds == Bounds::Marked && indent == m_indent && feedFrames(line);
}

bool PythonChain::feedFrames(const ChainLine& line)
{
    const auto indent = indentOf(line.text);
    if (indent == line.text.size() || indent < m_indent)
        return false;
    const auto body = line.text.substr(indent);
    if (indent >= m_indent + kSourceIndent) {
        if (m_source.empty())
            m_source = body;
        m_part.lastLine = line.number;
        return true;
    }
    if (indent == m_indent + kFrameIndent)
        return addFrame(line);
    const auto exception = indent == m_indent ? scanPythonException(body) : std::nullopt;
    if (!exception)
        return false;
    const bool compiled = m_headless && m_part.frames.front().function.empty();
    if (compiled && !isCompilerError(exception->type))
        return false;
    m_part.type = exception->type;
    m_part.message = exception->message;
    m_part.lastLine = line.number;
    m_part.complete = m_part.complete && (!m_headless || compiled);
    expectLiteralLines(exception->message);
    m_state = State::Message;
    return true;
}

bool PythonChain::addFrame(const ChainLine& line)
{
    const auto body = line.text.substr(m_indent + kFrameIndent);
    const auto repeated = scanRepetition(body);
    if (repeated && !m_part.frames.empty()) {
        m_part.frames.back().repeated = *repeated;
    } else {
        const auto frame = scanPythonFrame(body);
        if (!frame)
            return false;
        if (m_part.frames.size() < kMostFrames) {
            m_part.frames.push_back(frame->toFrame());
        } else {
            m_part.frames.back() = frame->toFrame(); // the innermost one matters most
            m_part.complete = false;
        }
        m_source.clear();
    }
    m_part.lastLine = line.number;
    m_state = State::Frames;
    return true;
}

/// Counts the line breaks that follow `message` in a literal of the raising source line.
void PythonChain::expectLiteralLines(std::string_view message)
{
    m_literalLines = 0;
    if (message.empty())
        return;
    const auto start = m_source.find(std::string{message} + "\\n");
    if (start == std::string::npos)
        return;
    for (auto i = start + message.size(); i < m_source.size(); ++i) {
        if (m_source[i] == '"' || m_source[i] == '\'')
            return;
        if (m_source[i] == '\\' && ++i < m_source.size() && m_source[i] == 'n')
            ++m_literalLines;
    }
}

bool PythonChain::feedMessage(const ChainLine& line)
{
    const auto indent = indentOf(line.text);
    const auto body = line.text.substr(indent);
    if (body.empty()) {
        ++m_pendingBlanks;
        return true;
    }
    if (m_quoteOpen && withoutTrailingBlanks(body) == kQuotes) {
        m_quoteOpen = false;
        m_previousIsRemote = true;
        m_messageOver = true;
        m_pendingBlanks = 0;
        m_part.lastLine = line.number;
        return true;
    }
    const auto link = m_pendingBlanks > 0 ? scanChainSentence(body) : std::nullopt;
    if (link) {
        closePart();
        const bool remote
            = std::exchange(m_previousIsRemote, false) && *link == TraceRelation::Cause;
        m_link = remote ? TraceRelation::RemoteCause : *link;
        m_previous = std::move(m_part);
        if (!m_quoteOpen)
            m_remoteMarker = 0;
        m_state = State::Linked;
        return true;
    }
    if (m_messageOver || !continuesMessage(line)) {
        m_messageOver = true;
        return false;
    }
    addMessageLine(line);
    return true;
}

bool PythonChain::continuesMessage(const ChainLine& line) const
{
    if (m_messageLines >= kMostMessageLines)
        return false;
    if (m_literalLines > 0 || m_bounds == Bounds::Marked || m_quoteOpen)
        return true;
    if (line.shapes != nullptr && line.shapes->knows(line.text))
        return false;
    if (indentOf(line.text) <= m_indent)
        return false;
    return m_pendingBlanks == 0 || endsWith(m_part.message, ":");
}

void PythonChain::addMessageLine(const ChainLine& line)
{
    const auto lines = std::min(m_pendingBlanks, kMostMessageLines) + 1;
    m_part.message.append(lines, '\n');
    m_part.message += line.text.substr(std::min(m_indent, indentOf(line.text)));
    m_messageLines += lines;
    m_literalLines -= std::min(m_literalLines, lines);
    m_pendingBlanks = 0;
    m_part.lastLine = line.number;
}

bool PythonChain::feedLinked(const ChainLine& line)
{
    const auto indent = indentOf(line.text);
    if (indent == line.text.size())
        return true;
    if (!scanPythonException(line.text.substr(indent)))
        return false;
    startAtException(line);
    return true;
}

void PythonChain::addMember(Trace member)
{
    m_part.lastLine = std::max(m_part.lastLine, member.lastLine);
    m_part.children.push_back(std::move(member));
    m_messageOver = true;
}

void PythonChain::extendTo(std::uint64_t number)
{
    m_part.lastLine = std::max(m_part.lastLine, number);
}

void PythonChain::closePart()
{
    std::reverse(m_part.frames.begin(), m_part.frames.end());
    if (!m_previous)
        return;
    m_previous->relation = m_link;
    m_part.children.insert(m_part.children.begin(), std::move(*m_previous));
    m_previous.reset();
}

std::optional<Trace> PythonChain::take()
{
    constexpr std::size_t kFramesThatConvince = 2;
    const auto state = std::exchange(m_state, State::Idle);
    m_remoteMarker = 0;
    m_quoteOpen = false;
    if (state == State::Linked || state == State::Quote)
        return std::exchange(m_previous, std::nullopt);
    if (state == State::Idle || (state == State::Head && !m_previous))
        return std::nullopt;
    if (state != State::Message) {
        // What print_stack() writes has neither head nor message.
        const bool printedStack = m_headless && isWholeStack(m_part);
        m_part.complete = m_part.complete && printedStack;
        const bool convincing = m_part.frames.size() >= kFramesThatConvince
                                && !m_part.frames.front().function.empty();
        if (m_headless && !convincing)
            return std::nullopt;
    }
    closePart();
    return std::move(m_part);
}

} // namespace tw
