// What the window's thread does for a storm: rows born and ended, filtered, sorted and refreshed.

#include "tests/support/fake_clock.h"
#include "ui/models/log_rows.h"
#include "ui/models/process_filter_model.h"
#include "ui/models/process_tree_model.h"

#include <QCoreApplication>

#include <benchmark/benchmark.h>

namespace {

using namespace tw;

/// A launch with `size` live children, its model and the proxy that the view looks at.
class Storm
{
public:
    explicit Storm(std::uint64_t size)
    {
        m_shown.setSourceModel(&m_model);
        say(Launched{.launch = {1}, .key = {1}, .pid = {1}, .command = {"make", "-j64"}});
        for (std::uint64_t child = 0; child < size; ++child) {
            bear();
        }
        turn();
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

    void refresh() { m_model.refresh({{m_last}, {m_last - 1}, {m_last - 2}}); }
    void sortByCpu() { m_shown.sort(static_cast<int>(ProcessColumn::Cpu), Qt::DescendingOrder); }
    void filter() { m_shown.setFilterText(QStringLiteral("worker")); }
    [[nodiscard]] int rows() const { return m_shown.rowCount(m_shown.index(0, 0)); }

private:
    void say(TreeEvent change)
    {
        if (!m_tree.apply(m_clock.now(), change)) {
            std::abort();
        }
        m_model.applyEvent({.time = m_clock.now(), .body = std::move(change)});
    }

    void bear()
    {
        say(Forked{.key = {++m_last}, .pid = {static_cast<int>(m_last)}, .parent = {1}});
        say(Executed{.key = {m_last}, .command = {{"worker", "--fast"}}, .name = "worker"});
    }

    FakeClock m_clock{};
    ProcessTree m_tree{};
    ProcessTreeModel m_model{m_tree, m_clock};
    ProcessFilterModel m_shown{};
    std::uint64_t m_last{1};
    std::uint64_t m_oldest{2};
};

constexpr int kChurn = 50; // births and ends in 50 ms, at 1000 a second

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
BENCHMARK(growLog);

} // namespace

int main(int argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
