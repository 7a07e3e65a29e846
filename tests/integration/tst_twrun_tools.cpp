#include "tests/support/twrun_process.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QSet>
#include <QStandardPaths>
#include <QTest>

using namespace Qt::StringLiterals;

namespace tw {

/// twrun around the tools that developers run: every process of them is there, with its creator and
/// status.
class TestTwrunTools : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyCompilerOfMakeIsRecorded();
    void aPipelineHasItsShellAsCreator();
    void pytestWorkersAndTheirFailuresAreRecorded();
    void ctestRunsAreRecorded();
    void recordAgreesWithStrace_data();
    void recordAgreesWithStrace();
};

namespace {

void write(const QString& path, const QByteArray& text)
{
    QFile file{path};
    if (!file.open(QFile::WriteOnly) || file.write(text) != text.size()) {
        qFatal("cannot write %s", qPrintable(path));
    }
}

/// A C project of `count` objects and one program.
void writeProject(const QString& folder, int count)
{
    QByteArray objects;
    for (int i = 0; i < count; ++i) {
        const QByteArray name = "part" + QByteArray::number(i);
        write(folder + u"/"_s + QString::fromLatin1(name) + u".c"_s,
              "int " + name + "(void) { return " + QByteArray::number(i) + "; }\n");
        objects += " " + name + ".o";
    }
    write(folder + u"/main.c"_s, "int part0(void);\nint main(void) { return part0(); }\n");
    write(folder + u"/Makefile"_s,
          "program: main.o" + objects + "\n\tgcc -o $@ $^\n%.o: %.c\n\tgcc -c -o $@ $<\n");
}

QJsonObject byKey(const QJsonArray& processes, const QJsonValue& key)
{
    for (const QJsonValue& process : processes) {
        if (process[u"key"_s] == key) {
            return process.toObject();
        }
    }
    return {};
}

/// Pid → "exit 0" or "signal 9" of every process (not thread) that a strace -f log saw end, and of
/// twrun none.
QMap<int, QString> endsInStrace(const QString& path, int twrunPid)
{
    static const QRegularExpression exited{u"^(\\d+) +\\+\\+\\+ exited with (\\d+)"_s};
    static const QRegularExpression killed{u"^(\\d+) +\\+\\+\\+ killed by SIG(\\w+)"_s};
    static const QRegularExpression thread{u"CLONE_THREAD.*= (\\d+)$"_s};
    QMap<int, QString> ends;
    QSet<int> threads;
    QFile file{path};
    if (!file.open(QFile::ReadOnly)) {
        return ends;
    }
    while (!file.atEnd()) {
        const QString line = QString::fromLocal8Bit(file.readLine()).trimmed();
        if (const auto match = exited.match(line); match.hasMatch()) {
            ends[match.captured(1).toInt()] = u"exit "_s + match.captured(2);
        } else if (const auto byName = killed.match(line); byName.hasMatch()) {
            ends[byName.captured(1).toInt()] = u"killed"_s;
        } else if (const auto created = thread.match(line); created.hasMatch()) {
            threads.insert(created.captured(1).toInt());
        }
    }
    for (const int tid : threads) {
        ends.remove(tid);
    }
    ends.remove(twrunPid);
    return ends;
}

} // namespace

void TestTwrunTools::everyCompilerOfMakeIsRecorded()
{
    constexpr int objects = 12;
    TwrunProcess twrun;
    writeProject(twrun.folder(), objects);
    twrun.setWorkingDirectory(twrun.folder());
    QVERIFY(twrun.run({u"make"_s, u"-j2"_s}));
    QCOMPARE(twrun.exitCode(), 0);
    const QJsonArray processes = twrun.processes();
    const auto compilers = twrun.processesOf(u"cc1"_s);
    QCOMPARE(compilers.size(), objects + 1);
    for (const QJsonObject& compiler : compilers) {
        QCOMPARE(statusText(compiler[u"status"_s]), u"exit 0"_s);
        const QJsonObject driver = byKey(processes, compiler[u"parent"_s]);
        QVERIFY2(commandText(driver).startsWith(u"gcc -c"), qPrintable(commandText(driver)));
        QVERIFY(!compiler[u"leaked"_s].toBool() && !compiler[u"orphaned"_s].toBool());
    }
}

void TestTwrunTools::aPipelineHasItsShellAsCreator()
{
    TwrunProcess twrun;
    // Each lives long enough to be looked at, also on a busy machine.
    QVERIFY(twrun.run(
        {u"sh"_s,
         u"-c"_s,
         u"(sleep 0.3; echo 3; echo 1) | sort | (read x; sleep 0.3; echo $x); exit 4"_s}));
    QCOMPARE(twrun.exitCode(), 4);
    QCOMPARE(twrun.output(), QByteArray{"1\n"});
    const QJsonArray processes = twrun.processes();
    QStringList lines;
    for (const QJsonValue& process : processes) {
        const QJsonObject creator = byKey(processes, process[u"parent"_s]);
        lines.append(process[u"name"_s].toString() + u" by "_s + creator[u"name"_s].toString());
    }
    lines.sort();
    QCOMPARE(lines.join(u", "_s),
             u"sh by , sh by sh, sh by sh, sleep by sh, sleep by sh, sort by sh"_s);
}

