#include "tests/ui/fake_log.h"
#include "ui/models/log_search.h"

#include <QSignalSpy>
#include <QTest>

using namespace tw;

namespace {

QString matchesOf(const LogSearch& search)
{
    QStringList rows;
    for (const std::uint64_t row : search.matches())
        rows += QString::number(row);
    return rows.join(u' ');
}

/// Answers and turns the loop until `search` has seen everything.
bool finish(FakeLog& log, const LogSearch& search)
{
    return QTest::qWaitFor([&log, &search] {
        log.answerAll();
        return search.isDone() && log.asked.empty();
    });
}

} // namespace

class LogModelTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void linesOfAllLaunchesAndRecordsStandInOrder()
    {
        FakeLog log;
        QSignalSpy resets(&log.model, &LogModel::rowsReset);
        log.launch(1, {"pytest", "-n", "4"});
        log.launch(2, {"/usr/bin/python3", "-u", "src/workers.py"});
        log.write(1, {"one", "!two"});
        log.write(2, {"three"});
        log.record(1, QStringLiteral("Interrupt → pytest 4001"));
        log.write(1, {"four"});
        QCOMPARE(log.text(), QStringLiteral("…\n…\n…\n-- Interrupt → pytest 4001\n…\n"));
        QCOMPARE(log.fetchedText(),
                 QStringLiteral("pytest: one\n"
                                "pytest: two\n"
                                "workers.py: three\n"
                                "-- Interrupt → pytest 4001\n"
                                "pytest: four\n"));
        QCOMPARE(resets.count(), 0);
    }

    void filterByLaunchIsOneReset()
    {
        FakeLog log;
        QSignalSpy resets(&log.model, &LogModel::rowsReset);
        log.launch(1, {"a"});
        log.launch(2, {"b"});
        log.write(1, {"one"});
        log.write(2, {"two"});
        log.model.setLaunch(LaunchId{2});
        log.model.setLaunch(LaunchId{2});
        log.write(1, {"three"});
        log.write(2, {"four"});
        log.record(1, QStringLiteral("of the other"));
        QCOMPARE(log.fetchedText(), QStringLiteral("b: two\nb: four\n"));
        QCOMPARE(resets.count(), 1);
        log.model.setLaunch({});
        QCOMPARE(log.model.rowCount(), 5U);
    }

    void filterByStreamComesAsLinesAreLookedThrough()
    {
        FakeLog log;
        log.launch(1, {"a"});
        log.write(1, {"one", "!two", "three", "!four"});
        log.record(1, QStringLiteral("record"));
        log.model.setStream(OutputStream::Stderr);
        QCOMPARE(log.model.rowCount(), 0U);
        QTRY_COMPARE((log.answerAll(), log.model.rowCount()), 3U);
        QCOMPARE(log.fetchedText(), QStringLiteral("a: two\na: four\n-- record\n"));
        log.write(1, {"five", "!six"});
        QTRY_COMPARE((log.answerAll(), log.model.rowCount()), 4U);
        QCOMPARE(log.fetchedText(), QStringLiteral("a: two\na: four\n-- record\na: six\n"));
        log.model.setStream({});
        QCOMPARE(log.model.rowCount(), 7U);
    }

    void growingLineIsFetchedAgain()
    {
        FakeLog log;
        log.launch(1, {"a"});
        log.write(1, {"one", "tw"});
        QCOMPARE(log.fetchedText(), QStringLiteral("a: one\na: tw\n"));
        QSignalSpy changed(&log.model, &LogModel::rowsChanged);
        log.grow(1, "o");
        QCOMPARE(changed.count(), 1);
        QCOMPARE(changed.first().first().toULongLong(), 1U);
        QCOMPARE(log.fetchedText(), QStringLiteral("a: one\na: two\n"));
    }

    void lookingAtTheEndOfALongLogFetchesOnePage()
    {
        FakeLog log;
        log.launch(1, {"a"});
        log.flood(1, 1'000'000, "x");
        for (std::uint64_t row = 999'990; row < 1'000'000; ++row)
            (void)log.model.row(row);
        QCOMPARE(log.askedEver, 1U);
        QCOMPARE(log.asked.front().first, 999'936U);
        QCOMPARE(log.asked.front().count, 64U);
    }

    void linesOfATraceKnowIt()
    {
        FakeLog log;
        log.launch(1, {"a"});
        log.write(1, {"one", "!Traceback", "two", "!ValueError", "!three"});
        Trace trace;
        trace.type = "ValueError";
        trace.firstLine = 1;
        trace.lastLine = 2;
        log.find(1, OutputStream::Stderr, trace);
        (void)log.fetchedText();
        QStringList marked;
        for (std::uint64_t row = 0; row < log.model.rowCount(); ++row)
            marked += QString::number(log.model.row(row).trace != nullptr);
        QCOMPARE(marked.join(u' '), QStringLiteral("0 1 0 1 0"));
    }

    void stopIsARecordAndItsTraceAmendsIt()
    {
        FakeLog log;
        log.launch(1, {"a"});
        log.launch(2, {"worker"});
        log.write(1, {"one"});
        QSignalSpy added(&log.model, &LogModel::recordAdded);
        log.say(StopBegan{StopId{1},
                          ProcessKey{2},
                          {{SignalNumber{2}, StopScope::Process, {}}},
                          StopReason::User});
        log.say(StepTaken{
            StopId{1}, SignalNumber{2}, ProcessKey{2}, Pid{4002}, StepResult::Delivered, {}});
        log.say(TreeEvent(Exited{ProcessKey{2}, WaitStatus::exited(1), {}, {}}));
        log.say(StopEnded{StopId{1}, {}});
        QCOMPARE(added.count(), 1);
        QCOMPARE(
            log.fetchedText(),
            QStringLiteral("a: one\n"
                           "-- Interrupt → worker 4002 (SIGINT): exited after 2.0 s, exit 1\n"));

        Trace trace;
        trace.runtime = "python";
        trace.type = "KeyboardInterrupt";
        trace.frames = {{"work", "/src/pool.py", 33, 0}};
        log.say(TraceFound{TraceId{1}, LaunchId{2}, OutputStream::Stderr, ProcessKey{2}, trace});
        QCOMPARE(added.count(), 2);
        QCOMPARE(log.model.rowCount(), 2U);
        const LogRecord* record = log.model.row(1).record;
        QCOMPARE(record->text,
                 QStringLiteral("Interrupt → worker 4002 (SIGINT): exited after 2.0 s, exit 1; "
                                "KeyboardInterrupt at pool.py:33 in work"));
        QCOMPARE(record->link->file, QStringLiteral("/src/pool.py"));
        log.model.setLaunch(LaunchId{2});
        QCOMPARE(log.model.rowCount(), 1U);
    }

    void recordGoesBelowTheTraceThatExplainsIt()
    {
        FakeLog log;
        log.launch(1, {"worker"});
        log.write(1, {"one"});
        log.say(StopBegan{StopId{1},
                          ProcessKey{1},
                          {{SignalNumber{2}, StopScope::Process, {}}},
                          StopReason::User});
        log.say(StepTaken{
            StopId{1}, SignalNumber{2}, ProcessKey{1}, Pid{4001}, StepResult::Delivered, {}});
        log.write(1, {"!Traceback"});
        log.say(TreeEvent(Exited{ProcessKey{1}, WaitStatus::exited(1), {}, {}}));
        log.say(StopEnded{StopId{1}, {}});
        log.write(1, {"!  frame", "other", "!KeyboardInterrupt", "!more"}, {});
        Trace trace;
        trace.runtime = "python";
        trace.type = "KeyboardInterrupt";
        trace.frames = {{"work", "/src/pool.py", 33, 0}};
        trace.firstLine = 1;
        trace.lastLine = 3;
        log.say(TraceFound{TraceId{1}, LaunchId{1}, OutputStream::Stderr, ProcessKey{1}, trace});
        // The end of the trace is known once its lines are here.
        log.answerAll();
        QCOMPARE(log.fetchedText(),
                 QStringLiteral("worker: one\n"
                                "worker: Traceback\n"
                                "worker:   frame\n"
                                "worker: other\n"
                                "worker: KeyboardInterrupt\n"
                                "-- Interrupt → worker 4001 (SIGINT): exited after 3.0 s, exit 1; "
                                "KeyboardInterrupt at pool.py:33 in work\n"
                                "worker: more\n"));
    }

    void newRecordOfTheAgentStartsEmpty()
    {
        FakeLog log;
        log.launch(1, {"a"});
        log.write(1, {"one"});
        log.record(1, QStringLiteral("r"));
        log.model.clear();
        QCOMPARE(log.model.rowCount(), 0U);
        log.write(1, {"two"});
        QCOMPARE(log.model.rowCount(), 2U);
    }

    void searchFindsEveryMatchAcrossPages()
    {
        FakeLog log;
        log.launch(1, {"a"});
        log.write(1, {"a Needle"});
        log.flood(1, 1000, "hay");
        log.write(1, {"\x1b[31mnee\x1b[0mdle"});
        log.record(1, QStringLiteral("no match here"));
        log.record(1, QStringLiteral("the needle of ours"));
        LogSearch search(log.model);
        search.start(QStringLiteral("needle"), Qt::CaseInsensitive);
        QVERIFY(!search.isDone());
        QVERIFY(finish(log, search));
        QCOMPARE(matchesOf(search), QStringLiteral("0 1001 1003"));
        QCOMPARE(search.percentDone(), 100);
        search.start(QStringLiteral("Needle"), Qt::CaseSensitive);
        QVERIFY(finish(log, search));
        QCOMPARE(matchesOf(search), QStringLiteral("0"));
    }

    void searchGoesOnAsTheLogGrows()
    {
        FakeLog log;
        log.launch(1, {"a"});
        log.write(1, {"x", "nee"});
        LogSearch search(log.model);
        search.start(QStringLiteral("needle"), Qt::CaseInsensitive);
        QVERIFY(finish(log, search));
        QCOMPARE(matchesOf(search), QString());
        log.grow(1, "dle");
        log.write(1, {"needle"});
        QVERIFY(finish(log, search));
        QCOMPARE(matchesOf(search), QStringLiteral("1 2"));
    }

    void filterStartsTheSearchAnew()
    {
        FakeLog log;
        log.launch(1, {"a"});
        log.launch(2, {"b"});
        log.write(1, {"needle", "needle"});
        log.write(2, {"needle"});
        LogSearch search(log.model);
        search.start(QStringLiteral("needle"), Qt::CaseInsensitive);
        QVERIFY(finish(log, search));
        QCOMPARE(matchesOf(search), QStringLiteral("0 1 2"));
        log.model.setLaunch(LaunchId{2});
        QVERIFY(finish(log, search));
        QCOMPARE(matchesOf(search), QStringLiteral("0"));
    }

    void searchWrapsAround()
    {
        FakeLog log;
        log.launch(1, {"a"});
        log.write(1, {"-", "needle", "-", "needle", "-"});
        LogSearch search(log.model);
        QVERIFY(!search.next(0));
        search.start(QStringLiteral("needle"), Qt::CaseInsensitive);
        QVERIFY(finish(log, search));
        QCOMPARE(search.next(1), std::optional<std::uint64_t>(3));
        QCOMPARE(search.next(3), std::optional<std::uint64_t>(1));
        QCOMPARE(search.previous(1), std::optional<std::uint64_t>(3));
        QCOMPARE(search.previous(4), std::optional<std::uint64_t>(3));
        QCOMPARE(search.ordinal(3), std::optional<std::size_t>(2));
        QCOMPARE(search.ordinal(2), std::optional<std::size_t>());
    }

    void cancelledSearchAsksNoMore()
    {
        FakeLog log;
        log.launch(1, {"a"});
        log.flood(1, 10'000, "needle");
        LogSearch search(log.model);
        search.start(QStringLiteral("needle"), Qt::CaseInsensitive);
        QTRY_VERIFY(!log.asked.empty());
        search.cancel();
        log.answerAll();
        QCoreApplication::processEvents();
        QVERIFY(log.asked.empty());
        QVERIFY(search.matches().empty());
        QVERIFY(!search.isActive());
    }
};

QTEST_GUILESS_MAIN(LogModelTest)
#include "tst_log_model.moc"
