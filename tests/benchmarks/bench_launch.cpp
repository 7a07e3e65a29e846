// From the request to the child's main(), beside other ways to start a program. All take turns, so
// that each ratio is one of neighbours.

#include "core/kernel/own_process.h"
#include "core/kernel/spawn.h"
#include "tests/benchmarks/percentile.h"

#include <QCoreApplication>
#include <QProcess>

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

using Nanoseconds = std::chrono::nanoseconds;

std::string program()
{
    return QCoreApplication::applicationDirPath().toStdString() + "/say_when";
}

/// What the program says, after it has ended.
double microsecondsSince(Nanoseconds begun, const char* said)
{
    std::int64_t time = 0;
    std::memcpy(&time, said, sizeof time);
    return static_cast<double>(time - begun.count()) / 1e3;
}

/// Starts the program with stdout at a pipe by `start`, which gives its pid.
double viaPipe(const std::function<pid_t(int)>& start)
{
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        std::abort();
    }
    const auto begun = tw::monotonicNow();
    const pid_t pid = start(ends[1]);
    ::close(ends[1]);
    std::array<char, 8> said{};
    if (::read(ends[0], said.data(), said.size()) != static_cast<ssize_t>(said.size())) {
        std::abort();
    }
    ::waitpid(pid, nullptr, 0);
    ::close(ends[0]);
    return microsecondsSince(begun, said.data());
}

double byUs(const std::string& path)
{
    tw::SpawnRequest request;
    request.argv = {path};
    return viaPipe([&request](int out) {
        request.streams = {STDIN_FILENO, out, STDERR_FILENO};
        const auto child = tw::spawn(request);
        return child ? child->pid.value : -1;
    });
}

[[noreturn]] void become(const char* path, int out)
{
    ::dup2(out, STDOUT_FILENO);
    ::execl(path, path, nullptr);
    ::_exit(127);
}

double byVfork(const std::string& path)
{
    return viaPipe([&path](int out) {
        const pid_t pid = ::vfork();
        if (pid == 0) {
            become(path.c_str(), out);
        }
        return pid;
    });
}

double byFork(const std::string& path)
{
    return viaPipe([&path](int out) {
        const pid_t pid = ::fork();
        if (pid == 0) {
            become(path.c_str(), out);
        }
        return pid;
    });
}

double byQProcess(const std::string& path)
{
    QProcess process;
    process.setProgram(QString::fromStdString(path));
    const auto begun = tw::monotonicNow();
    process.start();
    process.waitForFinished();
    const QByteArray said = process.readAllStandardOutput();
    return said.size() == sizeof(std::int64_t) ? microsecondsSince(begun, said.constData()) : 0;
}

/// So much memory of ours, all of it touched.
class Ballast
{
public:
    explicit Ballast(std::int64_t mebibytes) : m_size(static_cast<std::size_t>(mebibytes) << 20U)
    {
        if (m_size > 0) {
            m_memory = ::mmap(
                nullptr, m_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
            ::madvise(m_memory, m_size, MADV_NOHUGEPAGE);
            std::memset(m_memory, 1, m_size);
        }
    }
    Ballast(const Ballast&) = delete;
    Ballast& operator=(const Ballast&) = delete;
    ~Ballast()
    {
        if (m_size > 0) {
            ::munmap(m_memory, m_size);
        }
    }

private:
    std::size_t m_size;
    void* m_memory{nullptr};
};

void launch(benchmark::State& state)
{
    struct Way
    {
        const char* name;
        double (*start)(const std::string&);
        std::vector<double> times{};
        std::vector<double> ratios{};
    };
    std::vector<Way> ways{{"vfork", &byVfork}, {"ours", &byUs}, {"QProcess", &byQProcess}};
    const Ballast ballast{state.range(0)};
    const std::string path = program();
    for ([[maybe_unused]] auto turn : state) {
        for (Way& way : ways) {
            way.times.push_back(way.start(path));
            way.ratios.push_back(way.times.back() / ways[0].times.back());
        }
    }
    // By itself: fork(2) leaves every page to be copied when it is next written, at the next one's
    // cost.
    constexpr int kForks = 20;
    Way fork{"fork", &byFork};
    for (int turn = 0; turn < kForks; ++turn) {
        fork.times.push_back(byFork(path));
        fork.ratios.push_back(fork.times.back() / tw::percentile(ways[0].times, 0.5));
    }
    ways.push_back(std::move(fork));
    for (const Way& way : ways) {
        state.counters[std::string{way.name} + "_us"] = tw::percentile(way.times, 0.5);
        state.counters[std::string{way.name} + "_by_vfork"] = tw::percentile(way.ratios, 0.5);
    }
}

// Of a small parent, and of one of 1 GiB.
BENCHMARK(launch)->Arg(0)->Arg(1024)->Iterations(200)->Unit(benchmark::kMillisecond);

} // namespace

int main(int count, char** words)
{
    const QCoreApplication application{count, words};
    benchmark::Initialize(&count, words);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
