#include "core/control/stop.h"
#include "tests/support/print_values.h"
#include "tests/support/stop_bench.h"

#include <cerrno>
#include <csignal>

using namespace std::chrono_literals;

namespace tw {

namespace {

const char* const kPool = R"(1 pytest 101 running
  2 gw0 102 running
    4 sleep 104 running
  3 gw1 103 running
)";

ProcessCondition inState(char state)
{
    ProcessCondition condition;
    condition.state = state;
    return condition;
}

ProcessCondition ignoring(int signal)
{
    ProcessCondition condition;
    condition.ignored = std::uint64_t{1} << (signal - 1);
    return condition;
}

} // namespace

/// One stop from its first signal to its end.
class TestStop : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void processScopeWatchesThatOneAlone();
    void treeScopeReachesAllTheYoungestFirst();
    void subtreeLeavesTheRestAlone();
    void endsWhenTheLastOfTheSetHasEnded();
    void climbsWhenTheWaitHasPassedAndReachesOnlyTheLiving();
    void replacementsAreWatchedAndNotAskedAgain();
    void bornBetweenKillAndTheirParentsEndAreKilledToo();
    void lateBirthOfAnEndedCreatorBelongsToTheSet();
    void birthsElsewhereAreNotTouched();
    void leaksOfAnEndedCommandAreReached();
    void mixedScopesWaitForTheWholeTree();
    void stoppedProcessesAreContinuedAfterTheSignal();
    void nobodyIsContinuedForKillOrOtherSignals();
    void killWaitsForTheKernelBeforeItNamesSurvivors();
    void survivorsAreNamedWithTheirReasons();
    void refusalsAreToldAndNamed();
    void goneIsToldAndNoFailure();
    void signalsThatAreNoRequestAreOverAtOnce();
    void targetThatHasEndedGetsNothing();
    void skipTakesTheNextStepAtOnce();
    void skipOnTheLastStepEndsTheWait();
    void skipCutsTheLastKillToWhatTheKernelNeeds();
    void lateWakeUpLooksAgainBeforeItKills();
    void lateWakeUpStillKillsWhoLivesOn();
    void wideStormCostsOneSignalEach();
};

void TestStop::processScopeWatchesThatOneAlone()
{
    StopBench bench{kPool};
    bench.begin(2, "interrupt:5s", true);
    bench.fork(5, 2);
    bench.exit(4);
    bench.clock.turn(35ms);
    bench.exit(2);
    QCOMPARE(
        bench.takeTold(),
        std::string{
            "0 began 1 on 2: interrupt@process:5s (user)\n0 SIGINT 2 delivered\n35 ended 1\n"});
}

void TestStop::treeScopeReachesAllTheYoungestFirst()
{
    StopBench bench{kPool};
    bench.begin(1, "interrupt:5s");
    QCOMPARE(bench.signals.takeSent(), std::string{"SIGINT 4, SIGINT 3, SIGINT 2, SIGINT 1"});
    QCOMPARE(bench.due(), 5000LL);
}

void TestStop::subtreeLeavesTheRestAlone()
{
    StopBench bench{kPool};
    bench.begin(2, "terminate");
    QCOMPARE(bench.signals.takeSent(), std::string{"SIGTERM 4, SIGTERM 2"});
    bench.exit(4);
    bench.exit(2);
    QCOMPARE(bench.stops.count(), std::size_t{0});
}

void TestStop::endsWhenTheLastOfTheSetHasEnded()
{
    StopBench bench{kPool};
    bench.begin(1, "interrupt:5s,kill");
    for (const std::uint64_t key : {1U, 3U, 2U}) {
        bench.exit(key);
        QCOMPARE(bench.stops.count(), std::size_t{1});
    }
    bench.exit(4);
    QCOMPARE(bench.stops.count(), std::size_t{0});
    bench.turn(6s);
    QCOMPARE(bench.signals.takeSent(), std::string{"SIGINT 4, SIGINT 3, SIGINT 2, SIGINT 1"});
    QCOMPARE(bench.due(), -1LL);
}

