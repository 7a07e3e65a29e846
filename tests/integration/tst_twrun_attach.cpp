#include "tests/support/pty_session.h"
#include "tests/support/twrun_process.h"

#include <QDeadlineTimer>
#include <QFile>
#include <QTest>

#include <csignal>

#include <grp.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace tw {

/// twrun --attach: a process that runs already is watched, and left alone.
class TestTwrunAttach : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aRunningTreeIsWatchedToItsEnd_data();
    void aRunningTreeIsWatchedToItsEnd();
    void whatItLeavesIsNamedAndLeftAlone();
    void aSignalEndsTheWatchingAndNothingElse_data();
    void aSignalEndsTheWatchingAndNothingElse();
    void aGivenLadderIsClimbed();
    void anotherUsersProcessIsWatchedAndNotSignalled();
    void whatCannotBeWatchedIsSaid_data();
    void whatCannotBeWatchedIsSaid();
    void optionsForACommandAreRefused_data();
    void optionsForACommandAreRefused();
};

namespace {

/// A shell that somebody else has started, which does what it is told line by line.
class Stranger
{
public:
    explicit Stranger(unsigned user = 0)
    {
        if (user != 0) {
            m_process.setChildProcessModifier([user] {
                if (::setgroups(0, nullptr) != 0 || ::setgid(user) != 0 || ::setuid(user) != 0) {
                    ::_exit(99);
                }
            });
        }
        m_process.start(u"sh"_s, {});
        m_process.waitForStarted();
    }
    Stranger(const Stranger&) = delete;
    Stranger& operator=(const Stranger&) = delete;
    ~Stranger()
    {
        m_process.kill();
        m_process.waitForFinished();
    }

    void say(const QByteArray& line)
    {
        m_process.write(line + '\n');
        m_process.waitForBytesWritten();
    }
    int waitForNumber()
    {
        while (!m_process.canReadLine() && m_process.waitForReadyRead()) {
        }
        return m_process.readLine().trimmed().toInt();
    }
    int waitForEnd()
    {
        m_process.waitForFinished();
        return m_process.exitCode();
    }

