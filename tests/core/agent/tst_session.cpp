#include "core/journal/journal_reader.h"
#include "core/kernel/inheritance.h"
#include "tests/core/agent/session_bench.h"
#include "tests/support/child_check.h"
#include "tests/support/print_values.h"
#include "tests/support/tidy_test.h"

#include <QDir>
#include <QFile>
#include <QTest>

#include <csignal>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace tw {

namespace {

using namespace std::chrono_literals;

bool exists(const SessionBench& bench, const char* name)
{
    return QFile::exists(bench.folder.filePath(QString::fromLatin1(name)));
}

StopCommand stopOf(ProcessKey target, std::string_view ladder, StopScope scope = StopScope::Tree)
{
    StopCommand command{target, parseLadder(ladder).value()};
    for (LadderStep& step : command.ladder) {
        step.scope = scope;
    }
    return command;
}

/// Where the launches of a bench keep what they write, as text: "1.stderr 1.stdout".
std::string outputFiles(const SessionBench& bench)
{
    const QDir folder{bench.folder.path()};
    QStringList names;
    for (const char* place : {".", "output"}) {
        names += QDir{folder.filePath(QString::fromLatin1(place))}.entryList(
            {QStringLiteral("*.std*")}, QDir::Files, QDir::Name);
    }
    return names.join(u' ').toStdString();
}

} // namespace

/// A whole session with real processes.
class TestSession : public TidyTest
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { ignoreWriteSignals(); }

    void launchIsToldFromItsStartToItsEnd_data();
    void launchIsToldFromItsStartToItsEnd();
    void launchThatFailsLeavesNothing_data();
    void launchThatFailsLeavesNothing();
    void filesOfOthersAreKept();
    void launchesRunSideBySide();
    void daemonIsWaitedFor();
    void stopOfOneProcessLeavesTheRest();
    void stopOfATreeReachesAll();
    void survivorIsNamedWithItsReason();
    void environmentIsChangedAndMarked();
    void withoutInputThereIsNone();
    void journalHoldsEveryEvent();
    void warningsAreToldOnceAlsoToALateListener();
    void sessionMayGoBeforeItsLoop();
};

void TestSession::launchIsToldFromItsStartToItsEnd_data()
{
    QTest::addColumn<int>("tracking");
    QTest::newRow("auto") << static_cast<int>(TrackingChoice::Auto);
    QTest::newRow("sampled") << static_cast<int>(TrackingChoice::Sampled);
}

void TestSession::launchIsToldFromItsStartToItsEnd()
{
    QFETCH(int, tracking);
    SessionBench bench{static_cast<TrackingChoice>(tracking)};
    QVERIFY(!bench.session->isBusy());
    const LaunchId launch = bench.launchShell("read line; echo out; echo err >&2; exit 3");
    QVERIFY(bench.session->isBusy());
    // Events and output come by ways of their own: who is first is not said.
    QVERIFY(bench.turnUntil([&] { return !bench.all<Executed>().empty(); }));
    bench.endInput();
    QVERIFY(bench.turnUntilFinished(launch));
    QCOMPARE(bench.story(), std::string{"launched, executed, output, exit 3, finished exit 3"});
    QVERIFY(!bench.session->isBusy());
    QVERIFY(bench.output() == "out\nerr\n" || bench.output() == "err\nout\n");
    QCOMPARE(bench.all<LaunchFinished>().front().leaked.size(), std::size_t{0});
}

void TestSession::launchThatFailsLeavesNothing_data()
{
    QTest::addColumn<QStringList>("command");
    QTest::addColumn<QString>("directory");
    QTest::addColumn<int>("exitCode");
    QTest::newRow("not found") << QStringList{QStringLiteral("no-such-command")} << QString{}
                               << 127;
    QTest::newRow("no program") << QStringList{QStringLiteral("/etc/passwd")} << QString{} << 126;
    QTest::newRow("empty") << QStringList{} << QString{} << 125;
    QTest::newRow("NUL") << QStringList{QStringLiteral("true"), QString{QChar{0}}} << QString{}
                         << 125;
    QTest::newRow("no directory") << QStringList{QStringLiteral("true")}
                                  << QStringLiteral("/no/such/directory") << 125;
}

void TestSession::launchThatFailsLeavesNothing()
{
    QFETCH(QStringList, command);
    QFETCH(QString, directory);
    QFETCH(int, exitCode);
    SessionBench bench;
    const std::size_t before = openDescriptors();
    LaunchCommand launch;
    for (const QString& word : command) {
        launch.argv.push_back(word.toStdString());
    }
    launch.cwd = directory.toStdString();
    const auto failed = bench.session->launch(launch, LaunchStreams{});
    QVERIFY(!failed.has_value());
    QCOMPARE(failed.error().exitCode(), exitCode);
    QVERIFY(!failed.error().message.empty());
    QCOMPARE(openDescriptors(), before);
    QCOMPARE(childCount(), std::size_t{0});
    QCOMPARE(outputFiles(bench), std::string{});
    QVERIFY(!bench.session->isBusy());
    QCOMPARE(bench.events.size(), std::size_t{0});
    QCOMPARE(bench.launchShell("exit 0").value, std::uint64_t{1});
    QVERIFY(bench.turnUntilFinished());
    QCOMPARE(outputFiles(bench), std::string{"1.stderr 1.stdout"});
}