void TestStop::climbsWhenTheWaitHasPassedAndReachesOnlyTheLiving()
{
    StopBench bench{kPool};
    bench.begin(1, "interrupt:5s,terminate:3s,kill");
    bench.exit(2);
    (void)bench.signals.takeSent();
    bench.turn(4999ms);
    QCOMPARE(bench.signals.takeSent(), std::string{});
    bench.turn(1ms);
    QCOMPARE(bench.signals.takeSent(), std::string{"SIGTERM 4, SIGTERM 3, SIGTERM 1"});
    bench.exit(1);
    bench.turn(3s);
    QCOMPARE(bench.signals.takeSent(), std::string{"SIGKILL 3, SIGKILL 4"});
}

void TestStop::replacementsAreWatchedAndNotAskedAgain()
{
    StopBench bench{"1 pool 101 running\n  2 w 102 running\n"};
    bench.begin(1, "interrupt:5s,kill");
    bench.exit(2);
    bench.fork(3, 1);
    bench.exit(3);
    bench.fork(4, 1);
    bench.fork(5, 4);
    QCOMPARE(bench.signals.takeSent(), std::string{"SIGINT 2, SIGINT 1"});
    bench.turn(5s);
    QCOMPARE(bench.signals.takeSent(), std::string{"SIGKILL 1, SIGKILL 4, SIGKILL 5"});
}

void TestStop::bornBetweenKillAndTheirParentsEndAreKilledToo()
{
    StopBench bench{"1 hydra 101 running\n"};
    bench.begin(1, "kill");
    bench.fork(2, 1);
    bench.exit(1);
    QCOMPARE(bench.stops.count(), std::size_t{1});
    bench.fork(3, 2);
    bench.exit(2);
    bench.exit(3);
    QCOMPARE(bench.signals.takeSent(), std::string{"SIGKILL 1, SIGKILL 2, SIGKILL 3"});
    QCOMPARE(bench.stops.count(), std::size_t{0});
}

void TestStop::lateBirthOfAnEndedCreatorBelongsToTheSet()
{
    StopBench bench{kPool};
    bench.begin(1, "kill");
    bench.exit(2);
    (void)bench.signals.takeSent();
    bench.fork(5, 2);
    QCOMPARE(bench.signals.takeSent(), std::string{"SIGKILL 5"});
}

void TestStop::birthsElsewhereAreNotTouched()
{
    StopBench bench{kPool};
    bench.begin(2, "kill");
    (void)bench.signals.takeSent();
    bench.fork(5, 3);
    QCOMPARE(bench.signals.takeSent(), std::string{});
}

void TestStop::leaksOfAnEndedCommandAreReached()
{
    StopBench bench{
        "1 sh 101 exit 0\n  2 d 102 running orphaned leaked\n    3 d 103 running leaked\n"};
    bench.begin(1, "interrupt:5s,kill");
    QCOMPARE(bench.signals.takeSent(), std::string{"SIGINT 3, SIGINT 2"});
    bench.exit(2);
    bench.exit(3);
    QCOMPARE(bench.stops.count(), std::size_t{0});
}

void TestStop::mixedScopesWaitForTheWholeTree()
{
    StopBench bench{kPool};
    bench.begin(1, "interrupt@process:1s,kill");
    QCOMPARE(bench.signals.takeSent(), std::string{"SIGINT 1"});
    bench.fork(5, 1);
    bench.exit(1);
    QCOMPARE(bench.signals.takeSent(), std::string{});
    bench.turn(1s);
    QCOMPARE(bench.signals.takeSent(), std::string{"SIGKILL 2, SIGKILL 3, SIGKILL 4, SIGKILL 5"});
}

