#include "core/kernel/proc_connector.h"
#include "tests/core/tracking/tracking_bench.h"
#include "tests/support/child_signal.h"
#include "tests/support/tidy_test.h"

#include <QtTest>

#include <csignal>

#include <unistd.h>

using namespace tw;
using namespace std::chrono_literals;

namespace {

constexpr unsigned kNobody = 65534;

} // namespace

class TestTracker final : public TidyTest
{
    Q_OBJECT

public:
    static void initMain() { blockChildSignal(); }

private Q_SLOTS:
    void initTestCase() { m_isExactAllowed = ProcConnector::open().has_value(); }

    void rootIsLaunchedExecutedAndExited_data() { modes(); }
    void rootIsLaunchedExecutedAndExited()
    {
        Bench bench{choice()};
        bench.launch({"exit", "3"});
        bench.awaitEnd();
        QCOMPARE(bench.m_text, std::string{"launched 1\nexecuted 1\nexited 1: exit 3\n"});
        QVERIFY(bench.member(0).command == (std::vector<std::string>{testchild(), "exit", "3"}));
        QVERIFY(bench.member(0).cpuTime.has_value());
        QVERIFY(*bench.member(0).ended >= bench.member(0).started);
    }

    void treeIsRecordedWithItsLineage_data() { modes(); }
    void treeIsRecordedWithItsLineage()
    {
        Bench bench{choice()};
        bench.launch({"fork-tree", "2", "2"});
        bench.awaitReady(7);
        QVERIFY(bench.turnUntil([&] { return bench.memberCount() == 7; }));
        QCOMPARE(bench.m_tree.find(ProcessKey{1})->children.size(), std::size_t{2});
        bench.awaitEnd();
        QCOMPARE(bench.statuses(),
                 std::string{"exit 0, exit 0, exit 0, exit 0, exit 0, exit 0, exit 0"});
    }

    void daemonStaysAMember_data() { modes(); }
    void daemonStaysAMember()
    {
        Bench bench{choice()};
        bench.launch({"double-fork", "10"});
        bench.awaitReady(1);
        QVERIFY(bench.turnUntil([&] { return bench.member(0).ended.has_value(); }));
        bench.m_tracker->settle();
        QCOMPARE(bench.m_tree.find(bench.m_id)->alive, std::size_t{1});
        bench.awaitEnd();
        compareStatuses(bench, "exit 0, exit 0, exit 10", "exit 10");
    }

    void orphanOfAnInnerSubreaperStaysAMember_data() { modes(); }
    void orphanOfAnInnerSubreaperStaysAMember()
    {
        Bench bench{choice()};
        bench.launch({"inner-subreaper"});
        bench.awaitReady(1);
        bench.awaitEnd();
        compareStatuses(bench, "exit 0, exit 11, exit 12", "exit 12");
    }

    void otherSessionStaysAMember_data() { modes(); }
    void otherSessionStaysAMember()
    {
        Bench bench{choice()};
        bench.launch({"setsid"});
        bench.awaitReady(1);
        QVERIFY(bench.turnUntil([&] { return bench.memberCount() == 2; }));
        bench.awaitEnd();
        QCOMPARE(bench.statuses(), std::string{"exit 0, exit 7"});
    }

    void siblingByCloneParentIsAMemberAndReaped_data() { modes(); }
    void siblingByCloneParentIsAMemberAndReaped()
    {
        Bench bench{choice()};
        bench.launch({"clone-parent"});
        bench.awaitReady(1);
        QVERIFY(bench.turnUntil([&] { return bench.memberCount() == 2; }));
        bench.awaitEnd();
        QCOMPARE(bench.statuses(), std::string{"exit 0, exit 21"});
    }