void TestSession::filesOfOthersAreKept()
{
    SessionBench bench;
    bench.launchShell("exit 0");
    QVERIFY(bench.turnUntilFinished());
    const QString place = bench.folder.filePath(
        exists(bench, "output") ? QStringLiteral("output/2.stderr") : QStringLiteral("2.stderr"));
    QFile file{place};
    QVERIFY(file.open(QFile::WriteOnly));
    file.write("mine");
    file.close();
    const auto failed = bench.session->launch(LaunchCommand{{"true"}, {}, {}}, LaunchStreams{});
    QVERIFY(!failed.has_value());
    QCOMPARE(outputFiles(bench), std::string{"1.stderr 1.stdout 2.stderr"});
    QVERIFY(file.open(QFile::ReadOnly));
    QCOMPARE(file.readAll(), QByteArray{"mine"});
}

void TestSession::launchesRunSideBySide()
{
    SessionBench bench;
    const LaunchId first = bench.launchChild({"hold", "4"});
    const LaunchId second = bench.launchShell("echo second; exit 5");
    QVERIFY(bench.turnUntilFinished(second));
    QVERIFY(bench.turnUntilOutput("ready", 1, first));
    QVERIFY(!bench.session->tree().find(first)->finished.has_value());
    bench.endInput();
    QVERIFY(bench.turnUntilFinished(first));
    QCOMPARE(bench.output(first), std::string{"ready\n"});
    QCOMPARE(bench.output(second), std::string{"second\n"});
    const auto finished = bench.all<LaunchFinished>();
    QCOMPARE(finished.size(), std::size_t{2});
    QCOMPARE(finished[0].status->text(), std::string{"exit 5"});
    QCOMPARE(finished[1].status->text(), std::string{"exit 4"});
}

void TestSession::daemonIsWaitedFor()
{
    SessionBench bench;
    bench.launchChild({"double-fork", "10"});
    QVERIFY(bench.turnUntil([&] {
        const Process* root = bench.session->tree().find(ProcessKey{1});
        return !root->isAlive() && bench.output() == "ready\n";
    }));
    QVERIFY(bench.session->isBusy());
    bench.endInput();
    QVERIFY(bench.turnUntilFinished());
    const auto finished = bench.all<LaunchFinished>();
    QCOMPARE(finished[0].status->text(), std::string{"exit 0"});
    QCOMPARE(finished[0].leaked.size(), std::size_t{1});
    QCOMPARE(bench.session->tree().find(finished[0].leaked[0])->status->text(),
             std::string{"exit 10"});
}

void TestSession::stopOfOneProcessLeavesTheRest()
{
    SessionBench bench;
    bench.launchChild({"fork-tree", "2", "2"});
    QVERIFY(bench.turnUntilOutput("ready", 7));
    QVERIFY(bench.turnUntil([&] { return bench.session->tree().aliveCount() == 7; }));
    const ProcessKey branch = bench.session->tree().find(ProcessKey{1})->children.at(0);
    QVERIFY(
        bench.session->stop(stopOf(branch, "terminate:10s", StopScope::Process), StopReason::User));
    QVERIFY(bench.session->hasRunningStop());
    QVERIFY(bench.turnUntil([&] { return !bench.session->hasRunningStop(); }));
    QCOMPARE(bench.session->tree().aliveCount(), std::size_t{6});
    QCOMPARE(bench.session->tree().find(branch)->status->signal().value().value, SIGTERM);
    QCOMPARE(bench.all<StepTaken>().size(), std::size_t{1});
    QCOMPARE(bench.all<StopEnded>().at(0).survivors.size(), std::size_t{0});
}

void TestSession::stopOfATreeReachesAll()
{
    SessionBench bench;
    bench.launchChild({"fork-tree", "2", "2"});
    QVERIFY(bench.turnUntilOutput("ready", 7));
    QVERIFY(bench.session->stop(stopOf(ProcessKey{1}, "terminate:10s,kill"), StopReason::User));
    QVERIFY(bench.turnUntilFinished());
    const auto steps = bench.all<StepTaken>();
    QCOMPARE(steps.size(), std::size_t{7});
    for (const StepTaken& step : steps) {
        QCOMPARE(step.signal, SignalNumber{SIGTERM});
        QVERIFY(step.result != StepResult::Refused);
    }
    QVERIFY(!bench.session->stop(stopOf(ProcessKey{99}, "kill"), StopReason::User));
}

