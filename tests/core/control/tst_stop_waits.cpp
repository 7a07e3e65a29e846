#include "core/control/stop.h"
#include "tests/support/print_values.h"
#include "tests/support/stop_bench.h"

#include <csignal>

using namespace std::chrono_literals;

namespace tw {

namespace {

const char* const kJobs = "1 sh 101 running\n  2 a 102 running\n  3 b 103 running\n";

ProcessCondition ignoring(int signal)
{
    ProcessCondition condition;
    condition.ignored = std::uint64_t{1} << (signal - 1);
    return condition;
}

void letAllIgnore(StopBench& bench, int signal)
{
    for (const std::uint64_t key : {1U, 2U, 3U}) {
        bench.signals.setCondition(ProcessKey{key}, ignoring(signal));
    }
}

} // namespace

/// How long a stop waits: steps that can do nothing, skips and extensions, and sets of which only
/// scans tell.
class TestStopWaits : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void stepThatAllIgnoreIsWaitedForAMomentOnly();
    void whoMayActOnItIsWaitedForInFull();
    void blockedSignalsMayBeActedOn();
    void lookingAgainFindsWhoChangedItsMind();
    void onceAllWhoAreLeftIgnoreItTheWaitIsCut();
    void lastStepIsNeverCutShort();
    void shortWaitsStayAsTheyAre();
    void extensionOutlastsTheShortening();
    void everyWaitIsTold();
    void extensionDelaysTheNextStep();
    void extensionOfTheLastStepDelaysTheEnd();
    void skipAfterAnExtensionIsAtOnce();
    void scansMustFindNobodyForAWhile();
    void birthFoundByAScanIsKilledAndStartsTheWaitAnew();
    void politeStepFoundEmptyByScansIsBelievedLate();
    void forkingSurvivorsAreNamedAsSuch();
    void exactTrackingNeedsNoScans();
    void cgroupNeedsNoQuietButIsKilledAgain();
    void skipOfAnEmptySetChangesNothing();
    void endsThatAreNotToldYetAreWaitedFor();
    void endsThatAreNeverToldAreNoSurvivors();
    void whoEndedUntoldIsNoSurvivorAmongOthers();
};

void TestStopWaits::stepThatAllIgnoreIsWaitedForAMomentOnly()
{
    StopBench bench{kJobs};
    letAllIgnore(bench, SIGINT);
    bench.begin(1, "interrupt:5s,terminate:5s,kill");
    QCOMPARE(bench.takeWaits(), std::string{"5000, 200"});
    QCOMPARE(bench.due(), 200LL);
    (void)bench.signals.takeSent();
    bench.turn(200ms);
    QCOMPARE(bench.signals.takeSent(), std::string{"SIGTERM 3, SIGTERM 2, SIGTERM 1"});
    QCOMPARE(bench.takeWaits(), std::string{"5000"});
    QCOMPARE(bench.due(), 5000LL);
}

void TestStopWaits::whoMayActOnItIsWaitedForInFull()
{
    for (const bool isRead : {true, false}) {
        StopBench bench{kJobs};
        bench.signals.setCondition(ProcessKey{1}, ignoring(SIGINT));
        bench.signals.setCondition(ProcessKey{2}, ignoring(SIGINT));
        if (isRead) {
            bench.signals.setCondition(ProcessKey{3}, ignoring(SIGTERM));
        }
        bench.begin(1, "interrupt:5s,kill");
        QCOMPARE(bench.due(), 5000LL);
    }
}

void TestStopWaits::blockedSignalsMayBeActedOn()
{
    StopBench bench{"1 sh 101 running\n"};
    ProcessCondition blocking;
    blocking.blocked = std::uint64_t{1} << (SIGINT - 1);
    bench.signals.setCondition(ProcessKey{1}, blocking);
    bench.begin(1, "interrupt:5s,kill");
    QCOMPARE(bench.due(), 5000LL);
}

void TestStopWaits::lookingAgainFindsWhoChangedItsMind()
{
    StopBench bench{kJobs};
    letAllIgnore(bench, SIGINT);
    bench.begin(1, "interrupt:5s,kill");
    (void)bench.signals.takeSent();
    bench.signals.setCondition(ProcessKey{2}, ProcessCondition{});
    bench.turn(200ms);
    QCOMPARE(bench.signals.takeSent(), std::string{});
    QCOMPARE(bench.takeWaits(), std::string{"5000, 200, 4800"});
    bench.turn(4800ms);
    QCOMPARE(bench.signals.takeSent(), std::string{"SIGKILL 1, SIGKILL 2, SIGKILL 3"});
}

