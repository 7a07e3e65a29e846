#include "tests/support/twrun_process.h"

#include <QFile>
#include <QRegularExpression>
#include <QTest>

#include <algorithm>
#include <csignal>

using namespace Qt::StringLiterals;

namespace tw {

/// --workers and --retries: several copies of a command as one run.
class TestTwrunWorkers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eachCopyKnowsItsNumber();
    void theLargestStatusIsTheExitStatus_data();
    void theLargestStatusIsTheExitStatus();
    void whatCannotBeStartedCountsToo();
    void linesOfWorkersAreNotTorn();
    void everyByteOfEveryWorkerArrives();
    void workersReadNothing();
    void aSignalStopsAllWorkers();
    void aTimeoutStopsAllWorkers();
    void aFailedWorkerIsStartedAgain();
    void whoGoesOnFailingIsGivenUp();
    void whoeverWasStoppedIsNotStartedAgain();
    void withoutTheOptionNothingIsReplaced();
};

namespace {

QJsonArray workersOf(const TwrunProcess& twrun)
{
    return twrun.report()[u"workers"_s].toArray();
}

/// "worker/attempt status", in order of the starts.
QStringList startsOf(const TwrunProcess& twrun)
{
    QStringList starts;
    for (const QJsonValue& one : workersOf(twrun)) {
        starts.append(u"%1/%2 %3"_s.arg(one[u"worker"_s].toInt())
                          .arg(one[u"attempt"_s].toInt())
                          .arg(statusText(one[u"status"_s])));
    }
    return starts;
}

} // namespace

void TestTwrunWorkers::eachCopyKnowsItsNumber()
{
    TwrunProcess twrun;
    QVERIFY(twrun.run({u"--workers"_s,
                       u"3"_s,
                       u"sh"_s,
                       u"-c"_s,
                       u"echo $0 $1 $TREEWARDEN_WORKER"_s,
                       u"a{worker}b{worker}"_s,
                       u"{worker}"_s}));
    QCOMPARE(twrun.exitCode(), 0);
    QList<QByteArray> lines = twrun.output().split('\n');
    std::sort(lines.begin(), lines.end());
    QCOMPARE(lines, (QList<QByteArray>{"", "a0b0 0 0", "a1b1 1 1", "a2b2 2 2"}));
    QCOMPARE(startsOf(twrun), (QStringList{u"0/1 exit 0"_s, u"1/1 exit 0"_s, u"2/1 exit 0"_s}));
    QCOMPARE(workersOf(twrun)[1][u"key"_s].toInt(),
             twrun.processesWith(u"a1b1"_s)[0][u"key"_s].toInt());
}

void TestTwrunWorkers::theLargestStatusIsTheExitStatus_data()
{
    QTest::addColumn<QString>("script");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("status");
    QTest::newRow("codes") << u"exit {worker}"_s << 2 << u"exit 2"_s;
    QTest::newRow("signal") << u"[ {worker} = 1 ] && kill -TERM $$; exit 3"_s << 143
                            << u"signal 15"_s;
    QTest::newRow("code above a signal")
        << u"[ {worker} = 1 ] && kill -KILL $$; exit 200"_s << 200 << u"exit 200"_s;
}

void TestTwrunWorkers::theLargestStatusIsTheExitStatus()
{
    QFETCH(QString, script);
    TwrunProcess twrun;
    QVERIFY(twrun.run({u"--workers"_s, u"3"_s, u"sh"_s, u"-c"_s, script}));
    QTEST(twrun.exitCode(), "code");
    QTEST(statusText(twrun.report()[u"status"_s]), "status");
}