    void leaderThatEndsFirstIsNotTheEnd_data() { modes(); }
    void leaderThatEndsFirstIsNotTheEnd()
    {
        Bench bench{choice()};
        bench.launch({"leader-exit", "6"});
        bench.awaitReady(1);
        QVERIFY(bench.turnUntil([&] {
            bench.m_tracker->settle();
            return readProcStat(bench.member(0).pid)->state == 'Z';
        }));
        bench.m_tracker->settle();
        QVERIFY(bench.member(0).isAlive());
        bench.awaitEnd();
        QCOMPARE(bench.statuses(), std::string{"exit 6"});
    }

    void execByAnotherThreadIsTheSameProcess_data() { modes(); }
    void execByAnotherThreadIsTheSameProcess()
    {
        Bench bench{choice()};
        bench.launch({"thread-exec", testchild(), "hold", "8"});
        bench.awaitReady(1);
        QVERIFY(bench.turnUntil([&] { return bench.member(0).command->at(1) == "hold"; }));
        bench.awaitEnd();
        QCOMPARE(bench.statuses(), std::string{"exit 8"});
    }

    void threadsAreNotProcesses_data() { modes(); }
    void threadsAreNotProcesses()
    {
        Bench bench{choice()};
        bench.launch({"threads", "50"});
        bench.awaitReady(1);
        bench.awaitEnd();
        QCOMPARE(bench.statuses(), std::string{"exit 5"});
    }

    void zombieThatNobodyReapsHasEnded_data() { modes(); }
    void zombieThatNobodyReapsHasEnded()
    {
        Bench bench{choice()};
        bench.launch({"zombie"});
        bench.awaitReady(1);
        QVERIFY(bench.turnUntil(
            [&] { return bench.memberCount() == 2 && !bench.member(1).isAlive(); }));
        QVERIFY(bench.member(0).isAlive());
        QCOMPARE(bench.member(1).status->text(), std::string{"exit 33"});
        bench.awaitEnd();
        QCOMPARE(bench.memberCount(), std::size_t{2}); // scans saw it again and again
    }

