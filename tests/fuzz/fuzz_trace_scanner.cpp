#include "core/traces/trace_scanner.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace {

/// What every reader of a trace relies on.
void check(const tw::Trace& trace, const tw::Trace* parent, std::uint64_t lines)
{
    const bool inOrder = trace.firstLine >= 1 && trace.firstLine <= trace.lastLine;
    const bool inStream = trace.lastLine <= lines;
    const bool inParent
        = parent == nullptr
          || (trace.firstLine >= parent->firstLine && trace.lastLine <= parent->lastLine);
    if (!inOrder || !inStream || !inParent)
        std::abort();
    for (const auto& child : trace.children)
        check(child, &trace, lines);
}

} // namespace

/// Lines end with LF; a byte of 0x01 lets time pass, so that traces are also closed by pauses.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    std::string_view bytes{reinterpret_cast<const char*>(data), size};
    std::uint64_t number = 0;
    tw::Time now{};
    tw::TraceScanner scanner{[&](const tw::Trace& trace) { check(trace, nullptr, number); }};
    while (!bytes.empty()) {
        const auto end = bytes.find('\n');
        const auto line = bytes.substr(0, end);
        scanner.feed({line, ++number}, now);
        if (line.find('\x01') != std::string_view::npos) {
            now += std::chrono::milliseconds{300};
            scanner.advance(now);
        }
        bytes.remove_prefix(end == std::string_view::npos ? bytes.size() : end + 1);
    }
    scanner.finish();
    if (scanner.deadline())
        std::abort();
    return 0;
}