void TestTwrunWorkers::whatCannotBeStartedCountsToo()
{
    TwrunProcess none;
    QVERIFY(none.run({u"--workers"_s, u"3"_s, u"no-such-command"_s}));
    QCOMPARE(none.exitCode(), 127);
    QCOMPARE(none.errors().count('\n'), 1);
    QCOMPARE(none.report()[u"error"_s].toString().isEmpty(), false);

    TwrunProcess some;
    QVERIFY(QFile::link(u"/bin/true"_s, some.folder() + u"/program-1"_s));
    QVERIFY(some.run({u"--workers"_s, u"2"_s, some.folder() + u"/program-{worker}"_s}));
    QCOMPARE(some.exitCode(), 127);
    QVERIFY2(some.errors().contains("program-0"), some.errors().constData());
    QCOMPARE(startsOf(some), (QStringList{u"0/1 unknown"_s, u"1/1 exit 0"_s}));
    QVERIFY(some.report()[u"status"_s].isNull());
}

void TestTwrunWorkers::linesOfWorkersAreNotTorn()
{
    TwrunProcess twrun;
    // Each line in three writes, from four processes at once.
    QVERIFY(
        twrun.run({u"--workers"_s,
                   u"4"_s,
                   u"/usr/bin/python3"_s,
                   u"-c"_s,
                   u"import os\n"
                   "for i in range(400):\n"
                   "    for part in (b'<{worker} ', b'x' * 900, b'>\\n'): os.write(1, part)\n"_s}));
    QCOMPARE(twrun.exitCode(), 0);
    QList<QByteArray> lines = twrun.output().split('\n');
    QCOMPARE(lines.takeLast(), QByteArray{});
    QCOMPARE(lines.size(), 1600);
    for (const QByteArray& line : lines) {
        QVERIFY2(line.size() == 904 && line.startsWith('<') && line.endsWith("x>"),
                 line.constData());
    }
}

void TestTwrunWorkers::everyByteOfEveryWorkerArrives()
{
    TwrunProcess twrun;
    QVERIFY(twrun.run(
        {u"--workers"_s,
         u"3"_s,
         u"sh"_s,
         u"-c"_s,
         u"head -c 1000000 /dev/zero | tr '\\0' {worker}; printf '\\nend{worker}' >&2"_s}));
    for (const char digit : {'0', '1', '2'}) {
        QCOMPARE(twrun.output().count(digit), 1'000'000);
        QVERIFY(twrun.errors().contains(QByteArray{QByteArray{"end"} + digit}));
    }
    QCOMPARE(twrun.output().size(), 3'000'000);
    QCOMPARE(twrun.errors().size(), 15);
}

void TestTwrunWorkers::workersReadNothing()
{
    TwrunProcess twrun;
    twrun.setInput("words\n");
    QVERIFY(twrun.run({u"--workers"_s, u"2"_s, u"wc"_s, u"-c"_s}));
    QCOMPARE(twrun.output(), QByteArray{"0\n0\n"});
    TwrunProcess alone;
    alone.setInput("words\n");
    QVERIFY(alone.run({u"--workers"_s, u"1"_s, u"wc"_s, u"-c"_s}));
    QCOMPARE(alone.output(), QByteArray{"6\n"});
}

void TestTwrunWorkers::aSignalStopsAllWorkers()
{
    TwrunProcess twrun;
    QVERIFY(twrun.start({u"--workers"_s,
                         u"3"_s,
                         u"--retries"_s,
                         u"5"_s,
                         u"--stop"_s,
                         u"interrupt:1h,kill"_s,
                         u"sh"_s,
                         u"-c"_s,
                         u"trap 'echo CAUGHT' INT; echo READY; while :; do sleep 0.05; done"_s}));
    QVERIFY(twrun.waitForOutput("READY", 3));
    twrun.signal(SIGINT);
    QVERIFY(twrun.waitForOutput("CAUGHT", 3));
    twrun.signal(SIGINT);
    QVERIFY(twrun.waitForEnd());
    QCOMPARE(twrun.exitCode(), 137);
    QCOMPARE(twrun.output().count("CAUGHT"), 3);
    QCOMPARE(startsOf(twrun),
             (QStringList{u"0/1 signal 9"_s, u"1/1 signal 9"_s, u"2/1 signal 9"_s}));
    QCOMPARE(twrun.report()[u"stops"_s].toArray().size(), 3);
}

