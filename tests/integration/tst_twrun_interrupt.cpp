#include "tests/support/twrun_process.h"

#include <QFile>
#include <QJsonDocument>
#include <QMap>
#include <QSet>
#include <QTest>

#include <csignal>

using namespace Qt::StringLiterals;

namespace tw {

/// The main job: a nested tree of Python processes is interrupted and says where it was.
class TestTwrunInterrupt : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void interruptedTreeCleansUpAndTellsWhereItWas();
    void processesThatIgnoreSigintAreTerminatedNext();
    void aSecondSigintGoesToTheNextStepAtOnce();
    void aStoppedTreeIsContinuedToHandleItsSignal();
    void leftProcessesAreStoppedAndNamed();
    void leftProcessesAreOnlyReportedWhereAsked();
    void everyEventIsWrittenInOrder();
    void sessionFolderKeepsJournalAndOutput();
};

namespace {

QString program()
{
    return QStringLiteral(TW_SOURCE_DIR "/tests/integration/nested_pool.py");
}

/// function → lines, of the frames in `program` of all KeyboardInterrupt traces and their parts.
void collectFrames(const QJsonObject& trace, QMap<QString, int>& lines)
{
    for (const QJsonValue& frame : trace[u"frames"_s].toArray()) {
        if (frame[u"file"_s].toString() == program()) {
            lines[frame[u"function"_s].toString()] = frame[u"line"_s].toInt();
        }
    }
    for (const QJsonValue& child : trace[u"children"_s].toArray()) {
        collectFrames(child.toObject(), lines);
    }
}

/// The number of the line of nested_pool.py that holds `text`.
int lineOf(const QByteArray& text)
{
    QFile file{program()};
    if (!file.open(QFile::ReadOnly)) {
        return -1;
    }
    for (int number = 1; !file.atEnd(); ++number) {
        if (file.readLine().contains(text)) {
            return number;
        }
    }
    return -1;
}

bool isAlive(int pid)
{
    return ::kill(pid, 0) == 0;
}

} // namespace

void TestTwrunInterrupt::interruptedTreeCleansUpAndTellsWhereItWas()
{
    TwrunProcess twrun;
    QVERIFY(twrun.start({u"--summary"_s, u"/usr/bin/python3"_s, u"-u"_s, program()}));
    QVERIFY(twrun.waitForOutput("READY ", 4));
    twrun.signal(SIGINT);
    QVERIFY(twrun.waitForEnd());
    QCOMPARE(twrun.exitCode(), 130);
    for (const char* name : {"compiler", "linker", "pool-owner", "task-0", "task-1", "main"}) {
        QVERIFY2(twrun.output().contains(QByteArray{QByteArray{"CLEANED "} + name}),
                 twrun.output().constData());
    }
    const QJsonArray processes = twrun.processes();
    QSet<int> keys;
    QMap<int, QStringList> children;
    for (const QJsonValue& process : processes) {
        keys.insert(process[u"key"_s].toInt());
        children[process[u"parent"_s].toInt()].append(statusText(process[u"status"_s]));
        QVERIFY(!isAlive(process[u"pid"_s].toInt()));
    }
    QCOMPARE(keys.size(), processes.size());
    QCOMPARE(children[0], QStringList{u"signal 2"_s});
    // The third worker owns the pool; whoever is replaced in it is a process of its own.
    QCOMPARE(children[1], (QStringList{u"exit 1"_s, u"exit 1"_s, u"exit 1"_s}));
    const int owner = processes[3][u"key"_s].toInt();
    QVERIFY(children[owner].size() >= 2);
    QCOMPARE(children.keys().size(), 3);

    QMap<QString, int> lines;
    for (const QJsonValue& trace : twrun.report()[u"traces"_s].toArray()) {
        // Six processes print at once into one pipe: what was torn apart is marked as incomplete.
        if (trace[u"complete"_s].toBool()) {
            QCOMPARE(trace[u"type"_s].toString(), u"KeyboardInterrupt"_s);
        }
        collectFrames(trace.toObject(), lines);
    }
    const int wait = lineOf("time.sleep(60)");
    // Who said READY last may not have come back from saying so.
    const int where = lines[u"wait_until_interrupted"_s];
    QVERIFY2(where == wait || where == wait - 1, qPrintable(QString::number(where)));
    QCOMPARE(lines[u"compile_sources"_s], lineOf("def compile_sources") + 1);
    QCOMPARE(lines[u"link_program"_s], lineOf("def link_program") + 1);
    QCOMPARE(lines[u"run_pool"_s], lineOf("tasks.get()"));
    const QJsonObject stop = twrun.report()[u"stops"_s][0].toObject();
    QCOMPARE(stop[u"action"_s].toString(), u"interrupt"_s);
    QCOMPARE(stop[u"reason"_s].toString(), u"user"_s);
    QCOMPARE(stop[u"survivors"_s].toArray().size(), 0);
    QSet<int> interrupted;
    for (const QJsonValue& step : stop[u"steps"_s].toArray()) {
        QCOMPARE(step[u"signal"_s].toString(), u"SIGINT"_s);
        QVERIFY2(!interrupted.contains(step[u"key"_s].toInt()), "a process got the signal twice");
        interrupted.insert(step[u"key"_s].toInt());
    }
    QVERIFY(interrupted.size() >= 6);
}

