#include "core/traces/faulthandler_detector.h"

#include "core/traces/python_grammar.h"
#include "core/traces/text_scan.h"

#include <algorithm>

namespace tw {

namespace {

constexpr std::uint64_t kLinesBetween = 3;
constexpr std::uint64_t kMostLines = 20000;
constexpr std::size_t kMostFrames = 5000;
constexpr std::size_t kMostThreads = 4096;
constexpr std::string_view kFatal = "Fatal Python error";
constexpr std::string_view kThreadEnd = " (most recent call first):";

/// "Timeout (0:00:00.300000)!"
bool isTimeout(std::string_view text)
{
    constexpr std::string_view kStart = "Timeout (";
    text = withoutTrailingBlanks(text);
    return startsWith(text, kStart) && endsWith(text, ")!")
           && text.find_first_not_of("0123456789:.", kStart.size()) == text.size() - 2;
}

/// The name of the thread whose frames follow; of the only one it is empty.
std::optional<std::string_view> scanThreadHead(std::string_view text)
{
    text = withoutTrailingBlanks(text);
    if (!endsWith(text, kThreadEnd))
        return std::nullopt;
    const auto name = text.substr(0, text.size() - kThreadEnd.size());
    if (name == "Stack")
        return std::string_view{};
    if (startsWith(name, "Thread 0x") || startsWith(name, "Current thread 0x"))
        return name;
    return std::nullopt;
}

bool isTrailer(std::string_view text)
{
    return startsWith(text, "Extension modules: ") || startsWith(text, "Python runtime state: ");
}

/// What stands among the frames and is none: "  ...", "  <no Python frame>", "  <freed
/// interpreter>".
bool isMark(std::string_view text)
{
    const auto body = withoutTrailingBlanks(text.substr(indentOf(text)));
    return body == "..." || (startsWith(body, "<") && endsWith(body, ">"));
}

} // namespace

bool FaulthandlerDetector::feed(const LaneLine& line)
{
    if (!isOpen())
        return open(line);
    if (++m_lines > kMostLines) {
        m_dump->complete = false;
        finish();
        return open(line);
    }
    if (follow(line))
        return true;
    if (line.ordinal - m_lastOwned <= kLinesBetween && !m_trailed)
        return false;
    finish();
    return open(line);
}

bool FaulthandlerDetector::open(const LaneLine& line)
{
    const auto body = line.text.substr(indentOf(line.text));
    const auto fatal = line.text.find(kFatal);
    const bool isFatal = fatal != std::string_view::npos
                         && startsWith(line.text.substr(fatal + kFatal.size()), ": ");
    if (!isFatal && !isTimeout(body) && !scanThreadHead(body))
        return false;
    m_dump = Trace{};
    m_dump->runtime = "python";
    m_dump->firstLine = line.number;
    m_lines = 0;
    m_trailed = false;
    own(line);
    if (isFatal) {
        m_dump->type = kFatal;
        m_dump->message = line.text.substr(fatal + kFatal.size() + 2);
    }
    openThread(line);
    return true;
}

bool FaulthandlerDetector::follow(const LaneLine& line)
{
    if (isBlankLine(line.text))
        return true;
    if (openThread(line) || addFrame(line))
        return true;
    if (!isTrailer(line.text))
        return false;
    m_trailed = startsWith(line.text, "Ext");
    own(line);
    return true;
}

bool FaulthandlerDetector::openThread(const LaneLine& line)
{
    const auto name = scanThreadHead(line.text.substr(indentOf(line.text)));
    if (!name || m_dump->children.size() >= kMostThreads)
        return false;
    Trace thread{};
    thread.runtime = "python";
    thread.relation = TraceRelation::Thread;
    thread.writer = *name;
    thread.firstLine = line.number;
    m_dump->children.push_back(std::move(thread));
    m_trailed = false;
    own(line);
    return true;
}

bool FaulthandlerDetector::addFrame(const LaneLine& line)
{
    if (m_dump->children.empty() || indentOf(line.text) == 0)
        return false;
    auto& thread = m_dump->children.back();
    const auto frame = scanFaulthandlerFrame(line.text.substr(indentOf(line.text)));
    if (!frame && !isMark(line.text))
        return false;
    if (frame && thread.frames.size() < kMostFrames)
        thread.frames.push_back(frame->toFrame());
    else
        thread.complete = thread.complete && startsWith(line.text, "  <");
    own(line);
    return true;
}

void FaulthandlerDetector::own(const LaneLine& line)
{
    m_lastOwned = line.ordinal;
    m_dump->lastLine = line.number;
    if (!m_dump->children.empty() && !m_trailed)
        m_dump->children.back().lastLine = line.number;
}

void FaulthandlerDetector::finish()
{
    if (!isOpen())
        return;
    auto dump = std::move(*m_dump);
    m_dump.reset();
    if (!dump.children.empty())
        m_sink(std::move(dump));
}

} // namespace tw