void TestStop::stoppedProcessesAreContinuedAfterTheSignal()
{
    StopBench bench{kPool};
    bench.signals.setCondition(ProcessKey{2}, inState('T'));
    bench.signals.setCondition(ProcessKey{3}, inState('S'));
    bench.signals.setCondition(ProcessKey{4}, inState('t'));
    bench.begin(1, "terminate");
    QCOMPARE(bench.takeTold(),
             std::string{"0 began 1 on 1: terminate:5s (user)\n"
                         "0 SIGTERM 1 delivered\n"
                         "0 SIGTERM 2 delivered\n"
                         "0 SIGTERM 3 delivered\n"
                         "0 SIGTERM 4 delivered\n"
                         "0 SIGCONT 2 delivered\n"});
}

void TestStop::nobodyIsContinuedForKillOrOtherSignals()
{
    for (const char* ladder : {"kill", "SIGUSR1", "SIGSTOP"}) {
        StopBench bench{"1 sh 101 running\n"};
        bench.signals.setCondition(ProcessKey{1}, inState('T'));
        bench.begin(1, ladder);
        QVERIFY(bench.signals.takeSent().find("SIGCONT") == std::string::npos);
    }
}

void TestStop::killWaitsForTheKernelBeforeItNamesSurvivors()
{
    StopBench bench{"1 sh 101 running\n"};
    ProcessCondition sleeping = inState('D');
    sleeping.waitChannel = "__refrigerator";
    bench.signals.setCondition(ProcessKey{1}, sleeping);
    bench.begin(1, "kill");
    (void)bench.takeTold();
    bench.turn(Stop::kKillSettles - 1ms);
    QCOMPARE(bench.takeTold(), std::string{});
    bench.turn(1ms);
    QCOMPARE(
        bench.takeTold(),
        std::string{"2000 ended 1, alive: 1 (uninterruptible (wait channel __refrigerator))\n"});
}

void TestStop::survivorsAreNamedWithTheirReasons()
{
    StopBench bench{kPool};
    bench.signals.setCondition(ProcessKey{2}, ignoring(SIGINT));
    bench.signals.setCondition(ProcessKey{3}, ignoring(SIGTERM));
    bench.begin(1, "interrupt:1s");
    bench.exit(1);
    (void)bench.takeTold();
    bench.turn(1s);
    QCOMPARE(
        bench.takeTold(),
        std::string{"1000 ended 1, alive: 2 (ignores SIGINT), alive: 3 (still running), alive: 4 "
                    "(still running)\n"});
}

void TestStop::refusalsAreToldAndNamed()
{
    StopBench bench{"1 sh 101 running\n  2 su 102 running\n"};
    ProcessCondition foreign;
    foreign.uid = 33;
    bench.signals.setCondition(ProcessKey{2}, foreign);
    bench.signals.answer(
        ProcessKey{2},
        SendOutcome{StepResult::Refused, Error{EPERM, "signal 102: Operation not permitted"}});
    bench.begin(1, "interrupt:1s");
    bench.exit(1);
    bench.turn(1s);
    QCOMPARE(bench.takeTold(),
             std::string{"0 began 1 on 1: interrupt:1s (user)\n"
                         "0 SIGINT 1 delivered\n"
                         "0 SIGINT 2 refused: signal 102: Operation not permitted\n"
                         "1000 ended 1, alive: 2 (belongs to another user (uid 33))\n"});
}

void TestStop::goneIsToldAndNoFailure()
{
    StopBench bench{"1 sh 101 running\n"};
    bench.signals.answer(ProcessKey{1}, SendOutcome{StepResult::Gone, {}});
    bench.begin(1, "interrupt:1s");
    bench.clock.turn(3ms);
    bench.exit(1);
    QCOMPARE(bench.takeTold(),
             std::string{"0 began 1 on 1: interrupt:1s (user)\n0 SIGINT 1 gone\n3 ended 1\n"});
}

void TestStop::signalsThatAreNoRequestAreOverAtOnce()
{
    StopBench bench{kPool};
    bench.begin(2, "SIGSTOP");
    QCOMPARE(bench.takeTold(),
             std::string{"0 began 1 on 2: SIGSTOP:5s (user)\n"
                         "0 SIGSTOP 2 delivered\n0 SIGSTOP 4 delivered\n0 ended 1\n"});
    QCOMPARE(bench.stops.count(), std::size_t{0});
}