void TestTwrunInterrupt::processesThatIgnoreSigintAreTerminatedNext()
{
    TwrunProcess twrun;
    QVERIFY(twrun.start({u"--stop"_s,
                         u"interrupt:200ms,terminate:20s,kill"_s,
                         u"sh"_s,
                         u"-c"_s,
                         u"trap '' INT; echo READY; while :; do sleep 0.05; done"_s}));
    QVERIFY(twrun.waitForOutput("READY"));
    twrun.signal(SIGTERM);
    QVERIFY(twrun.waitForEnd());
    QCOMPARE(twrun.exitCode(), 143);
    QCOMPARE(statusText(twrun.report()[u"status"_s]), u"signal 15"_s);
}

void TestTwrunInterrupt::aSecondSigintGoesToTheNextStepAtOnce()
{
    TwrunProcess twrun;
    // The first wait is longer than the test may take.
    QVERIFY(twrun.start({u"--stop"_s,
                         u"interrupt:1h,kill"_s,
                         u"sh"_s,
                         u"-c"_s,
                         u"trap 'echo CAUGHT' INT; echo READY; while :; do sleep 0.05; done"_s}));
    QVERIFY(twrun.waitForOutput("READY"));
    twrun.signal(SIGINT);
    QVERIFY(twrun.waitForOutput("CAUGHT"));
    twrun.signal(SIGINT);
    QVERIFY(twrun.waitForEnd());
    QCOMPARE(twrun.exitCode(), 137);
    QCOMPARE(twrun.output().count("CAUGHT"), 1);
}

void TestTwrunInterrupt::aStoppedTreeIsContinuedToHandleItsSignal()
{
    TwrunProcess twrun;
    QVERIFY(twrun.start(
        {u"--stop"_s,
         u"terminate:1h,kill"_s,
         u"sh"_s,
         u"-c"_s,
         u"trap 'echo TERMINATED; exit 5' TERM; echo READY; kill -STOP $$; echo GOING ON; sleep 30"_s}));
    QVERIFY(twrun.waitForOutput("READY"));
    twrun.signal(SIGTERM);
    QVERIFY(twrun.waitForEnd());
    QCOMPARE(twrun.exitCode(), 5);
    QVERIFY(twrun.output().contains("TERMINATED"));
}

