// From a fork or an exit to the moment at which the reader of events hands it over, on an idle
// machine; beside it a program that does nothing but wait at the same socket.

#include "core/kernel/own_process.h"
#include "core/kernel/proc_connector.h"
#include "core/kernel/wake_fd.h"
#include "core/tracking/event_reader.h"
#include "tests/benchmarks/percentile.h"

#include <chrono>
#include <functional>
#include <vector>

#include <benchmark/benchmark.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

using namespace std::chrono_literals;

struct Delays
{
    std::vector<double> forks{};
    std::vector<double> exits{};
};

/// Bears a child that ends at once, and reads until its end was told.
void observe(int fd, const std::function<void(std::vector<tw::KernelEvent>&)>& read, Delays& delays)
{
    const pid_t child = ::fork();
    if (child == 0) {
        tw::awaitReadable({}, 2ms); // for the machine to be idle again
        ::_exit(0);
    }
    const auto deadline = tw::monotonicNow() + 1s;
    for (bool hasEnded = false; !hasEnded && tw::monotonicNow() < deadline;) {
        tw::awaitReadable({fd}, 100ms);
        std::vector<tw::KernelEvent> events;
        read(events);
        const auto now = tw::monotonicNow();
        for (const tw::KernelEvent& event : events) {
            const std::chrono::duration<double, std::micro> late = now - event.time;
            if (event.pid.value == child && std::holds_alternative<tw::ForkFact>(event.fact)) {
                delays.forks.push_back(late.count());
            } else if (event.pid.value == child
                       && std::holds_alternative<tw::ExitFact>(event.fact)) {
                delays.exits.push_back(late.count());
                hasEnded = true;
            }
        }
    }
    ::waitpid(child, nullptr, 0);
    tw::awaitReadable({}, 5ms);
}

void print(benchmark::State& state, const Delays& delays)
{
    state.counters["fork_p50_us"] = tw::percentile(delays.forks, 0.5);
    state.counters["fork_p99_us"] = tw::percentile(delays.forks, 0.99);
    state.counters["exit_p50_us"] = tw::percentile(delays.exits, 0.5);
    state.counters["exit_p99_us"] = tw::percentile(delays.exits, 0.99);
}

void eventReader(benchmark::State& state)
{
    auto reader = tw::ProcConnector::open().and_then(&tw::EventReader::start);
    if (!reader) {
        state.SkipWithError(reader.error().message.c_str());
        return;
    }
    Delays delays;
    for ([[maybe_unused]] auto turn : state) {
        observe((*reader)->fd(),
                [&reader](std::vector<tw::KernelEvent>& events) {
                    tw::SourceBatch batch;
                    (*reader)->read(batch);
                    events = std::move(batch.events);
                },
                delays);
    }
    print(state, delays);
}

/// The peer: nothing between the socket and who waits for it.
void bareSocket(benchmark::State& state)
{
    auto connector = tw::ProcConnector::open();
    if (!connector) {
        state.SkipWithError(connector.error().message.c_str());
        return;
    }
    Delays delays;
    for ([[maybe_unused]] auto turn : state) {
        observe((*connector)->fd(),
                [&connector](std::vector<tw::KernelEvent>& events) { (*connector)->read(events); },
                delays);
    }
    print(state, delays);
}

BENCHMARK(eventReader)->Iterations(500)->Unit(benchmark::kMillisecond);
BENCHMARK(bareSocket)->Iterations(500)->Unit(benchmark::kMillisecond);

} // namespace

BENCHMARK_MAIN();
