#include "core/report/own_code.h"
#include "core/report/run_record.h"
#include "core/report/stop_outcome.h"
#include "tests/support/event_script.h"
#include "tests/support/print_values.h"

namespace tw {

namespace {

/// The outcomes that the events of a script yield, a line each; amended ones are marked.
std::string outcomes(const std::string& script)
{
    ProcessTree tree;
    StopOutcomes stops{tree};
    std::string lines;
    const auto events = parseEvents(script).value();
    for (const Event& event : events) {
        if (const auto* change = std::get_if<TreeEvent>(&event.body)) {
            if (!tree.apply(event.time, *change)) {
                return "the script contradicts itself";
            }
        }
        if (const auto outcome = stops.onEvent(event)) {
            lines += (outcome->amended ? "amended: " : "") + outcome->text() + "\n";
        }
    }
    return lines;
}

const std::string kTree = R"(
    0 launched 1 4711 pytest -n 2
    1 renamed 1 pytest
    2 forked 2 4720 by 1
    2 renamed 2 worker
    3 forked 3 4805 by 1
    3 renamed 3 redis-server
)";

const std::string kInterrupted = kTree + R"(
    100 stop 1 user 2@process interrupt:5s
    100 step 1 SIGINT 2 4720 delivered
    135 exited 2 exit 1
    135 stopped 1
)";

} // namespace

/// One sentence for each stop.
class TestStopOutcome : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneProcessIsToldWithItsEnd_data();
    void oneProcessIsToldWithItsEnd();
    void treeIsToldWithCountAndSurvivors();
    void laddersNameWhatWasSent();
    void signalsThatAreNoRequestAreDelivered();
    void traceDuringTheStopIsItsAnswer();
    void lastWordsAmendTheOutcomeOnce();
    void onlyAnInterruptOfThatProcessAmends_data();
    void onlyAnInterruptOfThatProcessAmends();
    void interruptTakesThePlaceOfOtherTraces();
    void placeIsInTheUsersOwnCode();
    void twoStopsGetATraceEach();
    void namesOfOthersAreInert();
};

void TestStopOutcome::oneProcessIsToldWithItsEnd_data()
{
    QTest::addColumn<QString>("end");
    QTest::addColumn<QString>("text");
    const auto row = [](const char* name, const char* end, const char* text) {
        QTest::newRow(name) << QString::fromUtf8(end) << QString::fromUtf8(text);
    };
    row("exit code", "delivered\n135 exited 2 exit 1\n136 stopped 1", "exited after 35 ms, exit 1");
    row("signal", "delivered\n900 exited 2 SIGINT\n901 stopped 1", "ended after 0.8 s, SIGINT (2)");
    row("unknown",
        "delivered\n135 exited 2 unknown\n136 stopped 1",
        "ended after 35 ms, status unknown");
    row("survivor",
        "delivered\n5100 stopped 1 2 4720 ignores SIGINT",
        "still alive after 5.0 s (ignores SIGINT)");
    row("refused",
        "refused not permitted\n5100 stopped 1 2 4720 belongs to another user (uid 33)",
        "still alive after 5.0 s (belongs to another user (uid 33))");
}

void TestStopOutcome::oneProcessIsToldWithItsEnd()
{
    QFETCH(QString, end);
    QFETCH(QString, text);
    QCOMPARE(outcomes(kTree + "100 stop 1 user 2@process interrupt:5s\n100 step 1 SIGINT 2 4720 "
                      + end.toStdString()),
             "Interrupt → worker 4720 (SIGINT): " + text.toStdString() + "\n");
}

