#include "core/kernel/own_process.h"
#include "core/tracking/resource_sampler.h"
#include "core/tracking/signal_watch.h"

#include <array>
#include <csignal>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

/// Processes that do nothing, and end with this one.
class Sleepers
{
public:
    explicit Sleepers(std::int64_t count)
    {
        for (std::int64_t next = 0; next < count; ++next) {
            const tw::Pid pid{::fork()};
            if (pid.value == 0) {
                ::prctl(PR_SET_PDEATHSIG, SIGKILL);
                ::pause();
                ::_exit(0);
            }
            m_pids.push_back(pid);
        }
    }

    Sleepers(const Sleepers&) = delete;
    Sleepers& operator=(const Sleepers&) = delete;
    ~Sleepers()
    {
        for (const tw::Pid pid : m_pids) {
            ::kill(pid.value, SIGKILL);
        }
        for (const tw::Pid pid : m_pids) {
            ::waitpid(pid.value, nullptr, 0);
        }
    }

    [[nodiscard]] const std::vector<tw::Pid>& pids() const { return m_pids; }

    /// One file of each in /proc, open.
    [[nodiscard]] std::vector<tw::UniqueFd> open(const std::string& file) const
    {
        std::vector<tw::UniqueFd> files;
        for (const tw::Pid pid : m_pids) {
            const auto path = "/proc/" + std::to_string(pid.value) + "/" + file;
            files.emplace_back(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
        }
        return files;
    }

private:
    std::vector<tw::Pid> m_pids{};
};

void perProcess(benchmark::State& state)
{
    const auto read = static_cast<double>(state.iterations()) * static_cast<double>(state.range(0));
    state.counters["per_process"]
        = benchmark::Counter(read, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

/// What one refresh of idle members costs us: resources and signals.
void idleRefresh(benchmark::State& state)
{
    const Sleepers sleepers{state.range(0)};
    const tw::SystemClock clock;
    tw::ProcessHandles handles;
    tw::ResourceSampler sampler{clock};
    tw::SignalWatch signals{clock, handles};
    std::uint64_t key = 0;
    for (const tw::Pid pid : sleepers.pids()) {
        sampler.add(tw::ProcessKey{++key}, pid);
    }
    for (int settling = 0; settling < 3; ++settling) {
        (void)sampler.read(false);
    }
    std::size_t changes = 0;
    for ([[maybe_unused]] auto turn : state) {
        changes += sampler.read(false).size();
        changes += signals.read(sampler.ran()).size();
    }
    state.counters["changes"] = static_cast<double>(changes);
    perProcess(state);
}

void sweep(benchmark::State& state, const std::string& file)
{
    const Sleepers sleepers{state.range(0)};
    const auto files = sleepers.open(file);
    std::array<char, 4096> text{};
    for ([[maybe_unused]] auto turn : state) {
        for (const tw::UniqueFd& fd : files) {
            benchmark::DoNotOptimize(::pread(fd.get(), text.data(), text.size(), 0));
        }
    }
    perProcess(state);
}

/// The peer: the cheapest file that tells whether a process has run.
void keptSchedstatSweep(benchmark::State& state)
{
    sweep(state, "schedstat");
}

void keptStatSweep(benchmark::State& state)
{
    sweep(state, "stat");
}

BENCHMARK(idleRefresh)->Arg(1000)->Unit(benchmark::kMicrosecond);
BENCHMARK(keptSchedstatSweep)->Arg(1000)->Unit(benchmark::kMicrosecond);
BENCHMARK(keptStatSweep)->Arg(1000)->Unit(benchmark::kMicrosecond);

} // namespace

int main(int count, char** words)
{
    (void)tw::raiseOpenFilesLimit();
    benchmark::Initialize(&count, words);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