void TestTwrunWorkers::aTimeoutStopsAllWorkers()
{
    TwrunProcess twrun;
    QVERIFY(twrun.run({u"--workers"_s,
                       u"3"_s,
                       u"--retries"_s,
                       u"5"_s,
                       u"--timeout"_s,
                       u"500ms"_s,
                       u"sh"_s,
                       u"-c"_s,
                       u"[ {worker} = 0 ] || exec sleep 315"_s}));
    QCOMPARE(twrun.exitCode(), 124);
    QCOMPARE(startsOf(twrun), (QStringList{u"0/1 exit 0"_s, u"1/1 signal 2"_s, u"2/1 signal 2"_s}));
}

void TestTwrunWorkers::aFailedWorkerIsStartedAgain()
{
    TwrunProcess twrun;
    // Fails the first time only, as a marker says.
    QVERIFY(twrun.run({u"--workers"_s,
                       u"2"_s,
                       u"--retries"_s,
                       u"3"_s,
                       u"sh"_s,
                       u"-c"_s,
                       u"[ {worker} = 0 ] || mkdir '%1/seen' 2>/dev/null || exit 0; "
                       "[ {worker} = 0 ] || exit 4"_s.arg(twrun.folder())}));
    QCOMPARE(twrun.exitCode(), 0);
    QCOMPARE(startsOf(twrun), (QStringList{u"0/1 exit 0"_s, u"1/1 exit 4"_s, u"1/2 exit 0"_s}));
    QCOMPARE(twrun.errors(),
             QByteArray{"twrun: worker 1: sh failed (exit 4); starting it again, 1 of 3\n"});
    QCOMPARE(statusText(twrun.report()[u"status"_s]), u"exit 0"_s);
}

void TestTwrunWorkers::whoGoesOnFailingIsGivenUp()
{
    TwrunProcess twrun;
    QVERIFY(twrun.run(
        {u"--quiet"_s, u"--retries"_s, u"2"_s, u"sh"_s, u"-c"_s, u"echo again; exit 5"_s}));
    QCOMPARE(twrun.exitCode(), 5);
    QCOMPARE(twrun.output(), QByteArray{"again\nagain\nagain\n"});
    QCOMPARE(twrun.errors(), QByteArray{});
    QCOMPARE(startsOf(twrun), (QStringList{u"0/1 exit 5"_s, u"0/2 exit 5"_s, u"0/3 exit 5"_s}));
    QCOMPARE(twrun.processes().size(), 3);
}

void TestTwrunWorkers::whoeverWasStoppedIsNotStartedAgain()
{
    TwrunProcess twrun;
    QVERIFY(
        twrun.start({u"--retries"_s, u"9"_s, u"sh"_s, u"-c"_s, u"echo READY; exec sleep 316"_s}));
    QVERIFY(twrun.waitForOutput("READY"));
    twrun.signal(SIGTERM);
    QVERIFY(twrun.waitForEnd());
    QCOMPARE(twrun.exitCode(), 130);
    QCOMPARE(startsOf(twrun), QStringList{u"0/1 signal 2"_s});
}

void TestTwrunWorkers::withoutTheOptionNothingIsReplaced()
{
    TwrunProcess twrun;
    QVERIFY(twrun.run({u"sh"_s, u"-c"_s, u"echo \"$0 <$TREEWARDEN_WORKER>\""_s, u"{worker}"_s}));
    QCOMPARE(twrun.output(), QByteArray{"{worker} <>\n"});
    QCOMPARE(startsOf(twrun), QStringList{u"0/1 exit 0"_s});
}

} // namespace tw

QTEST_GUILESS_MAIN(tw::TestTwrunWorkers)
#include "tst_twrun_workers.moc"
