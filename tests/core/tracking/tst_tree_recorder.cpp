#include "core/kernel/own_process.h"
#include "core/kernel/spawn.h"
#include "core/tracking/tree_recorder.h"
#include "core/tree/process_tree.h"
#include "tests/core/tracking/fact_script.h"
#include "tests/support/print_values.h"
#include "tests/support/tidy_test.h"

#include <QtTest>

#include <csignal>

#include <fcntl.h>
#include <unistd.h>

using namespace tw;
using namespace std::chrono_literals;

namespace {

// Far beyond any pid_max: these processes exist in scripts alone, as if they were gone already.
constexpr int kRoot = 900'000'000;

std::string withPids(std::string script)
{
    // R, A, B, C stand for pids; S for our own.
    const std::map<char, int> pids{
        {'R', kRoot}, {'A', kRoot + 1}, {'B', kRoot + 2}, {'C', kRoot + 3}, {'S', ::getpid()}};
    std::string text;
    for (const char letter : script) {
        const auto found = pids.find(letter);
        text += found == pids.end() ? std::string(1, letter) : std::to_string(found->second);
    }
    return text;
}

} // namespace

class TestTreeRecorder final : public TidyTest
{
    Q_OBJECT

private Q_SLOTS:
    void init() override
    {
        TidyTest::init();
        m_text.clear();
        m_tree = {};
        m_handles = {};
        m_begin = monotonicNow() + 1s;
        m_recorder = std::make_unique<TreeRecorder>(
            m_clock, m_handles, [this](Time time, TreeEvent event) {
                const auto applied = m_tree.apply(time, event);
                QVERIFY2(applied.has_value(), applied ? "" : applied.error().message.c_str());
                m_text += eventLine(event);
                if (const auto* forked = std::get_if<Forked>(&event)) {
                    m_hadHandle = m_handles.find(forked->key) != nullptr;
                }
            });
        m_recorder->expectEndsToBeTold();
    }
    void cleanup() override
    {
        m_recorder.reset();
        TidyTest::cleanup();
    }

    void shortLivesAreRecordedWithTheSourcesStatus()
    {
        adoptRoot();
        play("fork R A\nfork A B\nexit B 256\nexit A 15\n");
        QVERIFY(!m_tree.find(ProcessKey{2})->found);
        QCOMPARE(m_text,
                 std::string{"forked 2 by 1\nforked 3 by 2\n"
                             "exited 2: SIGTERM (15)\nexited 3: exit 1\n"});
    }

    void whoeverHearsOfABirthFindsItsHandle()
    {
        adoptRoot();
        play("fork R A\n");
        QVERIFY(m_hadHandle);
    }

    void strangersAreIgnored()
    {
        adoptRoot();
        play("fork 4711 A\nexec A\ncomm A x\nexit A 0\nfork A B\n");
        QCOMPARE(m_text, std::string{});
    }

    void nothingIsToldAfterTheEnd()
    {
        adoptRoot();
        play("fork R A\nexit A 0\n");
        play("comm A late\nexec A\nuid A 5\nthread-exit A 0\nexit A 9\n");
        QCOMPARE(m_text, std::string{"forked 2 by 1\nexited 2: exit 0\n"});
    }

    void changesAreTold()
    {
        adoptRoot();
        play("fork R A\ncomm A worker\ncomm A worker\nuid A 7\ngid A 8\nsetsid A\n");
        QCOMPARE(m_text,
                 std::string{"forked 2 by 1\nrenamed 2 worker\nidentity 2 uid 7\nidentity 2 gid 8\n"
                             "identity 2 session\n"});
    }

    void pidThatIsUsedAgainIsAnotherProcess()
    {
        adoptRoot();
        // The kernel has given the pid away: so the first one has ended, though nobody looked.
        play("fork R A\nexit A 256\nfork R A\nexit A 512\n", false);
        finishAll();
        QCOMPARE(m_text,
                 std::string{"forked 2 by 1\nexited 2: exit 1\nforked 3 by 1\nexited 3: exit 2\n"});
    }

