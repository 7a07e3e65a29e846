#include "core/control/ladder.h"
#include "tests/support/print_values.h"

#include <csignal>

using namespace std::chrono_literals;

namespace tw {

/// How people write ladders.
class TestLadder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theDefaultOfTheStopOptionIsRead();
    void waitsLeftOutAreFiveSecondsAndNoneAfterKill();
    void everySpellingIsOneStep_data();
    void everySpellingIsOneStep();
    void refusalsSayWhatToWrite_data();
    void refusalsSayWhatToWrite();
    void whatIsWrittenIsReadBack();
    void actionsHaveTheNamesOfTheContract();
};

void TestLadder::theDefaultOfTheStopOptionIsRead()
{
    const Ladder expected{{SignalNumber{SIGINT}, StopScope::Tree, 5s},
                          {SignalNumber{SIGTERM}, StopScope::Tree, 5s},
                          {SignalNumber{SIGKILL}, StopScope::Tree, 0s}};
    QVERIFY(parseLadder("interrupt:5s,terminate:5s,kill").value() == expected);
}

void TestLadder::waitsLeftOutAreFiveSecondsAndNoneAfterKill()
{
    const Ladder ladder = parseLadder("interrupt,kill,SIGUSR1").value();
    QCOMPARE(ladder[0].wait, 5000ms);
    QCOMPARE(ladder[1].wait, 0ms);
    QCOMPARE(ladder[2].wait, 5000ms);
}

void TestLadder::everySpellingIsOneStep_data()
{
    QTest::addColumn<int>("signal");
    QTest::addColumn<int>("scope");
    QTest::addColumn<int>("wait");
    const auto row = [](const char* text, int signal, StopScope scope, int wait) {
        QTest::newRow(text) << signal << static_cast<int>(scope) << wait;
    };
    row("interrupt", SIGINT, StopScope::Tree, 5000);
    row("interrupt:250ms", SIGINT, StopScope::Tree, 250);
    row("interrupt@tree", SIGINT, StopScope::Tree, 5000);
    row("interrupt@tree:1m", SIGINT, StopScope::Tree, 60000);
    row("interrupt@process:1s", SIGINT, StopScope::Process, 1000);
    row("terminate@group", SIGTERM, StopScope::Group, 5000);
    row("kill@group", SIGKILL, StopScope::Group, 0);
    row("terminate:0", SIGTERM, StopScope::Tree, 0);
    row("kill", SIGKILL, StopScope::Tree, 0);
    row("kill:2s", SIGKILL, StopScope::Tree, 2000);
    row("SIGKILL", SIGKILL, StopScope::Tree, 0);
    row("SIGQUIT:3", SIGQUIT, StopScope::Tree, 3000);
    row("quit", SIGQUIT, StopScope::Tree, 5000);
    row("15", SIGTERM, StopScope::Tree, 5000);
    row("SIGRTMIN+1:0.5s", SIGRTMIN + 1, StopScope::Tree, 500);
}

void TestLadder::everySpellingIsOneStep()
{
    QFETCH(int, signal);
    QFETCH(int, scope);
    QFETCH(int, wait);
    const auto ladder = parseLadder(QTest::currentDataTag());
    QCOMPARE(errorOf(ladder), std::string{});
    QCOMPARE(ladder->size(), std::size_t{1});
    QCOMPARE(ladder->front().signal.value, signal);
    QCOMPARE(static_cast<int>(ladder->front().scope), scope);
    QCOMPARE(ladder->front().wait, std::chrono::milliseconds{wait});
}

void TestLadder::refusalsSayWhatToWrite_data()
{
    QTest::addColumn<QString>("error");
    const auto row = [](const char* text, const char* error) {
        QTest::newRow(text) << QString::fromUtf8(error);
    };
    const char* const emptyStep
        = "read '' as a step: write interrupt, terminate, kill or a signal's name";
    row("", emptyStep);
    row(",", emptyStep);
    row("kill,", emptyStep);
    row(":5s", emptyStep);
    row("@tree", emptyStep);
    row("Interrupt",
        "read 'Interrupt' as a step: write interrupt, terminate, kill or a signal's name");
    row("interrupt kill",
        "read 'interrupt kill' as a step: write interrupt, terminate, kill or a signal's name");
    row("dump", "use the step 'dump': stack dumps are not part of this version");
    row("dump,kill", "use the step 'dump': stack dumps are not part of this version");
    row("kill@all", "read 'all' as a scope: write process, group or tree");
    row("kill@", "read '' as a scope: write process, group or tree");
    row("kill:", "read '' as a duration: write 250ms, 5s, 2m, 1h or a number of seconds");
    row("kill:soon", "read 'soon' as a duration: write 250ms, 5s, 2m, 1h or a number of seconds");
    row("kill:5s@tree",
        "read '5s@tree' as a duration: write 250ms, 5s, 2m, 1h or a number of seconds");
}

void TestLadder::refusalsSayWhatToWrite()
{
    QFETCH(QString, error);
    QCOMPARE(errorOf(parseLadder(QTest::currentDataTag())), error.toStdString());
}

void TestLadder::whatIsWrittenIsReadBack()
{
    for (const char* text : {"interrupt:5s,terminate:5s,kill",
                             "interrupt@process:250ms,kill",
                             "SIGUSR1:1500ms,kill:2s",
                             "SIGRTMIN+3:5s"}) {
        QCOMPARE(formatLadder(parseLadder(text).value()), std::string{text});
    }
    // Signals without a name are written in words, and read back too.
    const Ladder nameless{{SignalNumber{32}, StopScope::Process, 1s}};
    QVERIFY(parseLadder(formatLadder(nameless)).value() == nameless);
}

void TestLadder::actionsHaveTheNamesOfTheContract()
{
    const auto action = [](int signal) { return LadderStep{SignalNumber{signal}}.action(); };
    QCOMPARE(action(SIGINT), std::string{"interrupt"});
    QCOMPARE(action(SIGTERM), std::string{"terminate"});
    QCOMPARE(action(SIGKILL), std::string{"kill"});
    QCOMPARE(action(SIGSTOP), std::string{"SIGSTOP"});
}

} // namespace tw

QTEST_GUILESS_MAIN(tw::TestLadder)
#include "tst_ladder.moc"
