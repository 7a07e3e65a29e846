#include "core/kernel/cgroup.h"
#include "core/kernel/cgroup_place.h"
#include "core/kernel/inheritance.h"
#include "core/kernel/proc_fs.h"
#include "tests/core/agent/session_bench.h"
#include "tests/support/child_check.h"
#include "tests/support/print_values.h"
#include "tests/support/tidy_test.h"

#include <QDir>
#include <QFile>
#include <QTest>

#include <algorithm>
#include <csignal>

#include <sys/stat.h>
#include <unistd.h>

namespace tw {

namespace {

using namespace std::chrono_literals;

constexpr int kRuns = 3;

StopCommand killOf(ProcessKey target, const char* ladder = "kill")
{
    return StopCommand{target, parseLadder(ladder).value()};
}

/// Live processes of the machine whose arguments hold `word`.
int livingWith(const std::string& word)
{
    int count = 0;
    for (const Pid pid : listProcesses()) {
        const auto arguments = readCommandLine(pid);
        count
            += arguments
                       && std::find(arguments->begin(), arguments->end(), word) != arguments->end()
                   ? 1
                   : 0;
    }
    return count;
}

bool canMakeCgroups()
{
    const auto made = Cgroup::make();
    return made && made->canKill();
}

bool exists(const std::string& path)
{
    return QFile::exists(QString::fromStdString(path));
}

bool writeTo(const std::string& path, const std::string& text)
{
    QFile file{QString::fromStdString(path)};
    return file.open(QIODevice::WriteOnly | QIODevice::Unbuffered)
           && file.write(text.c_str()) == static_cast<qint64>(text.size());
}

} // namespace

/// Kill Tree against trees that try to get away, and the cgroups that launches are given.
class TestSessionKill : public TidyTest
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { ignoreWriteSignals(); }

    void nothingOfATreeSurvives_data();
    void nothingOfATreeSurvives();
    void nothingOfASubtreeSurvivesAndTheRestLives_data();
    void nothingOfASubtreeSurvivesAndTheRestLives();
    void launchIsBornInItsCgroupAndTheRecordNamesIt();
    void cgroupGoesWithItsLaunch();
    void cgroupOfAFailedLaunchGoes();
    void withoutCgroupTheReasonIsKnown();
    void memberThatLeftTheCgroupIsKilledToo();
    void whatWasNestedInTheCgroupGoesToo();
    void cgroupOfProcessesLeftAloneStaysUntilTheyEnd();
    void groupScopeSparesOtherGroups();
    void jobsThatIgnoreSigintAreNotWaitedFor();
    void frozenSurvivorIsNamedSo();
};

void TestSessionKill::nothingOfATreeSurvives_data()
{
    QTest::addColumn<QString>("shape");
    QTest::addColumn<QString>("size");
    QTest::addColumn<int>("tracking");
    QTest::addColumn<bool>("cgroups");
    for (const auto& [shape, size] : {std::pair{"daemon-tree", "150"},
                                      std::pair{"fork-bomb", "250"},
                                      std::pair{"rotate", "8"}}) {
        for (const bool cgroups : {true, false}) {
            for (const auto tracking : {TrackingChoice::Auto, TrackingChoice::Sampled}) {
                const bool isSampled = tracking == TrackingChoice::Sampled;
                // By scans alone nothing is promised of what forks.
                if (cgroups || !isSampled || std::string_view{shape} == "daemon-tree") {
                    QTest::addRow("%s, %s, %s",
                                  shape,
                                  isSampled ? "sampled" : "exact",
                                  cgroups ? "cgroup" : "no cgroup")
                        << QString::fromLatin1(shape) << QString::fromLatin1(size)
                        << static_cast<int>(tracking) << cgroups;
                }
            }
        }
    }
}

void TestSessionKill::nothingOfATreeSurvives()
{
    QFETCH(QString, shape);
    QFETCH(QString, size);
    QFETCH(int, tracking);
    QFETCH(bool, cgroups);
    if (cgroups && !canMakeCgroups()) {
        QSKIP("no cgroups can be made here");
    }
    for (int run = 0; run < kRuns; ++run) {
        SessionBench bench{static_cast<TrackingChoice>(tracking), cgroups};
        const std::string births = bench.folder.filePath(QStringLiteral("births")).toStdString();
        bench.launchChild({shape.toStdString(), size.toStdString(), births});
        QVERIFY(bench.turnUntilOutput("ready"));
        QVERIFY(bench.session->stop(killOf(ProcessKey{1}), StopReason::User).has_value());
        QVERIFY(bench.turnUntil([&] { return !bench.all<StopEnded>().empty(); }));
        QCOMPARE(bench.session->tree().lostEvents(), std::uint64_t{0});
        QCOMPARE(livingWith(births), 0);
        QCOMPARE(bench.all<StopEnded>()[0].survivors.size(), std::size_t{0});
        for (const StepTaken& step : bench.all<StepTaken>()) {
            QVERIFY2(step.result != StepResult::Refused, step.error.value_or("").c_str());
        }
        QVERIFY(bench.turnUntilFinished());
    }
}

