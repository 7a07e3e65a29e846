#include "core/traces/trace_scanner.h"

#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include <benchmark/benchmark.h>

namespace {

std::vector<std::string> ordinaryLines()
{
    std::vector<std::string> lines;
    for (int i = 0; i < 1000; ++i) {
        const auto number = std::to_string(i);
        lines.push_back("2026-11-22 13:00:01,016 INFO worker." + number + ": request /api/v1/items/"
                        + number + " took 12.5 ms, 2048 bytes sent to 10.0.0.17, cache miss");
        lines.push_back("[ " + number + "%] Building CXX object core/CMakeFiles/x.dir/file_"
                        + number + ".cpp.o");
        lines.push_back("processed item " + number);
        lines.push_back("  Found 12 files in /srv/data/" + number + ", Error count: 0");
    }
    return lines;
}

std::vector<std::string> fixtureLines(const char* name)
{
    std::ifstream file{std::string{TW_SOURCE_DIR "/tests/data/traces/"} + name};
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);)
        lines.push_back(line);
    return lines;
}

void feedAll(benchmark::State& state, const std::vector<std::string>& lines)
{
    std::size_t found = 0;
    std::size_t bytes = 0;
    for (const auto& line : lines)
        bytes += line.size();
    std::uint64_t number = 0;
    tw::TraceScanner scanner{[&](const tw::Trace&) { ++found; }};
    for ([[maybe_unused]] auto turn : state) {
        for (const auto& line : lines)
            scanner.feed({line, ++number}, tw::Time{});
        scanner.finish();
    }
    benchmark::DoNotOptimize(found);
    const auto fed = static_cast<double>(state.iterations()) * static_cast<double>(lines.size());
    state.counters["per_line"]
        = benchmark::Counter(fed, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
    state.counters["bytes_per_line"]
        = static_cast<double>(bytes) / static_cast<double>(lines.size());
}

void ordinaryOutput(benchmark::State& state)
{
    feedAll(state, ordinaryLines());
}

/// After a trace of each of two writers with prefixes.
void ordinaryOutputWithPrefixes(benchmark::State& state)
{
    auto lines = ordinaryLines();
    for (std::size_t i = 0; i < lines.size(); ++i)
        lines[i].insert(0, i % 2 == 0 ? "web-1  | " : "web-2  | ");
    for (const char* prefix : {"web-1  | ", "web-2  | "})
        lines.insert(lines.begin(), std::string{prefix} + "Traceback (most recent call last):");
    feedAll(state, lines);
}

void colouredOutput(benchmark::State& state)
{
    auto lines = ordinaryLines();
    for (auto& line : lines)
        line = "\x1b[32m" + line + "\x1b[0m";
    feedAll(state, lines);
}

void tracebacks(benchmark::State& state)
{
    feedAll(state, fixtureLines("chain_logged.txt"));
}

void exceptionGroups(benchmark::State& state)
{
    feedAll(state, fixtureLines("group_deep.txt"));
}

void pytestReports(benchmark::State& state)
{
    feedAll(state, fixtureLines("pytest_long.txt"));
}

void faulthandlerDumps(benchmark::State& state)
{
    feedAll(state, fixtureLines("fault_deep.txt"));
}

} // namespace

BENCHMARK(ordinaryOutput);
BENCHMARK(ordinaryOutputWithPrefixes);
BENCHMARK(colouredOutput);
BENCHMARK(tracebacks);
BENCHMARK(exceptionGroups);
BENCHMARK(pytestReports);
BENCHMARK(faulthandlerDumps);

BENCHMARK_MAIN();
