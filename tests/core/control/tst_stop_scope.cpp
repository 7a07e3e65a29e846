#include "core/control/stop.h"
#include "tests/support/print_values.h"
#include "tests/support/stop_bench.h"

#include <csignal>

using namespace std::chrono_literals;

namespace tw {

namespace {

const char* const kShell = R"(1 sh 101 running
  2 make 102 running
    4 cc 104 running
  3 daemon 103 running
)";

ProcessCondition inGroup(int group)
{
    ProcessCondition condition;
    condition.group = Pid{group};
    return condition;
}

/// The daemon is in a group of its own, all others in that of the command.
void setGroups(StopBench& bench)
{
    for (const std::uint64_t key : {1U, 2U, 4U}) {
        bench.signals.setCondition(ProcessKey{key}, inGroup(101));
    }
    bench.signals.setCondition(ProcessKey{3}, inGroup(103));
}

} // namespace

/// Whom a step is for: process groups, and trees that the kernel kills at once.
class TestStopScope : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void groupIsThatOfTheTargetAmongItsTree();
    void groupIsReadWhenTheStepIsTaken();
    void groupOutlivesItsLeader();
    void groupOfAProcessInTheTreeIsItsOwn();
    void unreadableGroupsAreLeftAlone();
    void birthsInTheGroupAreKilledToo();
    void whoeverWasNotMeantIsNamedAsSuch();
    void treeWithACgroupIsKilledAtOnce();
    void whoLeftTheCgroupIsToldOf();
    void birthsAfterTheCgroupWasKilledAreKilledThemselves();
    void politeStepsAndSubtreesDoNotTouchTheCgroup();
    void secondKillStepKillsTheCgroupAgain();
};

void TestStopScope::groupIsThatOfTheTargetAmongItsTree()
{
    StopBench bench{kShell};
    setGroups(bench);
    bench.begin(1, "interrupt@group:1s,kill@tree");
    QCOMPARE(bench.signals.takeSent(), std::string{"SIGINT 4, SIGINT 2, SIGINT 1"});
    for (const std::uint64_t key : {1U, 2U, 4U}) {
        bench.exit(key);
    }
    QCOMPARE(bench.stops.count(), std::size_t{1});
    bench.turn(1s);
    QCOMPARE(bench.signals.takeSent(), std::string{"SIGKILL 3"});
}

void TestStopScope::groupIsReadWhenTheStepIsTaken()
{
    StopBench bench{kShell};
    setGroups(bench);
    bench.begin(1, "interrupt@group:1s,terminate@group:1s");
    (void)bench.signals.takeSent();
    bench.signals.setCondition(ProcessKey{4}, inGroup(104));
    bench.signals.setCondition(ProcessKey{3}, inGroup(101));
    bench.turn(1s);
    QCOMPARE(bench.signals.takeSent(), std::string{"SIGTERM 3, SIGTERM 2, SIGTERM 1"});
}

void TestStopScope::groupOutlivesItsLeader()
{
    StopBench bench{"1 sh 101 exit 0\n  2 w 102 running orphaned leaked\n"
                    "  3 d 103 running orphaned leaked\n"};
    bench.signals.setCondition(ProcessKey{2}, inGroup(101));
    bench.signals.setCondition(ProcessKey{3}, inGroup(103));
    bench.begin(1, "terminate@group:1s");
    QCOMPARE(bench.signals.takeSent(), std::string{"SIGTERM 2"});
}

void TestStopScope::groupOfAProcessInTheTreeIsItsOwn()
{
    StopBench bench{kShell};
    setGroups(bench);
    bench.begin(3, "terminate@group:1s");
    QCOMPARE(bench.signals.takeSent(), std::string{"SIGTERM 3"});
}

void TestStopScope::unreadableGroupsAreLeftAlone()
{
    StopBench bench{kShell};
    bench.signals.setCondition(ProcessKey{1}, inGroup(101));
    bench.signals.setCondition(ProcessKey{2}, ProcessCondition{});
    bench.begin(1, "terminate@group:1s");
    QCOMPARE(bench.signals.takeSent(), std::string{"SIGTERM 1"});
}

