#include "core/kernel/own_process.h"
#include "core/tracking/resource_sampler.h"
#include "tests/support/child_check.h"
#include "tests/support/fake_clock.h"
#include "tests/support/print_values.h"
#include "tests/support/tidy_test.h"

#include <QtTest>

#include <cmath>
#include <csignal>

#include <sys/wait.h>
#include <unistd.h>

using namespace tw;
using namespace std::chrono_literals;

class TestResourceSampler final : public TidyTest
{
    Q_OBJECT

private Q_SLOTS:
    void ownUseIsSeen()
    {
        SystemClock clock;
        ResourceSampler sampler{clock, 8};
        sampler.add(ProcessKey{1}, ownPid());
        QVERIFY(!sampler.isEmpty());
        const auto samples = sampler.read(false);
        QCOMPARE(samples.size(), std::size_t{1});
        QCOMPARE(samples.front().key, ProcessKey{1});
        QCOMPARE(samples.front().state, 'R');
        QVERIFY(samples.front().residentBytes > 1'000'000);
        const ProcessEnd usage = sampler.usage(ProcessKey{1});
        QVERIFY(usage.cpuTime > 0ns);
        QVERIFY(usage.maxResidentBytes >= samples.front().residentBytes);
    }

    void youngAreThoseNeverRead()
    {
        SystemClock clock;
        ResourceSampler sampler{clock, 8};
        sampler.add(ProcessKey{1}, ownPid());
        QCOMPARE(sampler.read(true).size(), std::size_t{1});
        QCOMPARE(sampler.read(true).size(), std::size_t{0});
        sampler.add(ProcessKey{2}, ownPid());
        const auto samples = sampler.read(true);
        QCOMPARE(samples.size(), std::size_t{1});
        QCOMPARE(samples.front().key, ProcessKey{2});
    }

    void oneThatDoesNotRunIsNotToldAgain()
    {
        SystemClock clock;
        ResourceSampler sampler{clock, 8};
        const auto pid = ::fork();
        if (pid == 0) {
            ::raise(SIGSTOP);
            ::_exit(0);
        }
        QCOMPARE(::waitpid(pid, nullptr, WUNTRACED), pid);
        sampler.add(ProcessKey{1}, Pid{pid});
        QCOMPARE(sampler.read(false).front().state, 'T');
        (void)sampler.read(false); // its first percentage falls to 0
        QCOMPARE(sampler.read(false).size(), std::size_t{0});
        ::kill(pid, SIGKILL);
        QCOMPARE(::waitpid(pid, nullptr, 0), pid);
        QCOMPARE(sampler.read(false).size(), std::size_t{0});
    }

    void thoseThatRanAreNamed()
    {
        SystemClock clock;
        ResourceSampler sampler{clock, 8};
        const auto pid = ::fork();
        if (pid == 0) {
            ::raise(SIGSTOP);
            ::_exit(0);
        }
        QCOMPARE(::waitpid(pid, nullptr, WUNTRACED), pid);
        sampler.add(ProcessKey{2}, Pid{pid});
        sampler.add(ProcessKey{1}, ownPid());
        const std::vector both{ProcessKey{1}, ProcessKey{2}};
        const std::vector ownOnly{ProcessKey{1}};
        (void)sampler.read(true);
        QCOMPARE(sampler.ran(), both);
        (void)sampler.read(false);
        QCOMPARE(sampler.ran(), ownOnly);
        (void)sampler.read(true);
        QVERIFY(sampler.ran().empty());
        ::kill(pid, SIGKILL);
        QCOMPARE(::waitpid(pid, nullptr, 0), pid);
    }

    void percentagesAreToldToATenth()
    {
        FakeClock clock;
        ResourceSampler sampler{clock, 8};
        sampler.add(ProcessKey{1}, ownPid());
        clock.turn(1h); // some milliseconds of an hour are nothing
        QCOMPARE(sampler.read(false).front().cpuPercent, 0.0);
        clock.turn(1ns); // whatever we use, it is more than a nanosecond
        const double percent = sampler.read(false).front().cpuPercent;
        QVERIFY(percent > 100);
        QCOMPARE(std::round(percent * 10), percent * 10);
    }

    void keptFilesAreBoundedAndLetGo()
    {
        const std::size_t before = openDescriptors();
        SystemClock clock;
        ResourceSampler sampler{clock, 1};
        sampler.add(ProcessKey{1}, ownPid());
        sampler.add(ProcessKey{2}, ownPid());
        for (int reading = 0; reading < 3; ++reading) {
            (void)sampler.read(false);
        }
        QCOMPARE(openDescriptors(), before + 1);
        sampler.remove(ProcessKey{1});
        sampler.remove(ProcessKey{2});
        QCOMPARE(openDescriptors(), before);
        QVERIFY(sampler.isEmpty());
        QVERIFY(!sampler.usage(ProcessKey{1}).cpuTime.has_value());
    }
};

QTEST_GUILESS_MAIN(TestResourceSampler)
#include "tst_resource_sampler.moc"
