#pragma once

#include "tests/support/fake_agent.h"
#include "tests/support/fake_clock.h"

#include <string>
#include <vector>

namespace tw {

/// The record of the drawings: a test run with four workers, one of which crashed, and a build that
/// has ended. Ends at 133 s after the first launch.
class ExampleRecord
{
public:
    ExampleRecord(FakeAgent& agent, FakeClock& clock) : m_agent(agent), m_clock(clock) {}

    void tell()
    {
        m_agent.sayHello();
        at(0,
           Launched{{1},
                    {1},
                    {4711},
                    {"pytest", "-n", "4", "tests/"},
                    "/src/app",
                    TrackingMode::Exact,
                    "The kernel tells every fork, exec and exit."});
        at(1,
           Launched{{2},
                    {2},
                    {5120},
                    {"make", "-j2", "all"},
                    "/src/app",
                    TrackingMode::Exact,
                    "The kernel tells every fork, exec and exit."});
        worker(10, 4720, "gw0 · test_pool.py::test_map", 2);
        worker(11, 4721, "gw1 · test_lock.py::test_deadlock", 2);
        worker(12, 4722, "gw2 · test_io.py::test_flush", 2);
        worker(13, 4723, "gw3 · test_crash.py::test_segv", 2);
        for (std::uint64_t key = 100; key < 112; ++key) {
            child(key, 6000 + static_cast<int>(key), 2, {"cc", "-c", "part.c"}, 3);
            at(5, Exited{{key}, WaitStatus::exited(0), {}, 9U << 20U});
        }
        at(42, Exited{{2}, WaitStatus::exited(0), {}, 18U << 20U});
        at(42, LaunchFinished{{2}, WaitStatus::exited(0), {}});
        at(64, Exited{{13}, WaitStatus::killed({11}, true), {}, 301U << 20U});
        child(20, 4804, 1, {"sh", "-c", "redis-server *:0 --save '' &"}, 70);
        child(21, 4805, 20, {"redis-server", "*:0", "--save", ""}, 71);
        at(71.1, Exited{{20}, WaitStatus::exited(0), {}, 2U << 20U});
        child(30, 4802, 10, {"cc1plus", "-quiet", "probe.cpp", "-o", "/tmp/ccX2f.s"}, 131.9);
        child(31, 4811, 10, {"g++", "-O2", "-c", "probe.cpp"}, 132.8);
        at(132.7, Exited{{30}, WaitStatus::exited(1), {}, 212U << 20U});
        sample();
        m_agent.say(OutputGrew{.launch = {1}, .lines = 48213});
        m_clock.turn(std::chrono::seconds{133});
    }

private:
    void at(double seconds, TreeEvent event)
    {
        m_agent.setTime(FakeClock::kStart
                        + std::chrono::milliseconds{static_cast<int>(seconds * 1000)});
        m_agent.say(std::move(event));
    }

    void child(std::uint64_t key,
               int pid,
               std::uint64_t parent,
               const std::vector<std::string>& command,
               double seconds)
    {
        at(seconds, Forked{{key}, {pid}, {parent}});
        at(seconds, Executed{{key}, command, "/usr/bin/" + command[0], command[0]});
    }

    void worker(std::uint64_t key, int pid, const std::string& name, double seconds)
    {
        child(key,
              pid,
              1,
              {"python3", "-u", "-c", "import sys;exec(eval(sys.stdin.readline()))"},
              seconds);
        at(seconds, Renamed{{key}, name});
    }

    void sample()
    {
        at(133,
           Sampled{{{{1}, 'S', 212, 1288490189, 9},
                    {{10}, 'R', 98, 310U << 20U, 3},
                    {{11}, 'D', 0, 305U << 20U, 3},
                    {{12}, 'R', 73, 298U << 20U, 3},
                    {{21}, 'S', 0, 12U << 20U, 5},
                    {{31}, 'R', 41, 38U << 20U, 1}}});
    }

    FakeAgent& m_agent;
    FakeClock& m_clock;
};

} // namespace tw