void TestSessionKill::nothingOfASubtreeSurvivesAndTheRestLives_data()
{
    QTest::addColumn<QString>("shape");
    QTest::addColumn<QString>("size");
    QTest::newRow("daemons") << "daemon-tree"
                             << "150";
    QTest::newRow("fork bomb") << "fork-bomb"
                               << "250";
    QTest::newRow("rotating") << "rotate"
                              << "8";
}

void TestSessionKill::nothingOfASubtreeSurvivesAndTheRestLives()
{
    QFETCH(QString, shape);
    QFETCH(QString, size);
    for (int run = 0; run < kRuns; ++run) {
        SessionBench bench;
        if (bench.session->trackingMode() != TrackingMode::Exact) {
            QSKIP("this kernel tells us no process events");
        }
        const std::string births = bench.folder.filePath(QStringLiteral("births")).toStdString();
        bench.launch({"/bin/sh",
                      "-c",
                      testchildPath() + " " + shape.toStdString() + " " + size.toStdString() + " "
                          + births + " & read line; exit 5"});
        QVERIFY(bench.turnUntilOutput("ready"));
        QVERIFY(bench.session->stop(killOf(ProcessKey{2}), StopReason::User).has_value());
        QVERIFY(bench.turnUntil([&] { return !bench.all<StopEnded>().empty(); }));
        QCOMPARE(livingWith(births), 0);
        QVERIFY(bench.session->tree().find(ProcessKey{1})->isAlive());
        bench.endInput();
        QVERIFY(bench.turnUntilFinished());
        QCOMPARE(bench.session->tree().find(ProcessKey{1})->status->text(), std::string{"exit 5"});
    }
}

void TestSessionKill::launchIsBornInItsCgroupAndTheRecordNamesIt()
{
    if (!canMakeCgroups()) {
        QSKIP("no cgroups can be made here");
    }
    SessionBench bench;
    bench.launchShell("cat /proc/self/cgroup; read line");
    const std::string path = bench.all<Launched>()[0].cgroup;
    QVERIFY(exists(path));
    QVERIFY(bench.session->cgroupReason().empty());
    QVERIFY(bench.turnUntilOutput("0::"));
    QVERIFY(bench.turnUntilOutput(path.substr(path.rfind('/')) + "\n"));
    bench.endInput();
    QVERIFY(bench.turnUntilFinished());
}

void TestSessionKill::cgroupGoesWithItsLaunch()
{
    if (!canMakeCgroups()) {
        QSKIP("no cgroups can be made here");
    }
    SessionBench bench;
    bench.launchShell("exit 0");
    bench.launchShell("read line");
    const auto launched = bench.all<Launched>();
    QVERIFY(bench.turnUntilFinished());
    QVERIFY(bench.turnUntil([&] { return !exists(launched[0].cgroup); }));
    QVERIFY(exists(launched[1].cgroup));
    bench.endInput();
    QVERIFY(bench.turnUntilFinished(LaunchId{2}));
    bench.session.reset();
    QVERIFY(!exists(launched[1].cgroup));
}

void TestSessionKill::cgroupOfAFailedLaunchGoes()
{
    if (!canMakeCgroups()) {
        QSKIP("no cgroups can be made here");
    }
    const QDir folder{QString::fromStdString(ownCgroupDirectory().value())};
    const QStringList filter{QStringLiteral("treewarden-*-%1-*").arg(::getpid())};
    SessionBench bench;
    LaunchCommand command;
    command.argv = {"/nowhere/program"};
    QVERIFY(!bench.session->launch(command, LaunchStreams{}).has_value());
    QVERIFY(folder.entryList(filter, QDir::Dirs).isEmpty());
}

void TestSessionKill::withoutCgroupTheReasonIsKnown()
{
    SessionBench bench{TrackingChoice::Auto, false};
    bench.launchShell("exit 0");
    QCOMPARE(bench.all<Launched>()[0].cgroup, std::string{});
    QCOMPARE(bench.session->cgroupReason(), std::string{"as asked for"});
    QVERIFY(bench.turnUntilFinished());
}

void TestSessionKill::memberThatLeftTheCgroupIsKilledToo()
{
    if (!canMakeCgroups()) {
        QSKIP("no cgroups can be made here");
    }
    SessionBench bench;
    bench.launchChild({"fork-tree", "1", "2"});
    QVERIFY(bench.turnUntilOutput("ready", 3));
    QVERIFY(bench.turnUntil([&] { return bench.session->tree().aliveCount() == 3; }));
    const Pid left = bench.session->tree().find(ProcessKey{2})->pid;
    QVERIFY(writeTo(ownCgroupDirectory().value() + "/cgroup.procs", std::to_string(left.value)));
    QVERIFY(bench.session->stop(killOf(ProcessKey{1}), StopReason::User).has_value());
    QVERIFY(bench.turnUntilFinished());
    for (const StepTaken& step : bench.all<StepTaken>()) {
        QCOMPARE(step.result, StepResult::Delivered);
    }
    QCOMPARE(bench.all<StopEnded>()[0].survivors.size(), std::size_t{0});
    QCOMPARE(bench.session->tree().find(ProcessKey{2})->status->text(), std::string{"SIGKILL (9)"});
}