    void childOfOneWhosePidIsUsedAgainKeepsItsCreator()
    {
        adoptRoot();
        play("fork R A\nfork A B\nexit A 0\nfork R A\nfork A C\n", false);
        QCOMPARE(
            m_text,
            std::string{
                "forked 2 by 1\nforked 3 by 2\nexited 2: exit 0\nforked 4 by 1\nforked 5 by 4\n"});
    }

    void otherThreadsStatusMakesTheLeadersDoubtful()
    {
        adoptRoot();
        play("fork R A\nexit A 2304\nthread-exit A 1536\n");
        QCOMPARE(m_text, std::string{"forked 2 by 1\nexited 2: unknown\n"});
    }

    void threadsThatEndTogetherLeaveNoDoubt()
    {
        adoptRoot();
        play("fork R A\nthread-exit A 1536\nexit A 1536\nthread-exit A 1536\n");
        QCOMPARE(m_text, std::string{"forked 2 by 1\nexited 2: exit 6\n"});
    }

    void siblingByCloneParentBelongsToTheOnlyLaunch()
    {
        adoptRoot();
        play("fork S A\nexit A 5376\n");
        QCOMPARE(m_text, std::string{"forked 2 by 1\nexited 2: exit 21\n"});
    }

    void childOfOursThatNeverExecutedIsNobodys()
    {
        adoptRoot();
        play("fork S A\nexit A 32512 0\n");
        QCOMPARE(m_text, std::string{});
    }

    void sparedChildIsNobodys()
    {
        adoptRoot();
        m_recorder->spare(Pid{kRoot + 1});
        play("fork S A\nexit A 0\n");
        QCOMPARE(m_text, std::string{});
    }

    void siblingIsNotGuessedAmongSeveralLaunches()
    {
        adoptRoot();
        adoptRoot(kRoot + 10);
        play("fork S A\nexit A 0\n");
        QCOMPARE(m_text, std::string{});
    }

    void ownBirthIsNotToldTwice()
    {
        m_begin = monotonicNow() - 10s; // before the adoption
        adoptRoot();
        play("fork S R\nexec R\nexec R\n");
        // What its program is was read at the first, after the second had happened.
        QCOMPARE(m_text, std::string{"executed 1\n"});
    }

    void leadersExitIsOnlyAHint()
    {
        const Hold hold{m_recorder.get()};
        m_text.clear();
        const std::string pid = std::to_string(hold.pid.value);
        play("exit " + pid + " 2304\n");
        QCOMPARE(m_text, std::string{}); // its pidfd says that it lives (other threads do)
        play("exec " + pid + "\n");      // by another of its threads
        QCOMPARE(m_text, std::string{"executed 1\n"});
        m_text.clear();
        play("fork " + pid + " A\nexit A 0\n");
        QCOMPARE(m_text, std::string{"forked 2 by 1\nexited 2: exit 0\n"});
        hold.end();
        m_recorder->suspect(ProcessKey{1});
        finishAll();
        QCOMPARE(m_text, std::string{"forked 2 by 1\nexited 2: exit 0\nexited 1: SIGKILL (9)\n"});
    }

    void scanFindsWhatNoEventTold()
    {
        adoptRoot();
        ProcessScan scan;
        scan.began = monotonicNow();
        scan.processes = {statOf(kRoot + 1, kRoot), statOf(kRoot + 2, kRoot + 1)};
        m_recorder->merge(scan);
        m_recorder->merge(scan); // what is known is not told again
        QCOMPARE(m_text, std::string{"forked 2 by 1\nforked 3 by 2\n"});
        QVERIFY(m_tree.find(ProcessKey{2})->found);
        // The event about the birth that the scan had found is late, and not news.
        m_begin = scan.began - 1s;
        play("fork R A\n");
        QCOMPARE(m_text, std::string{"forked 2 by 1\nforked 3 by 2\n"});
    }