void TestStopWaits::onceAllWhoAreLeftIgnoreItTheWaitIsCut()
{
    StopBench bench{kJobs};
    bench.signals.setCondition(ProcessKey{1}, ignoring(SIGINT));
    bench.signals.setCondition(ProcessKey{2}, ignoring(SIGINT));
    bench.begin(1, "interrupt:5s,kill");
    bench.turn(1s);
    QCOMPARE(bench.due(), 4000LL);
    bench.exit(3);
    QCOMPARE(bench.due(), 200LL);
    // Whoever asks for more time gets it, whoever else ends.
    QVERIFY(bench.stops.extend(bench.clock.now(), StopId{1}, 1s).has_value());
    bench.exit(2);
    QCOMPARE(bench.due(), 5000LL);
}

void TestStopWaits::lastStepIsNeverCutShort()
{
    StopBench bench{kJobs};
    letAllIgnore(bench, SIGINT);
    bench.begin(1, "interrupt:5s");
    QCOMPARE(bench.takeWaits(), std::string{"5000"});
    QCOMPARE(bench.due(), 5000LL);
}

void TestStopWaits::shortWaitsStayAsTheyAre()
{
    StopBench bench{kJobs};
    letAllIgnore(bench, SIGINT);
    bench.begin(1, "interrupt:150ms,kill");
    QCOMPARE(bench.takeWaits(), std::string{"150"});
}

void TestStopWaits::extensionOutlastsTheShortening()
{
    StopBench bench{kJobs};
    letAllIgnore(bench, SIGINT);
    bench.begin(1, "interrupt:5s,kill");
    QVERIFY(bench.stops.extend(bench.clock.now(), StopId{1}, 1s).has_value());
    QCOMPARE(bench.due(), 6000LL);
    (void)bench.signals.takeSent();
    bench.turn(5999ms);
    QCOMPARE(bench.signals.takeSent(), std::string{});
    bench.turn(1ms);
    QCOMPARE(bench.signals.takeSent(), std::string{"SIGKILL 1, SIGKILL 2, SIGKILL 3"});
}

void TestStopWaits::everyWaitIsTold()
{
    StopBench bench{"1 sh 101 running\n"};
    bench.begin(1, "interrupt:5s,terminate:3s,kill");
    bench.stops.skip(bench.clock.now());
    bench.stops.skip(bench.clock.now());
    bench.stops.skip(bench.clock.now());
    QCOMPARE(bench.takeWaits(), std::string{"5000, 3000, 2000, 2000"});
}