void TestTwrunTools::pytestWorkersAndTheirFailuresAreRecorded()
{
    TwrunProcess twrun;
    write(twrun.folder() + u"/test_some.py"_s,
          "import pytest\n"
          "def divide(a, b):\n    return a / b\n"
          "@pytest.mark.parametrize('n', range(8))\n"
          "def test_divide(n):\n    assert divide(8, n - 3) != 99\n");
    twrun.setWorkingDirectory(twrun.folder());
    QVERIFY(twrun.run({u"/usr/bin/python3"_s,
                       u"-m"_s,
                       u"pytest"_s,
                       u"-n"_s,
                       u"4"_s,
                       u"--tb=native"_s,
                       u"-p"_s,
                       u"no:cacheprovider"_s}));
    if (twrun.output().contains("unrecognized arguments: -n")
        || twrun.errors().contains("unrecognized arguments: -n")) {
        QSKIP("pytest-xdist is not installed for /usr/bin/python3");
    }
    QCOMPARE(twrun.exitCode(), 1);
    const QJsonArray processes = twrun.processes();
    QCOMPARE(processes.first()[u"parent"_s], QJsonValue{});
    int workers = 0;
    for (const QJsonValue& process : processes) {
        const bool isWorker
            = commandText(process.toObject()).contains(u"exec(eval(sys.stdin.readline()))");
        if (isWorker && process[u"parent"_s].toInt() == 1) {
            ++workers;
            QCOMPARE(statusText(process[u"status"_s]), u"exit 0"_s);
        }
    }
    QCOMPARE(workers, 4);
    const QJsonArray traces = twrun.report()[u"traces"_s].toArray();
    QCOMPARE(traces.size(), 1);
    QCOMPARE(traces[0][u"type"_s].toString(), u"ZeroDivisionError"_s);
    QCOMPARE(traces[0][u"frames"_s][0][u"function"_s].toString(), u"divide"_s);
    QCOMPARE(traces[0][u"frames"_s][0][u"line"_s].toInt(), 3);
}

void TestTwrunTools::ctestRunsAreRecorded()
{
    TwrunProcess twrun;
    write(twrun.folder() + u"/CTestTestfile.cmake"_s,
          "add_test(good \"/bin/sh\" \"-c\" \"sleep 0.1; exit 0\")\n"
          "add_test(bad \"/bin/sh\" \"-c\" \"sleep 0.1; exit 7\")\n"
          "add_test(crash \"/bin/sh\" \"-c\" \"sleep 0.1; kill -SEGV $$\")\n");
    twrun.setWorkingDirectory(twrun.folder());
    QVERIFY(twrun.run({u"ctest"_s, u"-j2"_s}));
    QCOMPARE(twrun.exitCode(), 8);
    QStringList shells;
    for (const QJsonObject& shell : twrun.processesWith(u"/bin/sh -c"_s)) {
        QCOMPARE(shell[u"parent"_s].toInt(), 1);
        shells.append(commandText(shell) + u": "_s + statusText(shell[u"status"_s]));
    }
    shells.sort();
    QCOMPARE(shells,
             (QStringList{u"/bin/sh -c sleep 0.1; exit 0: exit 0"_s,
                          u"/bin/sh -c sleep 0.1; exit 7: exit 7"_s,
                          u"/bin/sh -c sleep 0.1; kill -SEGV $$: signal 11"_s}));
}

void TestTwrunTools::recordAgreesWithStrace_data()
{
    QTest::addColumn<QStringList>("command");
    QTest::newRow("make -j2") << QStringList{u"make"_s, u"-j2"_s};
    QTest::newRow("pipeline") << QStringList{
        u"sh"_s, u"-c"_s, u"for i in 1 2 3; do echo $i | cat | wc -c; (exit $i); done; true"_s};
}

void TestTwrunTools::recordAgreesWithStrace()
{
    const QString strace = QStandardPaths::findExecutable(u"strace"_s);
    if (strace.isEmpty()) {
        QSKIP("strace is not installed");
    }
    QFETCH(QStringList, command);
    TwrunProcess twrun;
    writeProject(twrun.folder(), 4);
    const QString log = twrun.folder() + u"/strace.log"_s;
    QProcess tracer;
    // LeakSanitizer, in a build that has it, cannot work under a tracer.
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"ASAN_OPTIONS"_s, u"detect_leaks=0"_s);
    tracer.setProcessEnvironment(environment);
    tracer.setWorkingDirectory(twrun.folder());
    tracer.start(strace,
                 QStringList{u"-f"_s,
                             u"-q"_s,
                             u"-e"_s,
                             u"trace=process"_s,
                             u"-o"_s,
                             log,
                             u"./twrun"_s,
                             u"--report"_s,
                             u"report.json"_s,
                             u"--"_s}
                     + command);
    QVERIFY(tracer.waitForFinished(60'000));
    QCOMPARE(tracer.exitCode(), 0);
    QFile file{log};
    QVERIFY(file.open(QFile::ReadOnly));
    const int twrunPid = file.readLine().split(' ').first().toInt();
    QMap<int, QString> recorded;
    for (const QJsonValue& process : twrun.processes()) {
        recorded[process[u"pid"_s].toInt()] = statusText(process[u"status"_s]);
    }
    QCOMPARE(recorded, endsInStrace(log, twrunPid));
}

} // namespace tw

QTEST_GUILESS_MAIN(tw::TestTwrunTools)
#include "tst_twrun_tools.moc"
