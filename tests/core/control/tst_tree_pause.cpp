#include "core/control/tree_pause.h"
#include "tests/support/fake_signals.h"
#include "tests/support/print_values.h"
#include "tests/support/tree_text.h"

#include <QTest>

#include <csignal>

namespace tw {

namespace {

/// A root with two children and a grandchild.
struct Bench
{
    ProcessTree tree{parseTree("1 shell 101 running\n  2 pool 102 running\n    3 worker 103 "
                               "running\n  4 daemon 104 running\n")
                         .value()};
    FakeSignals signals{};
    TreePause pause{tree, signals, signals};

    Bench()
    {
        for (const std::uint64_t key : {1U, 2U, 3U, 4U}) {
            set(key, 'S');
        }
    }

    void set(std::uint64_t key, char state, std::uint64_t ignored = 0)
    {
        ProcessCondition condition;
        condition.state = state;
        condition.ignored = ignored;
        signals.setCondition(ProcessKey{key}, condition);
    }

    void setAll(char state)
    {
        for (const std::uint64_t key : {1U, 2U, 3U, 4U}) {
            set(key, state);
        }
    }
};

constexpr std::uint64_t kIgnoresTstp = std::uint64_t{1} << (SIGTSTP - 1);

} // namespace

/// Ctrl+Z for a tree.
class TestTreePause : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void allAreAskedParentsFirst();
    void whoIgnoresTheQuestionIsMadeToStop();
    void whoGoesOnIsMadeToStop();
    void whoWasStoppedBeforeIsLeftAlone();
    void whoIsBornMeanwhileIsAskedToo();
    void whoMayNotBeSignalledIsNotWaitedFor();
    void itCanBeDoneAgain();
};

void TestTreePause::allAreAskedParentsFirst()
{
    Bench bench;
    bench.pause.begin({ProcessKey{1}});
    QCOMPARE(bench.signals.takeSent(), std::string{"SIGTSTP 1, SIGTSTP 2, SIGTSTP 4, SIGTSTP 3"});
    QVERIFY(!bench.pause.isPaused());
    bench.setAll('T');
    QVERIFY(bench.pause.isPaused());
    QCOMPARE(bench.signals.takeSent(), std::string{});
    bench.pause.resume();
    QCOMPARE(bench.signals.takeSent(), std::string{"SIGCONT 1, SIGCONT 2, SIGCONT 3, SIGCONT 4"});
}

void TestTreePause::whoIgnoresTheQuestionIsMadeToStop()
{
    Bench bench;
    bench.set(1, 'S', kIgnoresTstp);
    bench.pause.begin({ProcessKey{1}});
    QCOMPARE(bench.signals.takeSent(), std::string{"SIGSTOP 1, SIGTSTP 2, SIGTSTP 4, SIGTSTP 3"});
}

void TestTreePause::whoGoesOnIsMadeToStop()
{
    Bench bench;
    bench.pause.begin({ProcessKey{1}});
    bench.setAll('T');
    bench.set(4, 'R');
    (void)bench.signals.takeSent();
    QVERIFY(!bench.pause.isPaused());
    bench.pause.force();
    QCOMPARE(bench.signals.takeSent(), std::string{"SIGSTOP 4"});
    bench.set(4, 'T');
    QVERIFY(bench.pause.isPaused());
}

void TestTreePause::whoWasStoppedBeforeIsLeftAlone()
{
    Bench bench;
    bench.set(2, 'T');
    bench.set(3, 't');
    bench.set(4, 'Z');
    bench.pause.begin({ProcessKey{1}});
    QCOMPARE(bench.signals.takeSent(), std::string{"SIGTSTP 1"});
    bench.set(1, 'T');
    QVERIFY(bench.pause.isPaused());
    bench.pause.resume();
    QCOMPARE(bench.signals.takeSent(), std::string{"SIGCONT 1"});
}

void TestTreePause::whoIsBornMeanwhileIsAskedToo()
{
    Bench bench;
    bench.pause.begin({ProcessKey{2}});
    QCOMPARE(bench.signals.takeSent(), std::string{"SIGTSTP 2, SIGTSTP 3"});
    bench.setAll('T');
    QVERIFY(bench.tree.apply(Time{}, Forked{ProcessKey{5}, Pid{105}, ProcessKey{3}, {}}));
    bench.set(5, 'R');
    QVERIFY(!bench.pause.isPaused());
    QCOMPARE(bench.signals.takeSent(), std::string{"SIGTSTP 5"});
}

void TestTreePause::whoMayNotBeSignalledIsNotWaitedFor()
{
    Bench bench;
    bench.signals.answer(ProcessKey{4}, {StepResult::Refused, Error{0, "another user's"}});
    bench.pause.begin({ProcessKey{1}});
    bench.setAll('T');
    bench.set(4, 'S');
    QVERIFY(bench.pause.isPaused());
}

void TestTreePause::itCanBeDoneAgain()
{
    Bench bench;
    bench.pause.begin({ProcessKey{3}});
    bench.set(3, 'T');
    bench.pause.resume();
    (void)bench.signals.takeSent();
    bench.set(3, 'S');
    bench.pause.begin({ProcessKey{3}});
    QCOMPARE(bench.signals.takeSent(), std::string{"SIGTSTP 3"});
    QVERIFY(bench.tree.apply(Time{}, Exited{ProcessKey{3}, {}, {}, {}}));
    QVERIFY(bench.pause.isPaused());
    bench.pause.resume();
    QCOMPARE(bench.signals.takeSent(), std::string{});
}

} // namespace tw

QTEST_GUILESS_MAIN(tw::TestTreePause)
#include "tst_tree_pause.moc"