void TestStopOutcome::treeIsToldWithCountAndSurvivors()
{
    const std::string killed = kTree + R"(
        100 stop 1 user 1 kill
        100 step 1 SIGKILL 1 4711 delivered
        101 forked 4 4900 by 2
        120 exited 1 SIGKILL
        150 exited 2 SIGKILL
        180 exited 4 SIGKILL
        )";
    QCOMPARE(
        outcomes(killed + "200 exited 3 SIGKILL\n200 stopped 1\n"),
        std::string{
            "Kill Tree → pytest 4711 (SIGKILL): 4 processes ended after 0.1 s; no survivors\n"});
    QCOMPARE(
        outcomes(killed + "2100 stopped 1 3 4805 ignores SIGINT\n"),
        std::string{"Kill Tree → pytest 4711 (SIGKILL): 3 processes ended after 2.0 s; 1 survivor: "
                    "redis-server 4805 (ignores SIGINT)\n"});
    QCOMPARE(outcomes(kTree
                      + "5 exited 2 exit 0\n6 stop 1 user 2 kill\n6 step 1 SIGKILL 2 4720 gone\n6 "
                        "stopped 1\n"),
             std::string{"Kill Tree → worker 4720 (SIGKILL): had already ended\n"});
}

void TestStopOutcome::laddersNameWhatWasSent()
{
    QCOMPARE(outcomes(kTree + R"(
        100 stop 1 user 2 interrupt:5s,terminate:5s,kill
        100 step 1 SIGINT 2 4720 delivered
        5100 step 1 SIGTERM 2 4720 delivered
        5100 step 1 SIGCONT 2 4720 delivered
        5200 exited 2 SIGTERM
        5200 stopped 1)"),
             std::string{"Stop Tree → worker 4720 (SIGINT, SIGTERM): 1 process ended after 5.1 s; "
                         "no survivors\n"});
}

void TestStopOutcome::signalsThatAreNoRequestAreDelivered()
{
    QCOMPARE(outcomes(kTree
                      + "9 stop 1 user 1 SIGSTOP\n9 step 1 SIGSTOP 1 4711 delivered\n"
                        "9 step 1 SIGSTOP 2 4720 delivered\n9 stopped 1\n"),
             std::string{"Suspend Tree → pytest 4711 (SIGSTOP): delivered to 2 processes\n"});
    QCOMPARE(outcomes(kTree
                      + "9 stop 1 user 2@process SIGUSR1\n9 step 1 SIGUSR1 2 4720 refused not "
                        "permitted\n9 stopped 1\n"),
             std::string{"SIGUSR1 → worker 4720 (SIGUSR1): refused: not permitted\n"});
}

void TestStopOutcome::traceDuringTheStopIsItsAnswer()
{
    QCOMPARE(
        outcomes(kTree + R"(
        100 stop 1 user 2@process interrupt:5s
        100 step 1 SIGINT 2 4720 delivered
        120 trace 1 by 2 KeyboardInterrupt work@/src/app/pool.py:33
        135 exited 2 exit 1
        135 stopped 1)"),
        std::string{
            "Interrupt → worker 4720 (SIGINT): exited after 35 ms, exit 1; KeyboardInterrupt at "
            "pool.py:33 in work\n"});
}

void TestStopOutcome::lastWordsAmendTheOutcomeOnce()
{
    const std::string plain = "Interrupt → worker 4720 (SIGINT): exited after 35 ms, exit 1";
    QCOMPARE(outcomes(kInterrupted + R"(
        335 trace 1 KeyboardInterrupt work@/src/app/pool.py:33
        340 trace 2 KeyboardInterrupt main@/src/app/main.py:3)"),
             plain + "\namended: " + plain + "; KeyboardInterrupt at pool.py:33 in work\n");
}

void TestStopOutcome::onlyAnInterruptOfThatProcessAmends_data()
{
    QTest::addColumn<QString>("trace");
    QTest::newRow("another type") << QStringLiteral("335 trace 1 ValueError work@/src/pool.py:33");
    QTest::newRow("too late") << QStringLiteral(
        "1136 trace 1 KeyboardInterrupt work@/src/pool.py:33");
    QTest::newRow("another process")
        << QStringLiteral("335 trace 1 by 3 KeyboardInterrupt work@/src/pool.py:33");
    QTest::newRow("no frames") << QStringLiteral("335 trace 1 by 2 KeyboardInterrupt");
}