void TestTwrunInterrupt::leftProcessesAreStoppedAndNamed()
{
    TwrunProcess twrun;
    QVERIFY(
        twrun.run({u"--stop"_s,
                   u"terminate:20s,kill"_s,
                   u"sh"_s,
                   u"-c"_s,
                   u"setsid sleep 300 & setsid sh -c 'sleep 301 & exit 0' & wait %2; exit 6"_s}));
    QCOMPARE(twrun.exitCode(), 6);
    QVERIFY2(twrun.errors().contains("sleep") && twrun.errors().count('\n') == 1,
             twrun.errors().constData());
    QCOMPARE(twrun.report()[u"stops"_s][0][u"reason"_s].toString(), u"leak"_s);
    int leaked = 0;
    for (const QJsonObject& process : twrun.processesOf(u"sleep"_s)) {
        QVERIFY(!isAlive(process[u"pid"_s].toInt()));
        leaked += process[u"leaked"_s].toBool() && process[u"orphaned"_s].toBool() ? 1 : 0;
    }
    QCOMPARE(leaked, 2);
}

void TestTwrunInterrupt::leftProcessesAreOnlyReportedWhereAsked()
{
    for (const auto& [policy, lines] : {std::pair{u"report"_s, 2}, std::pair{u"keep"_s, 0}}) {
        TwrunProcess twrun;
        QVERIFY(twrun.run({u"--leaks"_s, policy, u"sh"_s, u"-c"_s, u"sleep 302 & exit 0"_s}));
        QCOMPARE(twrun.exitCode(), 0);
        QCOMPARE(twrun.errors().count('\n'), lines);
        // Whoever is left alone cannot write any more, and twrun does not hide it.
        QCOMPARE(
            twrun.errors().contains("still holds stdout and stderr: its next write there fails"),
            lines == 2);
        const QJsonObject left = twrun.processesOf(u"sleep"_s).value(0);
        QVERIFY(left[u"leaked"_s].toBool());
        QCOMPARE(left[u"ended"_s], QJsonValue{});
        QCOMPARE(left[u"status"_s], QJsonValue{});
        const int pid = left[u"pid"_s].toInt();
        QVERIFY(isAlive(pid));
        ::kill(pid, SIGKILL);
    }
}

void TestTwrunInterrupt::everyEventIsWrittenInOrder()
{
    TwrunProcess twrun;
    const QString path = twrun.folder() + u"/events"_s;
    QVERIFY(twrun.run({u"--events"_s, path, u"sh"_s, u"-c"_s, u"sleep 0; exit 3"_s}));
    QFile file{path};
    QVERIFY(file.open(QFile::ReadOnly));
    QStringList names;
    while (!file.atEnd()) {
        const QJsonObject event = QJsonDocument::fromJson(file.readLine()).object();
        QCOMPARE(event[u"seq"_s].toInt(), names.size() + 1);
        QVERIFY(event[u"time"_s].toDouble() > 1e9);
        names.append(event[u"event"_s].toString());
    }
    names.removeAll(u"sampled"_s);
    QCOMPARE(names.join(u' '), u"launched executed forked executed exited exited finished"_s);
}

void TestTwrunInterrupt::sessionFolderKeepsJournalAndOutput()
{
    TwrunProcess twrun;
    const QString session = twrun.folder() + u"/session"_s;
    QVERIFY(twrun.run(
        {u"--session"_s, session, u"sh"_s, u"-c"_s, u"printf 'a\\nb'; printf 'c\\0' >&2"_s}));
    const auto contents = [&](const QString& name) {
        QFile file{session + u'/' + name};
        return file.open(QFile::ReadOnly) ? file.readAll() : QByteArray{"missing"};
    };
    QCOMPARE(contents(u"output/1.stdout"_s), (QByteArray{"a\nb"}));
    QCOMPARE(contents(u"output/1.stderr"_s), (QByteArray{"c\0", 2}));
    QVERIFY(contents(u"events.twj"_s).size() > 100);
    QCOMPARE(QFile::permissions(session) & (QFile::ReadGroup | QFile::ReadOther),
             QFile::Permissions{});
}

} // namespace tw

QTEST_GUILESS_MAIN(tw::TestTwrunInterrupt)
#include "tst_twrun_interrupt.moc"