void TestStopScope::birthsInTheGroupAreKilledToo()
{
    StopBench bench{kShell};
    setGroups(bench);
    bench.begin(1, "kill@group");
    QCOMPARE(bench.signals.takeSent(), std::string{"SIGKILL 1, SIGKILL 2, SIGKILL 4"});
    bench.signals.setCondition(ProcessKey{5}, inGroup(101));
    bench.signals.setCondition(ProcessKey{6}, inGroup(103));
    bench.fork(5, 2);
    bench.fork(6, 3);
    QCOMPARE(bench.signals.takeSent(), std::string{"SIGKILL 5"});
}

void TestStopScope::whoeverWasNotMeantIsNamedAsSuch()
{
    StopBench bench{kShell};
    setGroups(bench);
    bench.begin(1, "terminate@group:1s");
    for (const std::uint64_t key : {1U, 2U, 4U}) {
        bench.exit(key);
    }
    (void)bench.takeTold();
    bench.turn(1s);
    QCOMPARE(bench.takeTold(),
             std::string{
                 "1000 ended 1, alive: 3 (not in the process group that SIGTERM was sent to)\n"});
    bench.fork(5, 3);
    bench.begin(3, "interrupt:1s,kill@process");
    bench.turn(1s);
    bench.exit(3);
    (void)bench.takeTold();
    bench.turn(2s);
    QCOMPARE(bench.takeTold(),
             std::string{"4000 ended 2, alive: 5 (SIGKILL was sent to the process above alone)\n"});
}

void TestStopScope::treeWithACgroupIsKilledAtOnce()
{
    StopBench bench{kShell};
    bench.signals.giveCgroup(ProcessKey{1});
    bench.begin(1, "kill");
    QCOMPARE(bench.signals.takeSent(), std::string{"tree 1"});
    for (const std::uint64_t key : {1U, 2U, 3U, 4U}) {
        bench.exit(key);
    }
    QCOMPARE(bench.takeTold(),
             std::string{"0 began 1 on 1: kill (user)\n0 SIGKILL 1 delivered\n"
                         "0 SIGKILL 2 delivered\n0 SIGKILL 3 delivered\n"
                         "0 SIGKILL 4 delivered\n0 ended 1\n"});
}

void TestStopScope::whoLeftTheCgroupIsToldOf()
{
    StopBench bench{"1 sh 101 running\n  2 su 102 running\n  3 x 103 running\n"};
    bench.signals.giveCgroup(ProcessKey{1});
    bench.signals.answer(ProcessKey{2}, {StepResult::Refused, Error{1, "no"}});
    bench.signals.answer(ProcessKey{3}, {StepResult::Gone, {}});
    bench.begin(1, "kill");
    QCOMPARE(bench.takeTold(),
             std::string{"0 began 1 on 1: kill (user)\n0 SIGKILL 1 delivered\n"
                         "0 SIGKILL 2 refused: no\n0 SIGKILL 3 gone\n"});
    bench.exit(1);
    bench.exit(3);
    bench.turn(2s);
    QCOMPARE(bench.takeTold(), std::string{"2000 ended 1, alive: 2 (belongs to another user)\n"});
}

void TestStopScope::birthsAfterTheCgroupWasKilledAreKilledThemselves()
{
    StopBench bench{kShell};
    bench.signals.giveCgroup(ProcessKey{1});
    bench.begin(1, "kill");
    bench.fork(5, 4);
    QCOMPARE(bench.signals.takeSent(), std::string{"tree 1, SIGKILL 5"});
}

void TestStopScope::politeStepsAndSubtreesDoNotTouchTheCgroup()
{
    StopBench bench{kShell};
    bench.signals.giveCgroup(ProcessKey{1});
    bench.begin(1, "terminate");
    bench.begin(2, "kill");
    bench.begin(1, "kill", true);
    QCOMPARE(
        bench.signals.takeSent(),
        std::string{"SIGTERM 4, SIGTERM 3, SIGTERM 2, SIGTERM 1, SIGKILL 2, SIGKILL 4, SIGKILL 1"});
}

void TestStopScope::secondKillStepKillsTheCgroupAgain()
{
    StopBench bench{"1 sh 101 running\n"};
    bench.signals.giveCgroup(ProcessKey{1});
    bench.begin(1, "kill:3s,kill");
    bench.fork(2, 1);
    bench.exit(1);
    bench.turn(3s);
    QCOMPARE(bench.signals.takeSent(), std::string{"tree 1, SIGKILL 2, tree 1"});
}

} // namespace tw

QTEST_GUILESS_MAIN(tw::TestStopScope)
#include "tst_stop_scope.moc"