    void scanTellsAPidThatIsUsedAgain()
    {
        adoptRoot();
        ProcessScan scan;
        scan.began = monotonicNow();
        scan.processes = {statOf(kRoot + 1, kRoot)};
        m_recorder->merge(scan);
        scan.processes.front().startTicks += 5;
        m_recorder->merge(scan);
        QCOMPARE(m_text, std::string{"forked 2 by 1\nexited 2: unknown\nforked 3 by 1\n"});
    }

    void scanFindsExecsByTheirArguments()
    {
        adoptRoot();
        ProcessScan scan;
        scan.began = monotonicNow();
        scan.processes = {statOf(kRoot + 1, kRoot)};
        m_recorder->merge(scan);
        scan.processes.front().programMark = 7777;
        m_recorder->merge(scan);
        m_recorder->merge(scan);
        QCOMPARE(m_text, std::string{"forked 2 by 1\nexecuted 2\n"});
    }

    void whereNobodyTellsOfEndsNoneIsWaitedFor()
    {
        m_recorder = std::make_unique<TreeRecorder>(
            m_clock, m_handles, [this](Time time, TreeEvent event) {
                QVERIFY(m_tree.apply(time, event).has_value());
                m_text += eventLine(event);
            });
        adoptRoot();
        ProcessScan scan;
        scan.began = monotonicNow();
        scan.processes = {statOf(kRoot + 1, kRoot)}; // gone when its handle is to be opened
        m_recorder->merge(scan);
        finishAll();
        QCOMPARE(m_text, std::string{"forked 2 by 1\nexited 2: unknown\n"});
    }

    void lossIsToldAndPhantomsEnd()
    {
        adoptRoot();
        play("fork R A\n");
        m_recorder->announceLoss(5, "kernel events");
        QCOMPARE(m_text, std::string{"forked 2 by 1\nlost 5\n"});
        // Its exit was among the lost: it is gone from /proc, and after a second it is told as
        // ended.
        m_recorder->suspect(ProcessKey{2});
        [&] {
            QTRY_VERIFY_WITH_TIMEOUT((m_recorder->suspect(ProcessKey{2}),
                                      finishAll(),
                                      m_text.ends_with("exited 2: unknown\n")),
                                     10000);
        }();
    }

private:
    /// A real root that holds until end(), or the end of the test.
    struct Hold
    {
        explicit Hold(TreeRecorder* recorder)
        {
            SpawnRequest request;
            request.argv = {"sleep", "60"};
            auto spawned = spawn(request);
            pid = spawned->pid;
            pidfd = std::move(*Pidfd::open(pid));
            recorder->adopt(std::move(*spawned),
                            {request.argv, "/", TrackingMode::Exact, "script", {}});
        }
        void end() const
        {
            QVERIFY(pidfd.sendSignal(SignalNumber{SIGKILL}).has_value());
            QTRY_VERIFY(pidfd.hasExited());
        }

        Pid pid{};
        Pidfd pidfd{};
    };

    void adoptRoot(int pid = kRoot)
    {
        m_recorder->adopt({Pid{pid}, {}, m_begin},
                          {{"root"}, "/", TrackingMode::Exact, "script", {}});
        m_text.clear();
    }

    ProcStat statOf(int pid, int parent) const
    {
        ProcStat stat;
        stat.pid = Pid{pid};
        stat.parent = Pid{parent};
        stat.startTicks = 1;
        return stat;
    }

    void play(const std::string& script, bool finishes = true)
    {
        for (const KernelEvent& event : parseFacts(withPids(script), m_begin)) {
            m_recorder->apply(event);
        }
        m_begin += 1s;
        if (finishes) {
            finishAll();
        }
    }

    void finishAll()
    {
        for (const ProcessKey key : m_recorder->selectEnded(m_recorder->takeSuspects())) {
            m_recorder->finish(key);
        }
    }

    SystemClock m_clock{};
    ProcessHandles m_handles{};
    ProcessTree m_tree{};
    std::unique_ptr<TreeRecorder> m_recorder{};
    std::string m_text{};
    bool m_hadHandle{false};
    std::chrono::nanoseconds m_begin{};
};

QTEST_GUILESS_MAIN(TestTreeRecorder)
#include "tst_tree_recorder.moc"