void TestSession::survivorIsNamedWithItsReason()
{
    SessionBench bench;
    bench.launchChild({"ignore", "2"});
    QVERIFY(bench.turnUntilOutput("ready"));
    QVERIFY(bench.session->stop(stopOf(ProcessKey{1}, "interrupt:50ms"), StopReason::User));
    QVERIFY(bench.turnUntil([&] { return !bench.all<StopEnded>().empty(); }));
    const auto ended = bench.all<StopEnded>();
    QCOMPARE(ended[0].survivors.size(), std::size_t{1});
    QCOMPARE(ended[0].survivors[0].reason, std::string{"ignores SIGINT"});
    QVERIFY(bench.session->isBusy());
    QVERIFY(bench.session->stop(stopOf(ProcessKey{1}, "interrupt:1h,kill"), StopReason::User));
    bench.session->skipStops();
    QVERIFY(bench.turnUntilFinished());
    QCOMPARE(bench.session->tree().find(ProcessKey{1})->status->text(), std::string{"SIGKILL (9)"});
}

void TestSession::environmentIsChangedAndMarked()
{
    ::setenv("TW_TEST_GOES", "x", 1);
    ::setenv("TW_TEST_STAYS", "y", 1);
    SessionBench bench;
    bench.launch({testchildPath(), "environment"},
                 {{"TW_TEST_GOES", std::nullopt}, {"TW_TEST_NEW", "two words"}});
    QVERIFY(bench.turnUntilFinished());
    const std::string text = "\n" + bench.output();
    QCOMPARE(text.find("\nTW_TEST_GOES="), std::string::npos);
    QVERIFY(text.find("\nTW_TEST_STAYS=y\n") != std::string::npos);
    QVERIFY(text.find("\nTW_TEST_NEW=two words\n") != std::string::npos);
    const auto session = text.find("\nTREEWARDEN_SESSION=");
    QVERIFY(session != std::string::npos);
    const auto start = session + std::string_view{"\nTREEWARDEN_SESSION="}.size();
    const std::string id = text.substr(start, text.find('\n', start) - start);
    QVERIFY(!id.empty());
    QVERIFY(text.find("\nTREEWARDEN_LAUNCH=" + id + ".1\n") != std::string::npos);
    ::unsetenv("TW_TEST_GOES");
    ::unsetenv("TW_TEST_STAYS");
}

void TestSession::withoutInputThereIsNone()
{
    SessionBench bench;
    const auto launched = bench.session->launch(
        LaunchCommand{{"/bin/sh", "-c", "readlink /proc/self/fd/0; cat"}, {}, {}}, LaunchStreams{});
    QVERIFY(launched.has_value());
    QVERIFY(bench.turnUntilFinished());
    QCOMPARE(bench.output(), std::string{"/dev/null\n"});
}

void TestSession::journalHoldsEveryEvent()
{
    SessionBench bench;
    bench.launchShell("echo out; (exit 2); echo err >&2");
    QVERIFY(bench.turnUntilFinished());
    auto reader
        = JournalReader::open(SessionDirectory::openRecorded(bench.folder.path().toStdString())
                                  .value()
                                  .journalPath())
              .value();
    for (const Event& event : bench.events) {
        const auto read = reader.next();
        QVERIFY(read.has_value() && read->has_value());
        QVERIFY(**read == event);
    }
    QVERIFY(!reader.next().value().has_value());
    QCOMPARE(reader.ignoredBytes(), std::uint64_t{0});
}

void TestSession::warningsAreToldOnceAlsoToALateListener()
{
    const SystemClock clock;
    const auto loop = EventLoop::open(clock).value();
    const QTemporaryDir folder;
    auto directory = SessionDirectory::create(folder.path().toStdString()).value();
    QFile taken{QString::fromStdString(directory.journalPath())};
    QVERIFY(taken.open(QFile::WriteOnly));
    const auto session = Session::open(*loop, clock, std::move(directory), {}).value();
    std::vector<std::string> warnings;
    session->onWarning([&](const std::string& text) { warnings.push_back(text); });
    QCOMPARE(warnings.size(), std::size_t{1});
    QVERIFY(warnings[0].starts_with("cannot "));
    QVERIFY(warnings[0].ends_with("; this session is not recorded"));
}

void TestSession::sessionMayGoBeforeItsLoop()
{
    SessionBench bench;
    bench.launchChild({"hold"});
    const int pid = bench.session->tree().find(ProcessKey{1})->pid.value;
    bench.session.reset();
    bench.endInput();
    int status = 0;
    QCOMPARE(::waitpid(pid, &status, 0), pid);
    while (bench.loop->turn(0ms)) {
    }
}

} // namespace tw

QTEST_GUILESS_MAIN(tw::TestSession)
#include "tst_session.moc"