void TestSessionKill::whatWasNestedInTheCgroupGoesToo()
{
    if (!canMakeCgroups()) {
        QSKIP("no cgroups can be made here");
    }
    SessionBench bench;
    bench.launchChild({"fork-tree", "1", "1"});
    QVERIFY(bench.turnUntilOutput("ready", 2));
    const std::string path = bench.all<Launched>()[0].cgroup;
    QVERIFY(::mkdir((path + "/inner").c_str(), 0755) == 0);
    QVERIFY(bench.turnUntil([&] { return bench.session->tree().aliveCount() == 2; }));
    const Pid inner = bench.session->tree().find(ProcessKey{2})->pid;
    QVERIFY(writeTo(path + "/inner/cgroup.procs", std::to_string(inner.value)));
    QVERIFY(bench.session->stop(killOf(ProcessKey{1}), StopReason::User).has_value());
    QVERIFY(bench.turnUntilFinished());
    bench.session.reset();
    QVERIFY(!exists(path));
}

void TestSessionKill::cgroupOfProcessesLeftAloneStaysUntilTheyEnd()
{
    if (!canMakeCgroups()) {
        QSKIP("no cgroups can be made here");
    }
    SessionBench bench;
    bench.launchChild({"double-fork"});
    QVERIFY(bench.turnUntilOutput("ready"));
    const std::string path = bench.all<Launched>()[0].cgroup;
    bench.session->release(LaunchId{1});
    QVERIFY(bench.turnUntilFinished());
    QVERIFY(exists(path));
    bench.endInput();
    QVERIFY(bench.turnUntil([] { return childCount() == 0; }));
    bench.session.reset();
    QVERIFY(!exists(path));
}

void TestSessionKill::groupScopeSparesOtherGroups()
{
    SessionBench bench;
    bench.launchChild({"setsid"});
    QVERIFY(bench.turnUntilOutput("ready"));
    QVERIFY(bench.session->stop(killOf(ProcessKey{1}, "terminate@group:100ms"), StopReason::User)
                .has_value());
    QVERIFY(bench.turnUntil([&] { return !bench.all<StopEnded>().empty(); }));
    const auto survivors = bench.all<StopEnded>()[0].survivors;
    QCOMPARE(survivors.size(), std::size_t{1});
    QCOMPARE(survivors[0].reason, std::string{"not in the process group that SIGTERM was sent to"});
    bench.endInput();
    QVERIFY(bench.turnUntilFinished());
    QCOMPARE(bench.session->tree().find(survivors[0].key)->status->text(), std::string{"exit 7"});
}

void TestSessionKill::jobsThatIgnoreSigintAreNotWaitedFor()
{
    SessionBench bench;
    bench.launchShell("sleep 60 & sleep 61 & echo ready; exit 0");
    QVERIFY(bench.turnUntilOutput("ready"));
    QVERIFY(bench.turnUntil([&] { return !bench.session->tree().find(ProcessKey{1})->isAlive(); }));
    // The shell lets them ignore SIGINT after it has forked them.
    QVERIFY(bench.turnUntil([&] { return bench.all<Executed>().size() == 3; }));
    QVERIFY(bench.session
                ->stop(killOf(ProcessKey{1}, "interrupt:1h,terminate:1h,kill"), StopReason::Leak)
                .has_value());
    QVERIFY(bench.turnUntilFinished());
    const auto waits = bench.all<StepWaiting>();
    QCOMPARE(waits.size(), std::size_t{3});
    QCOMPARE(waits[1].step, 0U);
    QVERIFY(waits[1].until < waits[0].until);
    QCOMPARE(bench.session->tree().find(ProcessKey{2})->status->text(),
             std::string{"SIGTERM (15)"});
}

void TestSessionKill::frozenSurvivorIsNamedSo()
{
    if (!canMakeCgroups()) {
        QSKIP("no cgroups can be made here");
    }
    SessionBench bench;
    bench.launchShell("trap 'exit 4' TERM; echo ready; read line");
    QVERIFY(bench.turnUntilOutput("ready"));
    const std::string path = bench.all<Launched>()[0].cgroup;
    QVERIFY(writeTo(path + "/cgroup.freeze", "1"));
    QTRY_VERIFY(isFrozen(bench.session->tree().find(ProcessKey{1})->pid));
    QVERIFY(
        bench.session->stop(killOf(ProcessKey{1}, "terminate:50ms"), StopReason::User).has_value());
    QVERIFY(bench.turnUntil([&] { return !bench.all<StopEnded>().empty(); }));
    QCOMPARE(bench.all<StopEnded>()[0].survivors[0].reason,
             std::string{"frozen by its cgroup: signals wait until it is thawed"});
    QVERIFY(writeTo(path + "/cgroup.freeze", "0"));
    QVERIFY(bench.turnUntilFinished());
    QCOMPARE(bench.session->tree().find(ProcessKey{1})->status->text(), std::string{"exit 4"});
}

} // namespace tw

QTEST_GUILESS_MAIN(tw::TestSessionKill)
#include "tst_session_kill.moc"