    void sampledLivesShowWhatTheyUse()
    {
        Bench bench{TrackingChoice::Auto};
        bench.launch({"threads", "3"});
        bench.awaitReady(1);
        QVERIFY(bench.turnUntil([&] { return bench.member(0).usage.residentBytes > 0; }));
        // A sanitizer has a thread of its own in there.
        const auto threads = readProcStat(bench.member(0).pid)->threads;
        QVERIFY(threads >= 4);
        QCOMPARE(bench.member(0).usage.threads, threads);
        QVERIFY(bench.member(0).maxResidentBytes >= bench.member(0).usage.residentBytes);
        bench.awaitEnd();
        QVERIFY(bench.member(0).maxResidentBytes > std::uint64_t{100'000});
    }

    void everyShortLifeIsRecordedExactly()
    {
        if (!m_isExactAllowed) {
            QSKIP("the kernel does not allow exact tracking here");
        }
        Bench bench{TrackingChoice::Exact};
        bench.launch({"storm", "300"});
        bench.awaitEnd();
        QCOMPARE(bench.memberCount(), std::size_t{301});
        for (std::size_t child = 0; child < 300; ++child) {
            QCOMPARE(bench.member(child + 1).status->code(),
                     std::optional{static_cast<int>(child & 0xff)});
        }
        QCOMPARE(bench.m_tree.lostEvents(), std::uint64_t{0});
    }

    void childThatTheKernelReapsHasItsStatus()
    {
        if (!m_isExactAllowed) {
            QSKIP("the kernel does not allow exact tracking here");
        }
        Bench bench{TrackingChoice::Exact};
        bench.launch({"autoreap"});
        bench.awaitEnd();
        QCOMPARE(bench.statuses(), std::string{"exit 0, exit 44"});
    }

    void stopOfTheRootIsTold()
    {
        Bench bench{TrackingChoice::Auto};
        std::optional<SignalNumber> stop;
        bench.m_tracker->onRootStopped = [&](ProcessKey, SignalNumber signal) { stop = signal; };
        bench.launch({"stop", std::to_string(SIGTTIN)});
        QVERIFY(bench.turnUntil([&] { return stop.has_value(); }));
        QCOMPARE(stop->value, SIGTTIN);
        QCOMPARE(bench.m_handles.send(ProcessKey{1}, SignalNumber{SIGCONT}).result,
                 SignalResult::Delivered);
        bench.awaitEnd();
        QCOMPARE(bench.m_handles.send(ProcessKey{1}, SignalNumber{SIGTERM}).result,
                 SignalResult::Gone);
    }

    void ordinaryUserMayTrack()
    {
        if (::geteuid() != 0) {
            QSKIP("needs root to become an ordinary user; as one, the tests above are it");
        }
        QProcess user;
        user.setChildProcessModifier([] {
            if (::setgid(kNobody) != 0 || ::setuid(kNobody) != 0) {
                ::_exit(126);
            }
        });
        user.setProcessChannelMode(QProcess::MergedChannels);
        user.start(QCoreApplication::applicationFilePath(),
                   {QStringLiteral("rootIsLaunchedExecutedAndExited"),
                    QStringLiteral("treeIsRecordedWithItsLineage"),
                    QStringLiteral("everyShortLifeIsRecordedExactly"),
                    QStringLiteral("childThatTheKernelReapsHasItsStatus")});
        QVERIFY(user.waitForFinished(60'000));
        const QByteArray output = user.readAll();
        if (user.exitCode() == 126 || user.error() == QProcess::FailedToStart) {
            QSKIP("an ordinary user may not execute this program where it is");
        }
        QVERIFY2(user.exitCode() == 0, output.constData());
    }

    void foundOnesAreMarkedAndHaveTheirOwnStart()
    {
        Bench bench{TrackingChoice::Sampled};
        const Time before = bench.m_clock.now();
        bench.launch({"fork-tree", "1", "1"});
        bench.awaitReady(2);
        const Time after = bench.m_clock.now();
        QVERIFY(bench.turnUntil([&] { return bench.memberCount() == 2; }));
        QVERIFY(!bench.member(0).found);
        QVERIFY(bench.member(1).found);
        QVERIFY(bench.member(1).started >= before);
        QVERIFY(bench.member(1).started <= after);
        bench.awaitEnd();
    }

    void toldOnesAreNotMarkedAsFound()
    {
        if (!m_isExactAllowed) {
            QSKIP("the kernel does not allow exact tracking here");
        }
        Bench bench{TrackingChoice::Exact};
        bench.launch({"fork-tree", "1", "1"});
        bench.awaitReady(2);
        QVERIFY(bench.turnUntil([&] { return bench.memberCount() == 2; }));
        QVERIFY(!bench.member(1).found);
        bench.awaitEnd();
    }

    void rateOfScansIsSaid()
    {
        const Bench bench{TrackingChoice::Sampled};
        QCOMPARE(bench.m_tracker->reason(), std::string{"sampled every 100 ms: as asked for"});
    }

private:
    void modes() const
    {
        QTest::addColumn<int>("choice");
        QTest::newRow("sampled") << static_cast<int>(TrackingChoice::Sampled);
        if (m_isExactAllowed) {
            QTest::newRow("exact") << static_cast<int>(TrackingChoice::Exact);
        }
    }
    static TrackingChoice choice()
    {
        QFETCH(const int, choice);
        return static_cast<TrackingChoice>(choice);
    }

    /// A scan may miss a short life, or find it after that of its child.
    static void
    compareStatuses(const Bench& bench, const std::string& exact, const std::string& sampled)
    {
        if (bench.m_tracker->mode() == TrackingMode::Exact) {
            QCOMPARE(bench.statuses(), exact);
            return;
        }
        const std::string all = ", " + bench.statuses() + ",";
        const auto at = all.find(", " + sampled + ",");
        QVERIFY2(at != std::string::npos, all.c_str());
        QVERIFY2(all.find(", " + sampled + ",", at + 1) == std::string::npos, all.c_str());
    }

    bool m_isExactAllowed{false};
};

QTEST_GUILESS_MAIN(TestTracker)
#include "tst_tracker.moc"
