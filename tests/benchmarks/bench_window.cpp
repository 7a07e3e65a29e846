// What the window's thread does for a storm: rows born and ended, folded, filtered, sorted,
// refreshed and painted.

#include "tests/support/fake_clock.h"
#include "ui/models/log_rows.h"
#include "ui/models/process_tree_model.h"
#include "ui/views/process_pane.h"
#include "ui/views/process_tree_view.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QScrollBar>

#include <algorithm>
#include <ctime>
#include <vector>

#include <benchmark/benchmark.h>

namespace {

using namespace tw;

constexpr int kChurn = 50; // births and ends in 50 ms, at 1000 a second

/// A launch with `size` live children, and its model.
class Storm
{
public:
    explicit Storm(std::uint64_t size)
    {
        say(Launched{.launch = {1}, .key = {1}, .pid = {1}, .command = {"make", "-j64"}});
        for (std::uint64_t child = 0; child < size; ++child) {
            bear();
        }
        turn();
    }

    void bear()
    {
        say(Forked{.key = {++m_last}, .pid = {static_cast<int>(m_last)}, .parent = {1}});
        say(Executed{.key = {m_last}, .command = {{"worker", "--fast"}}, .name = "worker"});
    }

    /// One process more, and the oldest that lives less: as many live as before.
    void churn()
    {
        bear();
        say(Exited{.key = {m_oldest++}, .status = WaitStatus::exited(0)});
    }

    /// A reading of every 10th process.
    void sample()
    {
        Sampled event;
        for (std::uint64_t key = m_oldest; key <= m_last; key += 10) {
            event.samples.push_back({{key}, 'R', 50, 1U << 20U, 1});
        }
        say(std::move(event));
    }

    /// What the loop does once it is idle, however long the model would have it wait.
    void turn()
    {
        m_clock.turn(std::chrono::milliseconds{50});
        m_model.flush();
    }

    /// Children that have ended already.
    void endAll()
    {
        while (m_oldest <= m_last) {
            say(Exited{.key = {m_oldest++}, .status = WaitStatus::exited(0)});
        }
        m_clock.turn(std::chrono::seconds{5});
        turn();
    }

    [[nodiscard]] ProcessTreeModel& model() { return m_model; }
    void refresh() { m_model.refresh({{m_last}, {m_last - 1}, {m_last - 2}}); }
    void sortByCpu() { m_model.sort(static_cast<int>(ProcessColumn::Cpu), Qt::DescendingOrder); }
    void filter() { m_model.setFilterText(QStringLiteral("worker")); }
    [[nodiscard]] int rows() const { return m_model.rowCount(m_model.index(0, 0)); }

private:
    void say(TreeEvent change)
    {
        if (!m_tree.apply(m_clock.now(), change)) {
            std::abort();
        }
        m_model.applyEvent({.time = m_clock.now(), .body = std::move(change)});
    }

    FakeClock m_clock{};
    ProcessTree m_tree{};
    ProcessTreeModel m_model{m_tree, m_clock};
    std::uint64_t m_last{1};
    std::uint64_t m_oldest{2};
};

/// Time for what happens in 50 ms: it must be a small part of them.
void churn(benchmark::State& state)
{
    Storm storm(static_cast<std::uint64_t>(state.range(0)));
    for (auto _ : state) {
        for (int one = 0; one < kChurn; ++one) {
            storm.churn();
        }
        storm.turn();
        storm.refresh();
    }
    state.counters["rows"] = storm.rows();
}

void churnFiltered(benchmark::State& state)
{
    Storm storm(static_cast<std::uint64_t>(state.range(0)));
    storm.filter();
    for (auto _ : state) {
        for (int one = 0; one < kChurn; ++one) {
            storm.churn();
        }
        storm.turn();
    }
}

void sampleSorted(benchmark::State& state)
{
    Storm storm(static_cast<std::uint64_t>(state.range(0)));
    storm.sortByCpu();
    for (auto _ : state) {
        storm.sample();
        storm.turn();
    }
}

/// CPU time of this thread, in milliseconds.
double threadTime()
{
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

enum class Look
{
    Folded,   ///< as it is by itself
    Opened,   ///< the folded row is open: each ended child has a row
    Filtered, ///< and what is typed matches all
    Sorted,
};

/// Frames of the view: what happens in 50 ms at 1000 births and ends a second, told, laid out and
/// painted. `size` have ended before.
void frames(benchmark::State& state, Look look)
{
    Storm storm(static_cast<std::uint64_t>(state.range(0)));
    storm.endAll();
    ProcessPane pane(storm.model());
    pane.resize(1180, 340);
    pane.show();
    if (look == Look::Opened) {
        pane.tree().expand(storm.model().index(0, 0, storm.model().index(0, 0)));
        pane.tree().verticalScrollBar()->setValue(1000);
    } else if (look == Look::Filtered) {
        storm.filter();
    } else if (look == Look::Sorted) {
        storm.sortByCpu();
    }
    for (int one = 0; one < kChurn; ++one) {
        storm.bear();
    }
    QCoreApplication::processEvents();
    std::vector<double> times;
    std::vector<double> cpuTimes;
    for (auto _ : state) {
        QElapsedTimer frame;
        frame.start();
        const double cpu = threadTime();
        for (int one = 0; one < kChurn; ++one) {
            storm.churn();
        }
        storm.sample();
        storm.turn();
        QCoreApplication::processEvents();
        times.push_back(static_cast<double>(frame.nsecsElapsed()) / 1e6);
        cpuTimes.push_back(threadTime() - cpu);
    }
    std::sort(times.begin(), times.end());
    std::sort(cpuTimes.begin(), cpuTimes.end());
    state.counters["p50_ms"] = times[times.size() / 2];
    state.counters["p99_ms"] = times[times.size() * 99 / 100];
    // A busy machine stretches the others.
    state.counters["p99_cpu_ms"] = cpuTimes[cpuTimes.size() * 99 / 100];
}

/// Two launches that write in turn, 20 times a second each: the worst case for runs of lines.
void growLog(benchmark::State& state)
{
    LogRows rows;
    std::uint64_t line = 0;
    for (auto _ : state) {
        rows.appendLines({1}, line, 10);
        rows.appendLines({2}, line, 10);
        line += 10;
        benchmark::DoNotOptimize(rows.rowOf({1}, line / 2));
    }
}

BENCHMARK(churn)->Arg(1000)->Arg(10000)->Unit(benchmark::kMillisecond);
BENCHMARK(churnFiltered)->Arg(1000)->Arg(10000)->Unit(benchmark::kMillisecond);
BENCHMARK(sampleSorted)->Arg(1000)->Arg(10000)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(frames, folded, Look::Folded)
    ->Arg(10000)
    ->Iterations(400)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(frames, opened, Look::Opened)
    ->Arg(10000)
    ->Iterations(400)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(frames, filtered, Look::Filtered)
    ->Arg(10000)
    ->Iterations(400)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(frames, sorted, Look::Sorted)
    ->Arg(10000)
    ->Iterations(400)
    ->Unit(benchmark::kMillisecond);
BENCHMARK(growLog);

} // namespace

int main(int argc, char** argv)
{
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) {
        qputenv("QT_QPA_PLATFORM", "offscreen");
    }
    const QApplication application(argc, argv);
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
