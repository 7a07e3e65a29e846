#include "core/tree/process_tree.h"
#include "tests/support/event_script.h"
#include "tests/support/fake_clock.h"
#include "tests/support/print_values.h"
#include "tests/support/tree_text.h"

#include <csignal>

using namespace std::chrono_literals;

namespace tw {

namespace {

/// Applies a script; the message of the first event that was refused, or "".
std::string applyScript(ProcessTree& tree, std::string_view script)
{
    const auto events = parseEvents(script);
    if (!events) {
        return events.error().message;
    }
    for (const Event& event : *events) {
        if (auto applied = tree.apply(event.time, std::get<TreeEvent>(event.body)); !applied) {
            return applied.error().message;
        }
    }
    return {};
}

std::string textAfter(std::string_view script)
{
    ProcessTree tree;
    const std::string error = applyScript(tree, script);
    return error.empty() ? treeText(tree) : error;
}

std::vector<std::uint64_t> numbers(const std::vector<ProcessKey>& keys)
{
    std::vector<std::uint64_t> values;
    for (const ProcessKey key : keys) {
        values.push_back(key.value);
    }
    return values;
}

const char* const kPytest = R"(1 pytest 4711 running
  2 gw0 4720 running
    4 sleep 4730 exit 0
  3 gw1 4721 SIGKILL (9)
)";

} // namespace

/// What events add up to, and what is refused.
class TestProcessTree : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void textIsReadBack();
    void childrenStandUnderTheirCreatorInOrderOfBirth();
    void orphanKeepsItsCreatorAsParent();
    void whatOutlivesTheCommandIsLeaked();
    void lateBirthOfAnEndedCreatorIsAnOrphan();
    void flagsFollowTimesNotTheOrderOfArrival();
    void reparentedIsOrphanedEvenBeforeItsCreatorsEndIsKnown();
    void forkInheritsWhatExecReplaces();
    void unreadableExecLeavesNoCommand();
    void identityKeepsWhatIsNotTold();
    void largestMemorySeenSurvivesTheEnd();
    void samplesOfTheDeadAreIgnored();
    void contradictionsAreRefusedAndChangeNothing_data();
    void contradictionsAreRefusedAndChangeNothing();
    void subtreeIsByCreatorAliveOrNot();
    void severalLaunchesStandSideBySide();
    void finishedLaunchIsFinishedOnce();
    void lostEventsAddUp();
    void aChainOfTenThousandNeedsNoStack();
};

void TestProcessTree::textIsReadBack()
{
    QCOMPARE(treeText(parseTree(kPytest).value()), std::string{kPytest});
    const std::string leaky = "1 sh 10 exit 0\n  2 d 11 running orphaned leaked\n    3 w 12 "
                              "SIGSEGV (11), core dumped leaked\n";
    QCOMPARE(treeText(parseTree(leaky).value()), leaky);
    QCOMPARE(errorOf(parseTree("1 sh 10 running\n    2 too 11 deep\n")),
             std::string{"read the tree line '    2 too 11 deep'"});
}

void TestProcessTree::childrenStandUnderTheirCreatorInOrderOfBirth()
{
    QCOMPARE(textAfter(R"(0 launched 1 4711 pytest
                          1 renamed 1 pytest
                          2 forked 2 4720 by 1
                          3 forked 3 4721 by 1
                          4 forked 4 4730 by 2
                          5 renamed 2 gw0
                          6 renamed 3 gw1
                          7 renamed 4 sleep
                          8 exited 4 exit 0
                          9 exited 3 SIGKILL)"),
             std::string{kPytest});
}

void TestProcessTree::orphanKeepsItsCreatorAsParent()
{
    QCOMPARE(textAfter(R"(0 launched 1 10 sh
                          0 renamed 1 sh
                          1 forked 2 11 by 1
                          2 forked 3 12 by 2
                          3 exited 2 exit 0
                          4 reparented 3 1)"),
             std::string{"1 sh 10 running\n  2 sh 11 exit 0\n    3 sh 12 running orphaned\n"});
}

void TestProcessTree::whatOutlivesTheCommandIsLeaked()
{
    QCOMPARE(textAfter(R"(0 launched 1 10 sh
                          0 renamed 1 sh
                          1 forked 2 11 by 1
                          2 forked 3 12 by 1
                          3 exited 2 exit 0
                          4 exited 1 exit 0
                          5 forked 4 13 by 3
                          9 exited 3 unknown)"),
             std::string{"1 sh 10 exit 0\n  2 sh 11 exit 0\n  3 sh 12 unknown orphaned leaked\n"
                         "    4 sh 13 running orphaned leaked\n"});
}

void TestProcessTree::lateBirthOfAnEndedCreatorIsAnOrphan()
{
    QCOMPARE(textAfter(R"(0 launched 1 10 sh
                          0 renamed 1 sh
                          1 forked 2 11 by 1
                          2 exited 2 exit 0
                          3 forked 3 12 by 2)"),
             std::string{"1 sh 10 running\n  2 sh 11 exit 0\n    3 sh 12 running orphaned\n"});
}

