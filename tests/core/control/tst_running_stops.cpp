#include "core/control/running_stops.h"
#include "tests/support/print_values.h"
#include "tests/support/stop_bench.h"

#include <csignal>

using namespace std::chrono_literals;

namespace tw {

namespace {

const char* const kTwo = "1 a 101 running\n2 b 102 running\n";

} // namespace

/// The stops of a session together.
class TestRunningStops : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void stopsAreNumberedAndRunAtOnce();
    void theEarliestDeadlineCounts();
    void skipOfOneLeavesTheOthers();
    void skipOfAnEndedStopFails();
    void extensionOfOneLeavesTheOthers();
    void extensionOfAnEndedStopFails();
    void impossibleCommandsAreRefusedAndSendNothing();
    void runningStopsCanBeLookedAt();
};

void TestRunningStops::stopsAreNumberedAndRunAtOnce()
{
    StopBench bench{kTwo};
    bench.begin(1, "interrupt:5s,kill");
    bench.begin(2, "terminate:1s");
    bench.begin(1, "terminate:2s");
    QCOMPARE(bench.stops.count(), std::size_t{3});
    QCOMPARE(bench.signals.takeSent(), std::string{"SIGINT 1, SIGTERM 2, SIGTERM 1"});
    (void)bench.takeTold();
    bench.exit(1);
    QCOMPARE(bench.takeTold(), std::string{"0 ended 1\n0 ended 3\n"});
    bench.exit(2);
    QCOMPARE(bench.stops.count(), std::size_t{0});
}

void TestRunningStops::theEarliestDeadlineCounts()
{
    StopBench bench{kTwo};
    QCOMPARE(bench.due(), -1LL);
    bench.begin(1, "interrupt:5s");
    bench.begin(2, "interrupt:1s,kill");
    QCOMPARE(bench.due(), 1000LL);
    bench.turn(1s);
    QCOMPARE(bench.due(), 2000LL);
    bench.exit(2);
    QCOMPARE(bench.due(), 4000LL);
}

void TestRunningStops::skipOfOneLeavesTheOthers()
{
    StopBench bench{kTwo};
    bench.begin(1, "interrupt:5s,kill");
    bench.begin(2, "interrupt:5s,kill");
    (void)bench.signals.takeSent();
    QVERIFY(bench.stops.skip(bench.clock.now(), StopId{2}).has_value());
    QCOMPARE(bench.signals.takeSent(), std::string{"SIGKILL 2"});
    bench.stops.skip(bench.clock.now());
    QCOMPARE(bench.signals.takeSent(), std::string{"SIGKILL 1"});
}

void TestRunningStops::skipOfAnEndedStopFails()
{
    StopBench bench{kTwo};
    QCOMPARE(errorOf(bench.stops.skip(bench.clock.now(), StopId{1})),
             std::string{"skip a step of stop 1: it is over"});
}

void TestRunningStops::extensionOfOneLeavesTheOthers()
{
    StopBench bench{kTwo};
    bench.begin(1, "interrupt:1s,kill");
    bench.begin(2, "interrupt:2s,kill");
    (void)bench.signals.takeSent();
    QVERIFY(bench.stops.extend(bench.clock.now(), StopId{1}, 10s).has_value());
    QCOMPARE(bench.takeWaits(), std::string{"1000, 2000, 11000"});
    QCOMPARE(bench.due(), 2000LL);
    bench.turn(2s);
    QCOMPARE(bench.signals.takeSent(), std::string{"SIGKILL 2"});
    bench.exit(2);
    bench.turn(9s);
    QCOMPARE(bench.signals.takeSent(), std::string{"SIGKILL 1"});
}

void TestRunningStops::extensionOfAnEndedStopFails()
{
    StopBench bench{kTwo};
    bench.begin(1, "interrupt:1s");
    bench.exit(1);
    QCOMPARE(errorOf(bench.stops.extend(bench.clock.now(), StopId{1}, 1s)),
             std::string{"wait longer for stop 1: it is over"});
}

void TestRunningStops::impossibleCommandsAreRefusedAndSendNothing()
{
    StopBench bench{kTwo};
    QCOMPARE(bench.begin(9, "kill"),
             std::string{"stop process 9: no process of this session has that number"});
    const auto begin = [&](const Ladder& ladder) {
        return errorOf(bench.stops.begin(
            bench.clock.now(), StopCommand{ProcessKey{1}, ladder}, StopReason::User));
    };
    QCOMPARE(begin({}), std::string{"stop process 1: the ladder has no steps"});
    QCOMPARE(begin({{SignalNumber{0}, StopScope::Tree, 1s}}),
             std::string{"stop process 1: signal 0 cannot be sent"});
    QCOMPARE(begin({{SignalNumber{65}, StopScope::Tree, 1s}}),
             std::string{"stop process 1: signal 65 cannot be sent"});
    QCOMPARE(bench.signals.takeSent(), std::string{});
    QCOMPARE(bench.takeTold(), std::string{});
}

void TestRunningStops::runningStopsCanBeLookedAt()
{
    StopBench bench{kTwo};
    bench.begin(1, "interrupt:5s,kill");
    const Stop* stop = bench.stops.find(StopId{1});
    QVERIFY(stop != nullptr);
    QCOMPARE(stop->command().target, ProcessKey{1});
    QCOMPARE(stop->currentStep(), std::size_t{0});
    bench.turn(5s);
    QCOMPARE(bench.stops.find(StopId{1})->currentStep(), std::size_t{1});
    bench.exit(1);
    QVERIFY(bench.stops.find(StopId{1}) == nullptr);
}

} // namespace tw

QTEST_GUILESS_MAIN(tw::TestRunningStops)
#include "tst_running_stops.moc"