    [[nodiscard]] QString pid() const { return QString::number(m_process.processId()); }
    [[nodiscard]] char state() const
    {
        return processState(static_cast<int>(m_process.processId()));
    }

private:
    QProcess m_process{};
};

/// Starts twrun, and waits until it watches and has told of `text`.
bool attach(TwrunProcess& twrun,
            const QString& pid,
            const QStringList& options = {},
            const QByteArray& text = "\"executed\"")
{
    const QString path = twrun.folder() + u"/events"_s;
    if (!twrun.start(QStringList{u"--attach"_s, pid, u"--events"_s, path} + options)) {
        return false;
    }
    const QDeadlineTimer deadline{60'000};
    while (!deadline.hasExpired()) {
        QFile file{path};
        if (file.open(QFile::ReadOnly) && file.readAll().contains(text)) {
            return true;
        }
        QTest::qWait(5);
    }
    return false;
}

} // namespace

void TestTwrunAttach::aRunningTreeIsWatchedToItsEnd_data()
{
    QTest::addColumn<unsigned>("user");
    QTest::addColumn<QString>("tracking");
    QTest::newRow("as we are") << 0U << u"auto"_s;
    QTest::newRow("ordinary user") << TwrunProcess::kOrdinaryUser << u"auto"_s;
    QTest::newRow("sampled") << 0U << u"sampled"_s;
}

void TestTwrunAttach::aRunningTreeIsWatchedToItsEnd()
{
    QFETCH(unsigned, user);
    QFETCH(QString, tracking);
    if (user != 0 && ::getuid() != 0) {
        QSKIP("only root can become another user");
    }
    Stranger stranger{user};
    stranger.say("sleep 320 & echo $!");
    QVERIFY(stranger.waitForNumber() > 0);
    TwrunProcess twrun;
    if (user != 0) {
        twrun.setUser(user);
    }
    QVERIFY(attach(twrun, stranger.pid(), {u"--tracking"_s, tracking}, "\"320\"]"));
    stranger.say("sh -c 'sleep 0.7; exit 5'; kill $!; wait; exit 4");
    QVERIFY(twrun.waitForEnd());
    QCOMPARE(twrun.errors(), QByteArray{});
    QCOMPARE(twrun.exitCode(), 4);
    const QJsonObject report = twrun.report();
    QVERIFY(report[u"attached"_s].toBool());
    QVERIFY(report[u"command"_s][0].toString().endsWith(u"/sh"_s));
    QCOMPARE(statusText(report[u"status"_s]), u"exit 4"_s);
    QCOMPARE(report[u"output"_s][u"lines"_s].toInt(), 0);
    QCOMPARE(report[u"workers"_s].toArray().size(), 0);
    const QJsonObject early = twrun.processesWith(u"sleep 320"_s).value(0);
    QVERIFY(early[u"found"_s].toBool());
    QCOMPARE(statusText(early[u"status"_s]), u"signal 15"_s);
    QCOMPARE(early[u"parent"_s].toInt(), 1);
    const QJsonObject late = twrun.processesWith(u"exit 5"_s).value(0);
    // A scan finds whoever it sees; only events tell births.
    QVERIFY(!late[u"found"_s].toBool() || tracking == u"sampled");
    // A scan may come too late to see how a stranger's child ends; nothing is guessed then.
    const QString status = statusText(late[u"status"_s]);
    QVERIFY2(status == u"exit 5" || (tracking == u"sampled" && status == u"unknown"),
             qPrintable(status));
}

void TestTwrunAttach::whatItLeavesIsNamedAndLeftAlone()
{
    Stranger stranger;
    stranger.say("setsid sleep 321 >/dev/null & echo $!");
    const int left = stranger.waitForNumber();
    TwrunProcess twrun;
    QVERIFY(attach(twrun, stranger.pid(), {}, "\"321\"]"));
    stranger.say("exit 0");
    QVERIFY(twrun.waitForEnd());
    QCOMPARE(twrun.exitCode(), 0);
    const QByteArray words = "left a process running: sleep " + QByteArray::number(left);
    QVERIFY2(twrun.errors().contains(words), twrun.errors().constData());
    QVERIFY(processState(left) != '-');
    ::kill(left, SIGKILL);
}

void TestTwrunAttach::aSignalEndsTheWatchingAndNothingElse_data()
{
    QTest::addColumn<int>("signal");
    QTest::newRow("SIGINT") << SIGINT;
    QTest::newRow("SIGTERM") << SIGTERM;
    QTest::newRow("SIGHUP") << SIGHUP;
}

void TestTwrunAttach::aSignalEndsTheWatchingAndNothingElse()
{
    QFETCH(int, signal);
    Stranger stranger;
    TwrunProcess twrun;
    QVERIFY(attach(twrun, stranger.pid()));
    twrun.signal(signal);
    QVERIFY(twrun.waitForEnd());
    QCOMPARE(twrun.exitCode(), 0);
    const QByteArray words = "twrun: no longer watching sh " + stranger.pid().toUtf8();
    QCOMPARE(twrun.errors(), QByteArray{words + "; it goes on\n"});
    QVERIFY(stranger.state() != '-');
    QVERIFY(twrun.report()[u"status"_s].isNull());
    QVERIFY(twrun.processes()[0][u"ended"_s].isNull());
    QCOMPARE(twrun.report()[u"stops"_s].toArray().size(), 0);
    stranger.say("exit 9");
    QCOMPARE(stranger.waitForEnd(), 9);
}

void TestTwrunAttach::aGivenLadderIsClimbed()
{
    Stranger stranger;
    stranger.say("trap 'exit 6' TERM; setsid sleep 322 & echo $!; wait");
    const int child = stranger.waitForNumber();
    TwrunProcess twrun;
    QVERIFY(attach(twrun, stranger.pid(), {u"--stop"_s, u"terminate:1h,kill"_s}, "\"322\"]"));
    twrun.signal(SIGINT);
    QVERIFY(twrun.waitForEnd());
    QCOMPARE(twrun.exitCode(), 6);
    QCOMPARE(stranger.waitForEnd(), 6);
    // Whoever adopted it may not have reaped it yet.
    QVERIFY(QByteArray{"-Z"}.contains(processState(child)));
    QCOMPARE(twrun.report()[u"stops"_s][0][u"reason"_s].toString(), u"user"_s);
}

void TestTwrunAttach::anotherUsersProcessIsWatchedAndNotSignalled()
{
    if (::getuid() != 0) {
        QSKIP("only root can become another user");
    }
    Stranger stranger;
    TwrunProcess twrun;
    twrun.setUser(TwrunProcess::kOrdinaryUser);
    QVERIFY(attach(twrun, stranger.pid(), {u"--stop"_s, u"terminate:100ms"_s}));
    twrun.signal(SIGINT);
    const QDeadlineTimer deadline{60'000};
    QByteArray events;
    while (!events.contains("\"stopped\"") && !deadline.hasExpired()) {
        QFile file{twrun.folder() + u"/events"_s};
        events = file.open(QFile::ReadOnly) ? file.readAll() : QByteArray{};
        QTest::qWait(5);
    }
    QVERIFY(stranger.state() != '-');
    stranger.say("exit 3");
    QVERIFY(twrun.waitForEnd());
    const QJsonValue step = twrun.report()[u"stops"_s][0][u"steps"_s][0];
    QCOMPARE(step[u"result"_s].toString(), u"refused"_s);
    QVERIFY2(twrun.errors().contains("is still alive"), twrun.errors().constData());
    // Known where the kernel tells of strangers' ends, and never guessed.
    const QString status = statusText(twrun.report()[u"status"_s]);
    QVERIFY2(status == u"exit 3" || status == u"unknown", qPrintable(status));
    QCOMPARE(twrun.exitCode(), status == u"exit 3" ? 3 : 125);
}

void TestTwrunAttach::whatCannotBeWatchedIsSaid_data()
{
    QTest::addColumn<QString>("pid");
    QTest::addColumn<QByteArray>("words");
    QTest::newRow("nobody") << u"900000000"_s << QByteArray{"there is no such process"};
    QTest::newRow("no number") << u"init"_s << QByteArray{"'init' is not the number of a process"};
    QTest::newRow("zero") << u"0"_s << QByteArray{"'0' is not the number of a process"};
    QTest::newRow("negative") << u"-7"_s << QByteArray{"--attach"};
    if (QFile::exists(u"/proc/2/stat"_s) && QFile::symLinkTarget(u"/proc/2/exe"_s).isEmpty()) {
        QTest::newRow("the kernel's") << u"2"_s << QByteArray{"a thread of the kernel"};
    }
}

void TestTwrunAttach::whatCannotBeWatchedIsSaid()
{
    QFETCH(QString, pid);
    QFETCH(QByteArray, words);
    TwrunProcess twrun;
    QVERIFY(twrun.run({u"--attach"_s, pid}));
    QCOMPARE(twrun.exitCode(), 125);
    QVERIFY2(twrun.errors().contains(words) && twrun.errors().count('\n') == 1,
             twrun.errors().constData());
}

void TestTwrunAttach::optionsForACommandAreRefused_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QByteArray>("words");
    for (const char* option : {"--workers", "--retries", "--timeout", "--idle-timeout"}) {
        QTest::newRow(option) << QStringList{QString::fromLatin1(option), u"2"_s}
                              << QByteArray{QByteArray{option}
                                            + " is for a command that twrun starts"};
    }
    QTest::newRow("--on-timeout") << QStringList{u"--on-timeout"_s, u"kill"_s}
                                  << QByteArray{"--on-timeout is for a command"};
    QTest::newRow("--leaks") << QStringList{u"--leaks"_s, u"wait"_s}
                             << QByteArray{"--leaks is for a command"};
    QTest::newRow("--capture") << QStringList{u"--capture"_s, u"pipe"_s}
                               << QByteArray{"--capture is for a command"};
    QTest::newRow("a command") << QStringList{u"true"_s} << QByteArray{"there is no command"};
}

void TestTwrunAttach::optionsForACommandAreRefused()
{
    QFETCH(QStringList, options);
    QFETCH(QByteArray, words);
    TwrunProcess twrun;
    QVERIFY(twrun.run(QStringList{u"--attach"_s, u"1"_s} + options));
    QCOMPARE(twrun.exitCode(), 125);
    QVERIFY2(twrun.errors().contains(words) && twrun.errors().count('\n') == 1,
             twrun.errors().constData());
}

} // namespace tw

QTEST_GUILESS_MAIN(tw::TestTwrunAttach)
#include "tst_twrun_attach.moc"
