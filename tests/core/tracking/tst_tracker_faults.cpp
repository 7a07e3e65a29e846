#include "core/kernel/proc_connector.h"
#include "core/kernel/wake_fd.h"
#include "tests/core/tracking/tracking_bench.h"
#include "tests/support/child_signal.h"
#include "tests/support/tidy_test.h"

#include <QtTest>

#include <csignal>
#include <thread>

#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace tw;
using namespace std::chrono_literals;

namespace {

/// The connector, read only when the loop comes to it.
class LoopSource final : public TrackingSource
{
public:
    explicit LoopSource(std::unique_ptr<ProcConnector> connector)
        : m_connector(std::move(connector))
    {}

    [[nodiscard]] TrackingMode mode() const override { return TrackingMode::Exact; }
    [[nodiscard]] const std::string& reason() const override { return m_reason; }
    [[nodiscard]] int fd() const override { return m_connector->fd(); }
    [[nodiscard]] std::chrono::milliseconds interval() const override { return {}; }
    void read(SourceBatch& batch) override
    {
        const ConnectorRead result = m_connector->read(batch.events);
        batch.lost += result.lost;
        batch.isIncomplete = batch.isIncomplete || result.isIncomplete;
        batch.isMore = result.isMore;
    }
    void follow(const std::vector<Pid>&) override {}
    void hurry() override {}
    void leavePrograms(std::chrono::nanoseconds) override {}

private:
    std::unique_ptr<ProcConnector> m_connector;
    std::string m_reason{"events, read late"};
};

} // namespace

/// What the tracker makes of losses, and of children and threads that are not its own.
class TestTrackerFaults final : public TidyTest
{
    Q_OBJECT

public:
    static void initMain() { blockChildSignal(); }

private Q_SLOTS:
    void whatIsLostIsFoundAgain()
    {
        auto connector = ProcConnector::open();
        if (!connector) {
            QSKIP("the kernel does not allow exact tracking here");
        }
        constexpr int kTiny = 2048; // a few events
        QCOMPARE(::setsockopt((*connector)->fd(), SOL_SOCKET, SO_RCVBUF, &kTiny, sizeof kTiny), 0);
        Bench bench{std::make_unique<LoopSource>(std::move(*connector))};
        bench.launch({"fork-tree", "2", "4"});
        // The loop does not turn while they are born.
        QTRY_VERIFY((bench.readOutput(), bench.m_ready == 21));
        QVERIFY(bench.turnUntil([&] { return bench.m_tree.lostEvents() > 0; }));
        QCOMPARE(bench.memberCount(), std::size_t{21});
        QCOMPARE(bench.m_tree.find(ProcessKey{1})->children.size(), std::size_t{4});
        // Their ends are lost as well.
        bench.awaitEnd();
        QCOMPARE(bench.memberCount(), std::size_t{21});
    }

    void failedStartIsNobodysProcess()
    {
        Bench bench{TrackingChoice::Auto};
        bench.launch({"hold"});
        SpawnRequest request;
        request.argv = {"/etc/passwd"};
        QVERIFY(!spawn(request).has_value());
        bench.awaitReady(1);
        bench.awaitEnd();
        QCOMPARE(bench.memberCount(), std::size_t{1});
    }

    void sparedChildIsLeftToItsOwner()
    {
        Bench bench{TrackingChoice::Auto};
        bench.launch({"hold"});
        SpawnRequest request;
        request.argv = {testchild(), "exit", "77"};
        const auto helper = spawn(request);
        bench.m_tracker->spare(*helper);
        bench.awaitReady(1);
        QVERIFY(bench.turnUntil([&] { return helper->pidfd.hasExited(); }));
        bench.m_loop->turn(50ms);
        int status = 0;
        QCOMPARE(::waitpid(helper->pid.value, &status, 0), helper->pid.value);
        QCOMPARE(WEXITSTATUS(status), 77);
        bench.awaitEnd();
        QCOMPARE(bench.memberCount(), std::size_t{1});
    }

    void stopIsToldThoughAnotherThreadTakesTheSignal()
    {
        // What a thread does not block the kernel may hand to it, and drop: it is ignored there.
        const auto done = std::move(*WakeFd::open());
        std::thread thief{[&] {
            sigset_t child{};
            ::sigemptyset(&child);
            ::sigaddset(&child, SIGCHLD);
            ::pthread_sigmask(SIG_UNBLOCK, &child, nullptr);
            pollfd request{done.fd(), POLLIN, 0};
            while (::poll(&request, 1, -1) != 1) {
            }
        }};
        const auto end = qScopeGuard([&] {
            done.wake();
            thief.join();
        });
        Bench bench{TrackingChoice::Auto};
        int stops = 0;
        bench.m_tracker->onRootStopped = [&](ProcessKey, SignalNumber) { ++stops; };
        for (int launch = 1; launch <= 3; ++launch) {
            bench.launch({"stop", std::to_string(SIGTTIN)});
            QVERIFY(bench.turnUntil([&] { return stops == launch; }));
            const ProcessKey root = bench.m_tree.find(bench.m_id)->root;
            QCOMPARE(bench.m_handles.send(root, SignalNumber{SIGCONT}).result,
                     SignalResult::Delivered);
            bench.awaitEnd();
        }
    }
};

QTEST_GUILESS_MAIN(TestTrackerFaults)
#include "tst_tracker_faults.moc"
