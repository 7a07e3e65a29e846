#include "core/traces/pytest_detector.h"

#include "core/traces/python_grammar.h"
#include "core/traces/text_scan.h"

#include <algorithm>

namespace tw {

namespace {

constexpr std::uint64_t kMostLines = 20000;
constexpr std::uint64_t kMostErrorLines = 200;
constexpr std::size_t kMostFrames = 5000;

/// "____ test_name ____"
bool isReportHead(std::string_view text)
{
    return isRuler(text, '_') && text.find_first_not_of("_ ") != std::string_view::npos
           && text.find(' ') != std::string_view::npos;
}

bool endsReport(std::string_view text)
{
    return isRuler(text, '=') || isRuler(text, '-');
}

/// "FILE:N: Type", "FILE:N: in name" or "FILE:N: ".
struct Location
{
    Frame frame{};
    std::string_view type{};
};

std::optional<Location> scanLocation(std::string_view text)
{
    const auto suffix = text.find(".py:");
    if (suffix == std::string_view::npos || suffix == 0 || isBlank(text.front()))
        return std::nullopt;
    Location location{};
    location.frame.file = text.substr(0, suffix + 3);
    auto rest = text.substr(suffix + 4);
    location.frame.line = takeNumber(rest);
    if (!location.frame.line || !startsWith(rest, ":"))
        return std::nullopt;
    rest = withoutTrailingBlanks(rest.substr(1));
    if (startsWith(rest, " "))
        rest.remove_prefix(1);
    if (startsWith(rest, "in "))
        location.frame.function = rest.substr(3);
    else if (dottedNameOf(rest).size() == rest.size())
        location.type = rest;
    else
        return std::nullopt;
    return location;
}

} // namespace

bool PytestDetector::feed(const LaneLine& line)
{
    const bool head = isReportHead(line.text);
    if (isOpen() && (head || endsReport(line.text) || ++m_lines > kMostLines))
        finish();
    if (isOpen())
        return noteLine(line);
    if (!head)
        return false;
    m_report = Trace{};
    m_report->runtime = "python";
    m_report->firstLine = line.number;
    m_type.clear();
    m_errorOrdinal = 0;
    m_lines = 0;
    return true;
}

bool PytestDetector::noteLine(const LaneLine& line)
{
    if (line.text == "E" || startsWith(line.text, "E   ")) {
        addError(line);
        return true;
    }
    return addLocation(line);
}

bool PytestDetector::addLocation(const LaneLine& line)
{
    auto location = scanLocation(line.text);
    if (!location)
        return false;
    m_type = location->type;
    m_report->lastLine = line.number;
    if (m_report->frames.size() < kMostFrames)
        m_report->frames.push_back(std::move(location->frame));
    else
        m_report->complete = false;
    return true;
}

/// Lines of one error follow each other; of a chain the last error counts.
void PytestDetector::addError(const LaneLine& line)
{
    auto text = line.text.substr(1);
    const bool continues = m_errorOrdinal != 0 && m_errorOrdinal + 1 == line.ordinal;
    m_errorOrdinal = line.ordinal;
    m_report->lastLine = line.number;
    if (!continues) {
        m_report->message.clear();
        m_errorIndent = indentOf(text);
        m_errorLines = 0;
    } else if (m_errorLines >= kMostErrorLines) {
        return;
    } else {
        m_report->message += '\n';
    }
    ++m_errorLines;
    m_report->message += text.substr(std::min<std::size_t>(m_errorIndent, indentOf(text)));
}

void PytestDetector::nameError()
{
    auto& report = *m_report;
    const auto firstLine = std::string_view{report.message}.substr(0, report.message.find('\n'));
    const auto exception = scanPythonException(firstLine);
    if (exception && (m_type.empty() || m_type == exception->type)) {
        report.type = exception->type;
        const auto named = firstLine.size() - exception->message.size();
        report.message.erase(0, named);
        return;
    }
    const bool asserted = startsWith(firstLine, "assert ");
    report.type = m_type.empty() && asserted ? "AssertionError" : m_type;
}

void PytestDetector::finish()
{
    if (!isOpen())
        return;
    nameError();
    auto report = std::move(*m_report);
    m_report.reset();
    if (report.frames.empty() || m_errorOrdinal == 0)
        return;
    std::reverse(report.frames.begin(), report.frames.end());
    m_sink(std::move(report));
}

} // namespace tw