void TestStopOutcome::onlyAnInterruptOfThatProcessAmends()
{
    QFETCH(QString, trace);
    QCOMPARE(outcomes(kInterrupted + trace.toStdString()),
             std::string{"Interrupt → worker 4720 (SIGINT): exited after 35 ms, exit 1\n"});
}

void TestStopOutcome::interruptTakesThePlaceOfOtherTraces()
{
    const std::string text = outcomes(kTree + R"(
        50  trace 1 OSError before@/src/app/early.py:1
        100 stop 1 user 2@process interrupt:5s
        100 step 1 SIGINT 2 4720 delivered
        110 trace 2 ValueError other@/src/app/log.py:5
        120 trace 3 KeyboardInterrupt work@/src/app/pool.py:33
        130 trace 4 KeyboardInterrupt main@/src/app/main.py:3
        135 exited 2 exit 1
        135 stopped 1)");
    QVERIFY(text.ends_with("; KeyboardInterrupt at pool.py:33 in work\n"));
}

void TestStopOutcome::placeIsInTheUsersOwnCode()
{
    Trace trace;
    QVERIFY(ownFrame(trace) == nullptr);
    trace.frames = {Frame{"wait", "/usr/lib/python3.11/threading.py", 324},
                    Frame{"_find", "<frozen importlib._bootstrap>", 241},
                    Frame{"get", "/home/u/.venv/lib/python3.11/site-packages/x/pool.py", 9},
                    Frame{"run", "/home/u/.pyenv/versions/3.12/lib/python3.12/queue.py", 9},
                    Frame{"work", "/src/app/pool.py", 33},
                    Frame{"main", "/src/app/main.py", 3}};
    QCOMPARE(ownFrame(trace)->function, std::string{"work"});
    trace.frames.resize(3);
    QCOMPARE(ownFrame(trace)->function, std::string{"wait"});
}

void TestStopOutcome::twoStopsGetATraceEach()
{
    QCOMPARE(
        outcomes(kTree + R"(
        100 stop 1 user 2@process interrupt:5s
        100 step 1 SIGINT 2 4720 delivered
        110 stop 2 user 3@process interrupt:5s
        110 step 2 SIGINT 3 4805 delivered
        135 exited 2 exit 1
        135 stopped 1
        140 exited 3 exit 1
        140 stopped 2
        335 trace 1 KeyboardInterrupt a@/src/a.py:1
        336 trace 2 KeyboardInterrupt b@/src/b.py:2)"),
        std::string{"Interrupt → worker 4720 (SIGINT): exited after 35 ms, exit 1\n"
                    "Interrupt → redis-server 4805 (SIGINT): exited after 30 ms, exit 1\n"
                    "amended: Interrupt → worker 4720 (SIGINT): exited after 35 ms, exit 1; "
                    "KeyboardInterrupt at a.py:1 in a\n"
                    "amended: Interrupt → redis-server 4805 (SIGINT): exited after 30 ms, exit 1; "
                    "KeyboardInterrupt at b.py:2 in b\n"});
}

void TestStopOutcome::namesOfOthersAreInert()
{
    const std::string text = outcomes(kTree
                                      + "5 renamed 2 \x1b[31mred\n9 stop 1 user 2@process SIGUSR1\n"
                                        "9 step 1 SIGUSR1 2 4720 delivered\n9 stopped 1\n");
    QCOMPARE(text, std::string{"SIGUSR1 → \\x1b[31mred 4720 (SIGUSR1): delivered to 1 process\n"});
}

} // namespace tw

QTEST_GUILESS_MAIN(tw::TestStopOutcome)
#include "tst_stop_outcome.moc"