void TestProcessTree::flagsFollowTimesNotTheOrderOfArrival()
{
    const std::string expected
        = "1 sh 10 exit 0\n  2 sh 11 exit 1\n  3 sh 12 exit 3 orphaned leaked\n";
    const std::string births
        = "0 launched 1 10 sh\n0 renamed 1 sh\n1 forked 2 11 by 1\n1 forked 3 12 by 1\n";
    QCOMPARE(textAfter(births + "5 exited 2 exit 1\n7 exited 1 exit 0\n9 exited 3 exit 3\n"),
             expected);
    QCOMPARE(textAfter(births + "9 exited 3 exit 3\n7 exited 1 exit 0\n5 exited 2 exit 1\n"),
             expected);
    QCOMPARE(textAfter(births + "7 exited 1 exit 0\n5 exited 2 exit 1\n9 exited 3 exit 3\n"),
             expected);
}

void TestProcessTree::reparentedIsOrphanedEvenBeforeItsCreatorsEndIsKnown()
{
    QCOMPARE(textAfter(R"(0 launched 1 10 sh
                          0 renamed 1 sh
                          1 forked 2 11 by 1
                          2 forked 3 12 by 2
                          3 reparented 3 1
                          4 exited 3 exit 0
                          5 exited 2 exit 0)"),
             std::string{"1 sh 10 running\n  2 sh 11 exit 0\n    3 sh 12 exit 0 orphaned\n"});
}

void TestProcessTree::forkInheritsWhatExecReplaces()
{
    ProcessTree tree;
    QCOMPARE(applyScript(tree, R"(0 launched 1 10 make -j4
                                  1 executed 1 /usr/bin/make make -j4
                                  2 forked 2 11 by 1
                                  3 forked 3 12 by 1
                                  4 executed 3 /usr/bin/cc cc -c a.c)"),
             std::string{});
    const Process& copy = *tree.find(ProcessKey{2});
    QCOMPARE(copy.name, std::string{"make"});
    QCOMPARE(copy.executable, std::string{"/usr/bin/make"});
    QVERIFY(copy.command == (std::vector<std::string>{"make", "-j4"}));
    const Process& compiler = *tree.find(ProcessKey{3});
    QCOMPARE(compiler.name, std::string{"cc"});
    QVERIFY(compiler.command == (std::vector<std::string>{"cc", "-c", "a.c"}));
}

void TestProcessTree::unreadableExecLeavesNoCommand()
{
    ProcessTree tree;
    QCOMPARE(applyScript(tree, "0 launched 1 10 sh\n1 executed 1\n"), std::string{});
    QVERIFY(!tree.find(ProcessKey{1})->command.has_value());
}

void TestProcessTree::identityKeepsWhatIsNotTold()
{
    ProcessTree tree;
    QCOMPARE(applyScript(tree, "0 launched 1 10 sh\n1 identity 1 1000\n"), std::string{});
    QVERIFY(tree.apply(FakeClock::kStart, IdentityChanged{ProcessKey{1}, {}, 100, 10}).has_value());
    const Process& process = *tree.find(ProcessKey{1});
    QVERIFY(process.uid == 1000U);
    QVERIFY(process.gid == 100U);
    QVERIFY(process.session == 10);
}

void TestProcessTree::largestMemorySeenSurvivesTheEnd()
{
    ProcessTree tree;
    QCOMPARE(applyScript(tree, R"(0 launched 1 10 sh
                                  1 sampled 1 R 50 4096 1
                                  2 sampled 1 R 50 9000 2
                                  3 sampled 1 S 0 1000 1
                                  4 exited 1 exit 0)"),
             std::string{});
    QVERIFY(tree.find(ProcessKey{1})->maxResidentBytes == 9000U);
    QCOMPARE(tree.find(ProcessKey{1})->usage.residentBytes, std::uint64_t{1000});
}

void TestProcessTree::samplesOfTheDeadAreIgnored()
{
    ProcessTree tree;
    QCOMPARE(applyScript(tree, R"(0 launched 1 10 sh
                                  1 exited 1 exit 0
                                  2 sampled 1 R 50 4096 1
                                  3 sampled 77 R 50 4096 1)"),
             std::string{});
    QVERIFY(!tree.find(ProcessKey{1})->maxResidentBytes.has_value());
}

