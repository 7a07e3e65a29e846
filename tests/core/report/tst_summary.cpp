#include "core/report/summary.h"
#include "tests/support/event_script.h"
#include "tests/support/fake_clock.h"
#include "tests/support/print_values.h"

namespace tw {

namespace {

std::string summaryOf(std::string_view script)
{
    RunRecord record;
    const auto events = parseEvents(script).value();
    for (const Event& event : events) {
        record.add(event);
    }
    return summaryText(record);
}

} // namespace

/// What twrun says at the end.
class TestSummary : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void goodRunTakesFourLines();
    void everythingThatWentWrongIsNamed();
    void longListsAreCutWithACount();
    void sampledTrackingSaysWhyAndWhatThatMeans();
    void hostileNamesAreInert();
    void commandThatCouldNotBeStartedTakesTwoLines();
    void whoHoldsAStreamThatNobodyReadsIsNamed();
    void aTimeoutIsNamed();
};

void TestSummary::goodRunTakesFourLines()
{
    QCOMPARE(
        summaryOf("0 launched 1 10 make -j4\n41000 exited 1 exit 0\n41001 finished 1 exit 0\n"),
        std::string{"  command    make -j4\n"
                    "  ended      exit 0 after 41 s\n"
                    "  processes  1\n"
                    "  tracking   exact\n"});
}

void TestSummary::everythingThatWentWrongIsNamed()
{
    QCOMPARE(
        summaryOf(R"(
        0     launched 1 4711 pytest -n 8
        1     renamed 1 pytest
        2     forked 2 4720 by 1
        2     renamed 2 gw0
        3     forked 3 4805 by 1
        3     renamed 3 redis
        9     lost 12 connector
        1000  stop 1 user 1 interrupt:5s
        1000  step 1 SIGINT 1 4711 delivered
        1100  trace 1 by 1 KeyboardInterrupt wait@/usr/lib/python3/x.py:1 work@/src/app/pool.py:33
        1100  exited 2 SIGKILL
        1200  exited 1 exit 2
        6000  stopped 1 3 4805 ignores SIGINT
        6001  finished 1 exit 2 leaked 3)"),
        std::string{
            "  command    pytest -n 8\n"
            "  ended      exit 2 after 1.2 s\n"
            "  processes  3, 2 failed\n"
            "               pytest 4711: exit 2\n"
            "               gw0 4720: SIGKILL (9)\n"
            "  leaked     1 process outlived the command\n"
            "               redis 4805: running\n"
            "  stop       Interrupt Tree → pytest 4711 (SIGINT): 2 processes ended after 5.0 s; "
            "1 survivor: redis 4805 (ignores SIGINT); KeyboardInterrupt at pool.py:33 in work\n"
            "  trace      KeyboardInterrupt at pool.py:33 in work (pytest 4711, stderr)\n"
            "  tracking   exact\n"
            "  lost       12 kernel events; a scan of all processes followed\n"});
}

void TestSummary::longListsAreCutWithACount()
{
    std::string script = "0 launched 1 10 sh\n";
    for (int key = 2; key <= 20; ++key) {
        script += "1 forked " + std::to_string(key) + " 99 by 1\n2 exited " + std::to_string(key)
                  + " exit 1\n" + "2 trace " + std::to_string(key) + " E f@/src/a.py:1\n";
    }
    const std::string summary = summaryOf(script);
    QVERIFY(summary.find("  processes  20, 19 failed\n") != std::string::npos);
    QVERIFY(summary.find("               and 9 more\n") != std::string::npos);
    QVERIFY(summary.find("             and 9 more\n  tracking") != std::string::npos);
}

void TestSummary::sampledTrackingSaysWhyAndWhatThatMeans()
{
    Launched launched;
    launched.launch = LaunchId{1};
    launched.key = ProcessKey{1};
    launched.tracking = TrackingMode::Sampled;
    launched.trackingReason = "the proc connector is not permitted";
    RunRecord record;
    record.add(Event{1, FakeClock::kStart, TreeEvent{launched}});
    QVERIFY(summaryText(record).ends_with("  tracking   sampled: the proc connector is not "
                                          "permitted; processes that lived only briefly may "
                                          "be missing\n"));
}

void TestSummary::hostileNamesAreInert()
{
    Launched launched;
    launched.launch = LaunchId{1};
    launched.key = ProcessKey{1};
    launched.command = {"sh", "\x1b[2J", std::string(500, 'x')};
    Trace trace;
    trace.type = "Error";
    trace.message = "first \x1b]52;c;x\x07\nsecond";
    RunRecord record;
    record.add(Event{1, FakeClock::kStart, TreeEvent{launched}});
    record.add(Event{2,
                     FakeClock::kStart,
                     TraceFound{TraceId{1}, LaunchId{1}, OutputStream::Stderr, {}, trace}});
    const std::string summary = summaryText(record);
    QCOMPARE(summary.find('\x1b'), std::string::npos);
    QVERIFY(summary.find("  command    sh '\\x1b[2J' xxx") != std::string::npos);
    QVERIFY(summary.find("…\n  ended") != std::string::npos);
    QVERIFY(summary.find("  trace      Error: first \\x1b]52;c;x\\x07 (stderr)\n")
            != std::string::npos);
}

void TestSummary::commandThatCouldNotBeStartedTakesTwoLines()
{
    RunRecord record;
    record.launchFailed({FakeClock::kStart, {"no-such", "-v"}, "/src", "cannot find \x1b[1m"});
    QCOMPARE(summaryText(record),
             std::string{"  command    no-such -v\n"
                         "  failed     cannot find \\x1b[1m\n"});
}

void TestSummary::whoHoldsAStreamThatNobodyReadsIsNamed()
{
    RunRecord record;
    const auto events
        = parseEvents(
              "0 launched 1 10 sh\n1 forked 2 11 by 1\n1 renamed 2 sleep\n9 exited 1 exit 0\n")
              .value();
    for (const Event& event : events) {
        record.add(event);
    }
    for (const OutputStream stream : {OutputStream::Stdout, OutputStream::Stderr}) {
        record.add(
            Event{9, FakeClock::kStart, StreamEnded{LaunchId{1}, stream, {Pid{10}, Pid{11}}}});
    }
    QVERIFY(
        summaryText(record).find("  left       sleep 11 still holds stdout and stderr: its next "
                                 "write there fails (SIGPIPE)\n")
        != std::string::npos);
}

void TestSummary::aTimeoutIsNamed()
{
    RunRecord record;
    record.add(
        Event{1, FakeClock::kStart, StopBegan{StopId{1}, ProcessKey{1}, {}, StopReason::Idle}});
    QVERIFY(summaryText(record).find("  timed out  nothing was written for too long\n")
            != std::string::npos);
}

} // namespace tw

QTEST_GUILESS_MAIN(tw::TestSummary)
#include "tst_summary.moc"