void TestStop::targetThatHasEndedGetsNothing()
{
    StopBench bench{"1 sh 101 exit 0\n  2 w 102 exit 1\n"};
    bench.begin(2, "kill", true);
    QCOMPARE(bench.takeTold(),
             std::string{"0 began 1 on 2: kill@process (user)\n0 SIGKILL 2 gone\n0 ended 1\n"});
    QCOMPARE(bench.signals.takeSent(), std::string{});
}

void TestStop::skipTakesTheNextStepAtOnce()
{
    StopBench bench{"1 sh 101 running\n"};
    bench.begin(1, "interrupt:5s,terminate:5s,kill");
    bench.clock.turn(100ms);
    bench.stops.skip(bench.clock.now());
    QCOMPARE(bench.signals.takeSent(), std::string{"SIGINT 1, SIGTERM 1"});
    QCOMPARE(bench.due(), 5000LL);
    bench.stops.skip(bench.clock.now());
    QCOMPARE(bench.signals.takeSent(), std::string{"SIGKILL 1"});
}

void TestStop::skipOnTheLastStepEndsTheWait()
{
    StopBench bench{"1 sh 101 running\n"};
    bench.begin(1, "interrupt:1h");
    bench.stops.skip(bench.clock.now());
    QCOMPARE(bench.takeTold(),
             std::string{"0 began 1 on 1: interrupt:3600s (user)\n0 SIGINT 1 delivered\n"
                         "0 ended 1, alive: 1 (still running)\n"});
}

void TestStop::skipCutsTheLastKillToWhatTheKernelNeeds()
{
    StopBench bench{"1 sh 101 running\n"};
    bench.begin(1, "kill:1h");
    bench.stops.skip(bench.clock.now());
    QCOMPARE(bench.stops.count(), std::size_t{1});
    QCOMPARE(bench.due(), 2000LL);
    // Pressing again and again does not move it.
    bench.turn(1s);
    bench.stops.skip(bench.clock.now());
    QCOMPARE(bench.due(), 1000LL);
}

void TestStop::lateWakeUpLooksAgainBeforeItKills()
{
    StopBench bench{kPool};
    bench.begin(1, "interrupt:5s,kill");
    (void)bench.signals.takeSent();
    bench.turn(1h);
    QCOMPARE(bench.signals.takeSent(), std::string{});
    for (const std::uint64_t key : {1U, 2U, 3U, 4U}) {
        bench.exit(key);
    }
    bench.turn(1h);
    QCOMPARE(bench.signals.takeSent(), std::string{});
    QCOMPARE(bench.stops.count(), std::size_t{0});
}

void TestStop::lateWakeUpStillKillsWhoLivesOn()
{
    StopBench bench{kPool};
    bench.begin(1, "interrupt:5s,kill");
    bench.turn(1h);
    bench.exit(1);
    bench.exit(4);
    (void)bench.signals.takeSent();
    QCOMPARE(bench.due(), 100LL);
    bench.turn(100ms);
    QCOMPARE(bench.signals.takeSent(), std::string{"SIGKILL 2, SIGKILL 3"});
}

void TestStop::wideStormCostsOneSignalEach()
{
    StopBench bench{"1 storm 101 running\n"};
    bench.begin(1, "kill");
    constexpr std::uint64_t kChildren = 3000;
    for (std::uint64_t key = 2; key <= kChildren; ++key) {
        bench.fork(key, 1);
    }
    for (std::uint64_t key = 1; key <= kChildren; ++key) {
        QCOMPARE(bench.stops.count(), std::size_t{1});
        bench.exit(key);
    }
    QCOMPARE(bench.stops.count(), std::size_t{0});
    const std::string sent = bench.signals.takeSent();
    QCOMPARE(std::count(sent.begin(), sent.end(), ','), std::ptrdiff_t{kChildren - 1});
}

} // namespace tw

QTEST_GUILESS_MAIN(tw::TestStop)
#include "tst_stop.moc"
