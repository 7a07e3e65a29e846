#include "tests/support/pty_session.h"
#include "tests/support/twrun_process.h"

#include <QDeadlineTimer>
#include <QRegularExpression>
#include <QTest>

#include <csignal>

#include <unistd.h>

using namespace Qt::StringLiterals;

namespace tw {

/// Ends that nobody asked for by a signal: --timeout, --idle-timeout; and the time that does not
/// count while twrun is suspended.
class TestTwrunTimeout : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aTimeoutStopsTheTreeAndIsReported_data();
    void aTimeoutStopsTheTreeAndIsReported();
    void silenceOfTheWholeTreeIsATimeoutToo();
    void whoeverWritesKeepsTheTreeFromBeingIdle();
    void aSlowReaderIsNoSilence();
    void theLadderOfATimeoutIsItsOwn();
    void aSignalDuringATimeoutGoesToTheNextStepAtOnce();
    void aTimeoutAlsoCountsWhileLeftProcessesAreWaitedFor();
    void leftProcessesAreWaitedForWhereAsked();
    void aTimeoutThatComesTooLateIsNone();
    void suspendedTimeDoesNotCount();
    void whoWasStoppedBeforeStaysStopped();
    void theWaitOfAStepIsSuspendedToo();
};

namespace {

/// The number behind `word` in what was written; 0 where it is not there.
int numberAfter(const QByteArray& output, const QString& word)
{
    const QRegularExpression pattern{QRegularExpression::escape(word) + u"(\\d+)\\s"_s};
    return pattern.match(QString::fromUtf8(output)).captured(1).toInt();
}

bool becomes(qint64 pid, const QByteArray& states)
{
    const QDeadlineTimer deadline{30'000};
    while (!deadline.hasExpired()) {
        if (states.contains(processState(static_cast<int>(pid)))) {
            return true;
        }
        QTest::qWait(5);
    }
    return false;
}

QJsonObject stopOf(const TwrunProcess& twrun)
{
    return twrun.report()[u"stops"_s][0].toObject();
}

} // namespace

void TestTwrunTimeout::aTimeoutStopsTheTreeAndIsReported_data()
{
    QTest::addColumn<unsigned>("user");
    QTest::newRow("as we are") << 0U;
    QTest::newRow("ordinary user") << TwrunProcess::kOrdinaryUser;
}

void TestTwrunTimeout::aTimeoutStopsTheTreeAndIsReported()
{
    QFETCH(unsigned, user);
    if (user != 0 && ::getuid() != 0) {
        QSKIP("only root can become another user");
    }
    TwrunProcess twrun;
    if (user != 0) {
        twrun.setUser(user);
    }
    QVERIFY(twrun.run({u"--timeout"_s,
                       u"300ms"_s,
                       u"--summary"_s,
                       u"sh"_s,
                       u"-c"_s,
                       u"setsid -f sleep 310; sleep 311; exit 3"_s}));
    QCOMPARE(twrun.exitCode(), 124);
    QVERIFY2(twrun.errors().contains("twrun: timed out after 0.3 s; stopping"),
             twrun.errors().constData());
    QVERIFY2(twrun.errors().contains("the run took too long"), twrun.errors().constData());
    QCOMPARE(twrun.report()[u"timed_out"_s].toString(), u"timeout"_s);
    QCOMPARE(stopOf(twrun)[u"reason"_s].toString(), u"timeout"_s);
    QCOMPARE(stopOf(twrun)[u"action"_s].toString(), u"interrupt"_s);
    QCOMPARE(stopOf(twrun)[u"survivors"_s].toArray().size(), 0);
    QCOMPARE(twrun.processesOf(u"sleep"_s).size(), 2);
    for (const QJsonObject& process : twrun.processesOf(u"sleep"_s)) {
        QCOMPARE(statusText(process[u"status"_s]), u"signal 2"_s);
    }
}

void TestTwrunTimeout::silenceOfTheWholeTreeIsATimeoutToo()
{
    TwrunProcess twrun;
    QVERIFY(
        twrun.run({u"--idle-timeout"_s, u"300ms"_s, u"sh"_s, u"-c"_s, u"echo one; sleep 312"_s}));
    QCOMPARE(twrun.exitCode(), 124);
    QCOMPARE(twrun.output(), QByteArray{"one\n"});
    QCOMPARE(twrun.errors(), QByteArray{"twrun: nothing was written for 0.3 s; stopping\n"});
    QCOMPARE(twrun.report()[u"timed_out"_s].toString(), u"idle"_s);
    QCOMPARE(stopOf(twrun)[u"reason"_s].toString(), u"idle"_s);
}

void TestTwrunTimeout::whoeverWritesKeepsTheTreeFromBeingIdle()
{
    TwrunProcess twrun;
    // Neither the root nor stdout: a grandchild, in a session of its own, to stderr.
    QVERIFY(twrun.run({u"--idle-timeout"_s,
                       u"1500ms"_s,
                       u"sh"_s,
                       u"-c"_s,
                       u"setsid sh -c 'for i in 1 2 3 4 5 6 7 8 9 10; do sleep 0.3; "
                       "echo $i >&2; done'; exit 4"_s}));
    QCOMPARE(twrun.exitCode(), 4);
    QVERIFY(twrun.report()[u"timed_out"_s].isNull());
}

void TestTwrunTimeout::aSlowReaderIsNoSilence()
{
    TwrunProcess twrun;
    // Nobody reads for longer than the limit: the tree cannot write, however much it wants to.
    QVERIFY(
        twrun.run({u"sh"_s,
                   u"-c"_s,
                   u"'%1/twrun' --idle-timeout 500ms sh -c 'head -c 8000000 /dev/zero; echo DONE "
                   ">&2' | (sleep 2; wc -c)"_s.arg(twrun.folder())}));
    QCOMPARE(twrun.output(), QByteArray{"8000000\n"});
    QCOMPARE(twrun.errors(), QByteArray{"DONE\n"});
}

void TestTwrunTimeout::theLadderOfATimeoutIsItsOwn()
{
    TwrunProcess twrun;
    QVERIFY(twrun.run({u"--timeout"_s,
                       u"200ms"_s,
                       u"--on-timeout"_s,
                       u"SIGUSR1:20s,kill"_s,
                       u"--stop"_s,
                       u"kill"_s,
                       u"sh"_s,
                       u"-c"_s,
                       u"trap 'echo ASKED; exit 0' USR1; while :; do sleep 0.05; done"_s}));
    QCOMPARE(twrun.exitCode(), 124);
    QCOMPARE(twrun.output(), QByteArray{"ASKED\n"});
    QCOMPARE(statusText(twrun.report()[u"status"_s]), u"exit 0"_s);
    QCOMPARE(stopOf(twrun)[u"action"_s].toString(), u"SIGUSR1"_s);
}

void TestTwrunTimeout::aSignalDuringATimeoutGoesToTheNextStepAtOnce()
{
    TwrunProcess twrun;
    QVERIFY(twrun.start({u"--timeout"_s,
                         u"200ms"_s,
                         u"--on-timeout"_s,
                         u"interrupt:1h,kill"_s,
                         u"sh"_s,
                         u"-c"_s,
                         u"trap 'echo CAUGHT' INT; while :; do sleep 0.05; done"_s}));
    QVERIFY(twrun.waitForOutput("CAUGHT"));
    twrun.signal(SIGINT);
    QVERIFY(twrun.waitForEnd());
    QCOMPARE(twrun.exitCode(), 124);
    QCOMPARE(twrun.output(), QByteArray{"CAUGHT\n"});
    QCOMPARE(statusText(twrun.report()[u"status"_s]), u"signal 9"_s);
    QCOMPARE(twrun.report()[u"stops"_s].toArray().size(), 1);
}

void TestTwrunTimeout::aTimeoutAlsoCountsWhileLeftProcessesAreWaitedFor()
{
    TwrunProcess twrun;
    QVERIFY(twrun.run({u"--leaks"_s,
                       u"wait"_s,
                       u"--timeout"_s,
                       u"700ms"_s,
                       u"sh"_s,
                       u"-c"_s,
                       u"setsid -f sleep 313; exit 5"_s}));
    QCOMPARE(twrun.exitCode(), 124);
    QCOMPARE(twrun.report()[u"timed_out"_s].toString(), u"timeout"_s);
    QCOMPARE(statusText(twrun.report()[u"status"_s]), u"exit 5"_s);
    QCOMPARE(statusText(twrun.processesOf(u"sleep"_s).value(0)[u"status"_s]), u"signal 2"_s);
}

void TestTwrunTimeout::leftProcessesAreWaitedForWhereAsked()
{
    TwrunProcess twrun;
    QVERIFY(twrun.run({u"--leaks"_s,
                       u"wait"_s,
                       u"sh"_s,
                       u"-c"_s,
                       u"setsid -f sh -c 'sleep 1; echo LATER; exit 7'; exit 5"_s}));
    QCOMPARE(twrun.exitCode(), 5);
    QCOMPARE(twrun.output(), QByteArray{"LATER\n"});
    QCOMPARE(twrun.errors(), QByteArray{});
    QCOMPARE(twrun.report()[u"stops"_s].toArray().size(), 0);
    const auto left = twrun.processesWith(u"LATER"_s);
    QVERIFY(left.last()[u"leaked"_s].toBool());
    QCOMPARE(statusText(left.last()[u"status"_s]), u"exit 7"_s);
}

void TestTwrunTimeout::aTimeoutThatComesTooLateIsNone()
{
    for (const auto& duration : {u"1h"_s, u"0"_s}) {
        TwrunProcess twrun;
        QVERIFY(twrun.run({u"--timeout"_s, duration, u"sh"_s, u"-c"_s, u"exit 3"_s}));
        QCOMPARE(twrun.exitCode(), 3);
        QVERIFY(twrun.report()[u"timed_out"_s].isNull());
    }
}

void TestTwrunTimeout::suspendedTimeDoesNotCount()
{
    TwrunProcess twrun;
    QVERIFY(twrun.start({u"--timeout"_s,
                         u"1500ms"_s,
                         u"sh"_s,
                         u"-c"_s,
                         u"setsid -f sh -c 'echo FAR=$$; exec sleep 314'; echo ROOT=$$; sleep 0.5; "
                         "exit 7"_s}));
    QVERIFY(twrun.waitForOutput("ROOT=") && twrun.waitForOutput("FAR=")
            && twrun.waitForOutput("\n", 2));
    const int root = numberAfter(twrun.output(), u"ROOT="_s);
    const int far = numberAfter(twrun.output(), u"FAR="_s);
    twrun.signal(SIGTSTP);
    QVERIFY(becomes(twrun.pid(), "T"));
    QCOMPARE(processState(root), 'T');
    QCOMPARE(processState(far), 'T');
    QProcess::execute(u"sleep"_s, {u"2"_s});
    QCOMPARE(processState(root), 'T');
    twrun.signal(SIGCONT);
    QVERIFY(twrun.waitForEnd());
    QCOMPARE(twrun.exitCode(), 7);
    QVERIFY(twrun.report()[u"timed_out"_s].isNull());
}

void TestTwrunTimeout::whoWasStoppedBeforeStaysStopped()
{
    TwrunProcess twrun;
    QVERIFY(twrun.start({u"sh"_s,
                         u"-c"_s,
                         u"sh -c 'echo EARLY=$$; kill -STOP $$; exit 3' & "
                         "echo ROOT=$$; wait; exit 6"_s}));
    QVERIFY(twrun.waitForOutput("EARLY=") && twrun.waitForOutput("\n", 2));
    const int root = numberAfter(twrun.output(), u"ROOT="_s);
    const int early = numberAfter(twrun.output(), u"EARLY="_s);
    QVERIFY(becomes(early, "T"));
    twrun.signal(SIGTSTP);
    QVERIFY(becomes(twrun.pid(), "T"));
    QCOMPARE(processState(root), 'T');
    twrun.signal(SIGCONT);
    QVERIFY(becomes(root, "SR"));
    QCOMPARE(processState(early), 'T');
    ::kill(early, SIGCONT);
    QVERIFY(twrun.waitForEnd());
    QCOMPARE(twrun.exitCode(), 6);
}

void TestTwrunTimeout::theWaitOfAStepIsSuspendedToo()
{
    TwrunProcess twrun;
    QVERIFY(
        twrun.start({u"--stop"_s,
                     u"interrupt:1500ms,kill"_s,
                     u"sh"_s,
                     u"-c"_s,
                     u"trap 'echo CAUGHT; n=1' INT; echo READY; while [ -z $n ]; do sleep 0.05; "
                     "done; for i in 1 2 3 4 5 6; do sleep 0.1; done; exit 8"_s}));
    QVERIFY(twrun.waitForOutput("READY"));
    twrun.signal(SIGINT);
    QVERIFY(twrun.waitForOutput("CAUGHT"));
    twrun.signal(SIGTSTP);
    QVERIFY(becomes(twrun.pid(), "T"));
    QProcess::execute(u"sleep"_s, {u"2.5"_s});
    twrun.signal(SIGCONT);
    QVERIFY(twrun.waitForEnd());
    QCOMPARE(twrun.exitCode(), 8);
}

} // namespace tw

QTEST_GUILESS_MAIN(tw::TestTwrunTimeout)
#include "tst_twrun_timeout.moc"
