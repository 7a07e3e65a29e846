#include "trace_text.h"

#include "core/traces/trace_scanner.h"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>

namespace tw {

namespace {

std::string quoted(std::string_view text)
{
    std::string result;
    for (const char c : text)
        result += c == '\n' ? std::string{"\\n"} : std::string(1, c);
    return result;
}

} // namespace

std::string textOf(const Trace& trace, std::size_t depth)
{
    const std::string indent(2 * depth, ' ');
    std::string text
        = indent + std::to_string(trace.firstLine) + "-" + std::to_string(trace.lastLine);
    if (trace.relation != TraceRelation::None)
        text += " " + std::string{relationName(trace.relation)};
    text += " " + trace.runtime + " [" + trace.type + "] " + quoted(trace.message);
    if (!trace.complete)
        text += " (incomplete)";
    if (!trace.writer.empty())
        text += " by " + trace.writer;
    text += "\n";
    for (const auto& frame : trace.frames) {
        text += indent + "  " + (frame.function.empty() ? "-" : frame.function) + " " + frame.file
                + ":" + (frame.line ? std::to_string(*frame.line) : "-");
        if (frame.repeated != 0)
            text += " x" + std::to_string(frame.repeated);
        text += "\n";
    }
    for (const auto& child : trace.children)
        text += textOf(child, depth + 2);
    return text;
}

std::string textOf(std::vector<Trace> traces)
{
    std::sort(traces.begin(), traces.end(), [](const Trace& a, const Trace& b) {
        return a.firstLine < b.firstLine;
    });
    std::string text;
    for (const auto& trace : traces)
        text += textOf(trace);
    return text;
}

std::string readBytes(const std::string& path)
{
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, std::istreambuf_iterator<char>{}};
}

std::vector<std::string_view> linesOf(std::string_view bytes)
{
    std::vector<std::string_view> lines;
    while (!bytes.empty()) {
        const auto end = bytes.find('\n');
        lines.push_back(bytes.substr(0, end));
        bytes.remove_prefix(end == std::string_view::npos ? bytes.size() : end + 1);
    }
    return lines;
}

std::vector<Trace> scan(std::string_view bytes)
{
    std::vector<Trace> found;
    TraceScanner scanner{[&](Trace trace) { found.push_back(std::move(trace)); }};
    std::uint64_t number = 0;
    for (const auto line : linesOf(bytes))
        scanner.feed({line, ++number}, Time{});
    scanner.finish();
    return found;
}

std::vector<Trace> scanInPieces(std::string_view bytes, std::mt19937& random)
{
    constexpr std::size_t kLongestPiece = 70;
    constexpr int kLongestPause = 90;
    std::vector<Trace> found;
    TraceScanner scanner{[&](Trace trace) { found.push_back(std::move(trace)); }};
    std::uint64_t number = 0;
    Time now{};
    std::string pending;
    while (!bytes.empty()) {
        const auto size = std::uniform_int_distribution<std::size_t>{1, kLongestPiece}(random);
        pending += bytes.substr(0, size);
        bytes.remove_prefix(std::min(size, bytes.size()));
        for (auto end = pending.find('\n'); end != std::string::npos; end = pending.find('\n')) {
            scanner.feed({std::string_view{pending}.substr(0, end), ++number}, now);
            pending.erase(0, end + 1);
            now += std::chrono::milliseconds{
                std::uniform_int_distribution<int>{0, kLongestPause}(random)};
            scanner.advance(now);
        }
    }
    if (!pending.empty())
        scanner.feed({pending, ++number}, now);
    scanner.finish();
    return found;
}

} // namespace tw