void TestStopWaits::extensionDelaysTheNextStep()
{
    StopBench bench{"1 sh 101 running\n"};
    bench.begin(1, "interrupt:5s,kill");
    bench.turn(4s);
    QVERIFY(bench.stops.extend(bench.clock.now(), StopId{1}, 10s).has_value());
    QCOMPARE(bench.due(), 11'000LL);
    (void)bench.signals.takeSent();
    bench.turn(10'999ms);
    QCOMPARE(bench.signals.takeSent(), std::string{});
    bench.turn(1ms);
    QCOMPARE(bench.signals.takeSent(), std::string{"SIGKILL 1"});
}

void TestStopWaits::extensionOfTheLastStepDelaysTheEnd()
{
    StopBench bench{"1 sh 101 running\n"};
    bench.begin(1, "interrupt:1s");
    QVERIFY(bench.stops.extend(bench.clock.now(), StopId{1}, 1s).has_value());
    bench.turn(1s);
    QCOMPARE(bench.stops.count(), std::size_t{1});
    bench.turn(1s);
    QCOMPARE(bench.stops.count(), std::size_t{0});
}

void TestStopWaits::skipAfterAnExtensionIsAtOnce()
{
    StopBench bench{"1 sh 101 running\n"};
    bench.begin(1, "interrupt:1s,kill");
    QVERIFY(bench.stops.extend(bench.clock.now(), StopId{1}, 1h).has_value());
    (void)bench.signals.takeSent();
    QVERIFY(bench.stops.skip(bench.clock.now(), StopId{1}).has_value());
    QCOMPARE(bench.signals.takeSent(), std::string{"SIGKILL 1"});
}

void TestStopWaits::scansMustFindNobodyForAWhile()
{
    StopBench bench{"1 sh 101 running\n", TrackingMode::Sampled};
    bench.begin(1, "kill");
    QVERIFY(bench.stops.needsScans());
    bench.clock.turn(10ms);
    bench.exit(1);
    (void)bench.takeTold();
    QVERIFY(bench.stops.needsScans());
    bench.turn(99ms);
    QCOMPARE(bench.takeTold(), std::string{});
    bench.turn(1ms);
    QCOMPARE(bench.takeTold(), std::string{"110 ended 1\n"});
    QVERIFY(!bench.stops.needsScans());
}

void TestStopWaits::birthFoundByAScanIsKilledAndStartsTheWaitAnew()
{
    StopBench bench{"1 sh 101 running\n", TrackingMode::Sampled};
    bench.begin(1, "kill");
    bench.exit(1);
    bench.turn(90ms);
    bench.fork(2, 1);
    QCOMPARE(bench.signals.takeSent(), std::string{"SIGKILL 1, SIGKILL 2"});
    bench.exit(2);
    (void)bench.takeTold();
    bench.turn(90ms);
    QCOMPARE(bench.stops.count(), std::size_t{1});
    bench.turn(10ms);
    QCOMPARE(bench.takeTold(),
             std::string{"warning: the tree was forking while it was killed; without kernel events "
                         "or a cgroup, what forks faster than scans look may have escaped\n"
                         "190 ended 1\n"});
}

void TestStopWaits::politeStepFoundEmptyByScansIsBelievedLate()
{
    StopBench bench{"1 sh 101 running\n", TrackingMode::Sampled};
    bench.begin(1, "interrupt:5s,kill");
    QVERIFY(!bench.stops.needsScans());
    bench.exit(1);
    QVERIFY(bench.stops.needsScans());
    bench.fork(2, 1);
    QVERIFY(!bench.stops.needsScans());
    (void)bench.signals.takeSent();
    bench.turn(5s);
    QCOMPARE(bench.signals.takeSent(), std::string{"SIGKILL 2"});
}

void TestStopWaits::forkingSurvivorsAreNamedAsSuch()
{
    StopBench bench{"1 bomb 101 running\n", TrackingMode::Sampled};
    bench.begin(1, "kill");
    bench.fork(2, 1);
    bench.exit(1);
    (void)bench.takeTold();
    bench.turn(2s);
    QCOMPARE(bench.takeTold(),
             std::string{"2000 ended 1, alive: 2 (may still be forking: without kernel events or a "
                         "cgroup, a process that forks faster than scans look cannot be caught for "
                         "certain)\n"});
}

void TestStopWaits::exactTrackingNeedsNoScans()
{
    StopBench bench{"1 sh 101 running\n"};
    bench.begin(1, "kill");
    QVERIFY(!bench.stops.needsScans());
    bench.fork(2, 1);
    bench.exit(1);
    bench.exit(2);
    QCOMPARE(bench.stops.count(), std::size_t{0});
    QVERIFY(bench.takeTold().find("warning") == std::string::npos);
}

void TestStopWaits::cgroupNeedsNoQuietButIsKilledAgain()
{
    StopBench bench{"1 sh 101 running\n", TrackingMode::Sampled};
    bench.signals.giveCgroup(ProcessKey{1});
    bench.begin(1, "kill");
    bench.stops.chase();
    QCOMPARE(bench.signals.takeSent(), std::string{"tree 1, tree 1"});
    bench.fork(2, 1);
    bench.exit(1);
    bench.exit(2);
    QCOMPARE(bench.stops.count(), std::size_t{0});
    QVERIFY(bench.takeTold().find("warning") == std::string::npos);
}

void TestStopWaits::skipOfAnEmptySetChangesNothing()
{
    StopBench bench{"1 sh 101 running\n", TrackingMode::Sampled};
    bench.begin(1, "interrupt:5s,kill");
    bench.exit(1);
    (void)bench.signals.takeSent();
    bench.stops.skip(bench.clock.now());
    QCOMPARE(bench.signals.takeSent(), std::string{});
    QCOMPARE(bench.due(), 100LL);
}

void TestStopWaits::endsThatAreNotToldYetAreWaitedFor()
{
    StopBench bench{kJobs};
    bench.begin(1, "interrupt:1s,kill");
    (void)bench.signals.takeSent();
    for (const std::uint64_t key : {1U, 2U, 3U}) {
        bench.signals.endUntold(ProcessKey{key});
    }
    bench.turn(1s);
    QCOMPARE(bench.signals.takeSent(), std::string{});
    QCOMPARE(bench.due(), 100LL);
    (void)bench.takeTold();
    for (const std::uint64_t key : {1U, 2U, 3U}) {
        bench.exit(key);
    }
    QCOMPARE(bench.takeTold(), std::string{"1000 ended 1\n"});
}

void TestStopWaits::endsThatAreNeverToldAreNoSurvivors()
{
    StopBench bench{"1 sh 101 running\n"};
    bench.begin(1, "kill");
    bench.signals.endUntold(ProcessKey{1});
    (void)bench.takeTold();
    for (int turn = 0; turn < 400 && bench.stops.count() > 0; ++turn) {
        bench.turn(100ms);
    }
    QCOMPARE(bench.takeTold(), std::string{"32000 ended 1\n"});
}

void TestStopWaits::whoEndedUntoldIsNoSurvivorAmongOthers()
{
    StopBench bench{kJobs};
    bench.begin(1, "kill");
    bench.signals.endUntold(ProcessKey{1});
    bench.signals.endUntold(ProcessKey{3});
    (void)bench.takeTold();
    bench.turn(2s);
    QCOMPARE(bench.takeTold(), std::string{"2000 ended 1, alive: 2 (still running)\n"});
}

} // namespace tw

QTEST_GUILESS_MAIN(tw::TestStopWaits)
#include "tst_stop_waits.moc"