void TestProcessTree::contradictionsAreRefusedAndChangeNothing_data()
{
    QTest::addColumn<QString>("event");
    QTest::addColumn<QString>("error");
    const auto row = [](const char* event, const char* error) {
        QTest::newRow(event) << QString::fromUtf8(event) << QString::fromUtf8(error);
    };
    row("launched 9 99 sh", "apply Launched to process 9: its number is in use");
    row("forked 2 99 by 1", "apply Forked to process 2: its number is in use");
    row("forked 9 99 by 8", "apply Forked to process 9: its parent is unknown");
    row("forked 9 99 by 9", "apply Forked to process 9: its parent is unknown");
    row("executed 9 /bin/x x", "apply Executed to process 9: it is unknown");
    row("executed 3 /bin/x x", "apply Executed to process 3: it has ended");
    row("renamed 9 x", "apply Renamed to process 9: it is unknown");
    row("renamed 3 x", "apply Renamed to process 3: it has ended");
    row("identity 9 0", "apply IdentityChanged to process 9: it is unknown");
    row("identity 3 0", "apply IdentityChanged to process 3: it has ended");
    row("reparented 9 1", "apply Reparented to process 9: it is unknown");
    row("reparented 3 1", "apply Reparented to process 3: it has ended");
    row("exited 9 exit 0", "apply Exited to process 9: it is unknown");
    row("exited 3 exit 0", "apply Exited to process 3: it has ended");
    row("exited 0 exit 0", "apply Exited to process 0: it is unknown");
    row("finished 7", "apply LaunchFinished to launch 7: it is not running");
}

void TestProcessTree::contradictionsAreRefusedAndChangeNothing()
{
    QFETCH(QString, event);
    QFETCH(QString, error);
    auto tree = parseTree(kPytest).value();
    QCOMPARE(applyScript(tree, "99 " + event.toStdString()), error.toStdString());
    QCOMPARE(treeText(tree), std::string{kPytest});
    QCOMPARE(tree.aliveCount(), std::size_t{2});
    QCOMPARE(tree.endedCount(), std::size_t{2});
    QCOMPARE(tree.launches().size(), std::size_t{1});
    QCOMPARE(tree.launches().begin()->second.members.size(), std::size_t{4});
}

void TestProcessTree::subtreeIsByCreatorAliveOrNot()
{
    const auto tree = parseTree(kPytest).value();
    using Numbers = std::vector<std::uint64_t>;
    QVERIFY(numbers(tree.subtree(ProcessKey{1})) == (Numbers{1, 2, 3, 4}));
    QVERIFY(numbers(tree.liveSubtree(ProcessKey{1})) == (Numbers{1, 2}));
    QVERIFY(numbers(tree.subtree(ProcessKey{2})) == (Numbers{2, 4}));
    QVERIFY(numbers(tree.liveSubtree(ProcessKey{3})).empty());
    QVERIFY(numbers(tree.subtree(ProcessKey{9})).empty());
}

void TestProcessTree::severalLaunchesStandSideBySide()
{
    const std::string text = "1 a 10 exit 0\n2 b 20 running\n  3 c 21 running\n";
    const auto tree = parseTree(text).value();
    QCOMPARE(treeText(tree), text);
    QCOMPARE(tree.find(LaunchId{1})->alive, std::size_t{0});
    QCOMPARE(tree.find(LaunchId{2})->alive, std::size_t{2});
    QVERIFY(tree.find(LaunchId{3}) == nullptr);
}

void TestProcessTree::finishedLaunchIsFinishedOnce()
{
    ProcessTree tree;
    QCOMPARE(applyScript(tree, "0 launched 1 10 sh\n5 exited 1 exit 0\n6 finished 1 exit 0\n"),
             std::string{});
    QVERIFY(tree.find(LaunchId{1})->finished == FakeClock::kStart + 6ms);
    QCOMPARE(applyScript(tree, "7 finished 1 exit 0"),
             std::string{"apply LaunchFinished to launch 1: it is not running"});
}

void TestProcessTree::lostEventsAddUp()
{
    ProcessTree tree;
    QCOMPARE(applyScript(tree, "0 lost 3 connector\n1 lost 4 connector\n"), std::string{});
    QCOMPARE(tree.lostEvents(), std::uint64_t{7});
}

void TestProcessTree::aChainOfTenThousandNeedsNoStack()
{
    constexpr std::uint64_t kDepth = 10'000;
    ProcessTree tree;
    QCOMPARE(applyScript(tree, "0 launched 1 10 sh"), std::string{});
    for (std::uint64_t next = 2; next <= kDepth; ++next) {
        QVERIFY(
            tree.apply(FakeClock::kStart,
                       Forked{ProcessKey{next}, Pid{static_cast<int>(next)}, ProcessKey{next - 1}})
                .has_value());
    }
    QCOMPARE(tree.liveSubtree(ProcessKey{1}).size(), std::size_t{kDepth});
    for (std::uint64_t next = 1; next <= kDepth; ++next) {
        QVERIFY(
            tree.apply(FakeClock::kStart + 1s, Exited{ProcessKey{next}, {}, {}, {}}).has_value());
    }
    QCOMPARE(tree.aliveCount(), std::size_t{0});
    QCOMPARE(tree.subtree(ProcessKey{1}).back().value, kDepth);
}

} // namespace tw

QTEST_GUILESS_MAIN(tw::TestProcessTree)
#include "tst_process_tree.moc"
