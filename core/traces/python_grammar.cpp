#include "core/traces/python_grammar.h"

#include "core/traces/text_scan.h"

#include <string>

namespace tw {

namespace {

constexpr std::string_view kHead = "Traceback (most recent call last):";
constexpr std::string_view kGroupHead = "Exception Group Traceback (most recent call last):";

/// Cuts off `File "PATH", line N`. The path may hold quotes itself: the last fitting place counts.
std::optional<PythonFrameLine> takeLocation(std::string_view& text)
{
    constexpr std::string_view kStart = "File \"";
    constexpr std::string_view kLine = "\", line ";
    if (!startsWith(text, kStart))
        return std::nullopt;
    const auto end = text.rfind(kLine);
    if (end == std::string_view::npos || end < kStart.size())
        return std::nullopt;
    PythonFrameLine frame{};
    frame.file = text.substr(kStart.size(), end - kStart.size());
    auto rest = text.substr(end + kLine.size());
    const auto number = takeNumber(rest);
    if (!number)
        return std::nullopt;
    frame.line = *number;
    text = rest;
    return frame;
}

/// Log levels look like types and are none.
bool isLogLevel(std::string_view name)
{
    for (const std::string_view level :
         {"CRITICAL", "DEBUG", "ERROR", "FATAL", "INFO", "NOTICE", "TRACE", "WARN", "WARNING"})
        if (name == level)
            return true;
    return false;
}

bool looksLikeType(std::string_view name)
{
    if (name.empty() || isLogLevel(name))
        return false;
    const auto dot = name.rfind('.');
    const auto last = dot == std::string_view::npos ? name : name.substr(dot + 1);
    return dot != std::string_view::npos || isUpper(last.front()) || last.front() == '_'
           || last.find("rror") != std::string_view::npos
           || last.find("xception") != std::string_view::npos;
}

} // namespace

Frame PythonFrameLine::toFrame() const
{
    Frame frame{};
    frame.function = std::string{function};
    frame.file = std::string{file};
    frame.line = line;
    return frame;
}

std::optional<PythonFrameLine> scanPythonFrame(std::string_view text)
{
    constexpr std::string_view kIn = ", in ";
    auto frame = takeLocation(text);
    if (!frame)
        return std::nullopt;
    if (isBlankLine(text))
        return frame;
    if (!startsWith(text, kIn))
        return std::nullopt;
    frame->function = withoutTrailingBlanks(text.substr(kIn.size()));
    frame->hasFunction = true;
    return frame;
}

std::optional<PythonFrameLine> scanFaulthandlerFrame(std::string_view text)
{
    constexpr std::string_view kIn = " in ";
    auto frame = takeLocation(text);
    if (!frame || !startsWith(text, kIn))
        return std::nullopt;
    frame->function = withoutTrailingBlanks(text.substr(kIn.size()));
    frame->hasFunction = true;
    return frame;
}

std::optional<PythonExceptionLine> scanPythonException(std::string_view text)
{
    const auto name = dottedNameOf(text);
    if (!looksLikeType(name))
        return std::nullopt;
    const auto rest = text.substr(name.size());
    if (isBlankLine(rest))
        return PythonExceptionLine{name, {}};
    if (rest.front() != ':' || (rest.size() > 1 && rest[1] != ' '))
        return std::nullopt;
    return PythonExceptionLine{name, rest.size() > 2 ? rest.substr(2) : std::string_view{}};
}

bool isCompilerError(std::string_view type)
{
    return type == "SyntaxError" || type == "IndentationError" || type == "TabError"
           || type == "_IncompleteInputError";
}

bool isTracebackHead(std::string_view text)
{
    return withoutTrailingBlanks(text) == kHead;
}

bool isGroupHead(std::string_view text)
{
    return withoutTrailingBlanks(text) == kGroupHead;
}

bool isRemoteMarker(std::string_view text)
{
    text = withoutTrailingBlanks(text);
    return endsWith(text, "RemoteTraceback:") && dottedNameOf(text).size() + 1 == text.size();
}

std::optional<TraceRelation> scanChainSentence(std::string_view text)
{
    text = withoutTrailingBlanks(text);
    if (text == "The above exception was the direct cause of the following exception:")
        return TraceRelation::Cause;
    if (text == "During handling of the above exception, another exception occurred:")
        return TraceRelation::Context;
    return std::nullopt;
}

std::optional<std::uint32_t> scanRepetition(std::string_view text)
{
    constexpr std::string_view kStart = "[Previous line repeated ";
    if (!startsWith(text, kStart))
        return std::nullopt;
    text.remove_prefix(kStart.size());
    return takeNumber(text);
}

std::optional<PythonPreamble> scanPythonPreamble(std::string_view text)
{
    constexpr std::string_view kThread = "Exception in thread ";
    constexpr std::string_view kProcess = "Process ";
    text = withoutTrailingBlanks(text);
    const bool endsInColon = endsWith(text, ":");
    if (endsInColon && startsWith(text, kThread))
        return PythonPreamble{text.substr(kThread.size(), text.size() - kThread.size() - 1)};
    if (endsInColon && startsWith(text, kProcess) && text.size() > kProcess.size() + 1)
        return PythonPreamble{text.substr(kProcess.size(), text.size() - kProcess.size() - 1)};
    for (const std::string_view start : {"Exception ignored in",
                                         "Task exception was never retrieved",
                                         "Error in sys.excepthook:",
                                         "Original exception was:",
                                         "Error in atexit._run_exitfuncs:",
                                         "Unhandled exception in"})
        if (startsWith(text, start))
            return PythonPreamble{};
    return std::nullopt;
}

std::optional<GroupRuler> scanGroupRuler(std::string_view text)
{
    constexpr std::string_view kFirst = "+-+----------------";
    constexpr std::string_view kSibling = "+----------------";
    text = withoutTrailingBlanks(text);
    if (startsWith(text, kFirst) && endsWith(text, " ----------------"))
        return GroupRuler::First;
    if (!startsWith(text, kSibling))
        return std::nullopt;
    if (endsWith(text, " ----------------"))
        return GroupRuler::Sibling;
    const bool onlyDashes = text.find_first_not_of('-', 1) == std::string_view::npos;
    return onlyDashes ? std::optional{GroupRuler::Closing} : std::nullopt;
}

} // namespace tw
