#include "core/kernel/proc_connector.h"
#include "core/tracking/tracker.h"
#include "core/tree/process_tree.h"
#include "tests/core/tracking/fact_script.h"
#include "tests/support/child_check.h"
#include "tests/support/child_signal.h"
#include "tests/support/print_values.h"

#include <QtTest>

#include <algorithm>
#include <array>
#include <csignal>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace tw;
using namespace std::chrono_literals;

namespace {

std::string testchild()
{
    return QCoreApplication::applicationDirPath().toStdString() + "/testchild";
}

/// A launch of testchild, its pipes, and the tree that the tracker records.
class Bench
{
public:
    explicit Bench(TrackingChoice choice)
    {
        m_loop = std::move(*EventLoop::open(m_clock));
        auto tracker = Tracker::open(
            *m_loop, m_clock, m_handles, choice, [this](Time time, TreeEvent event) {
                const auto applied = m_tree.apply(time, event);
                if (!applied) {
                    m_text += "REFUSED " + applied.error().message + "\n";
                }
                m_text += eventLine(event);
            });
        m_error = tracker ? "" : tracker.error().message;
        m_tracker = tracker ? std::move(*tracker) : nullptr;
    }

    void launch(std::vector<std::string> words)
    {
        std::array<int, 2> in{};
        std::array<int, 2> out{};
        QCOMPARE(::pipe2(in.data(), O_CLOEXEC) + ::pipe2(out.data(), O_CLOEXEC), 0);
        m_input.reset(in[1]);
        m_output.reset(out[0]);
        ::fcntl(out[0], F_SETFL, O_NONBLOCK);
        const UniqueFd childInput{in[0]};
        const UniqueFd childOutput{out[1]};
        words.insert(words.begin(), testchild());
        SpawnRequest request;
        request.argv = words;
        request.environment = {"PATH=/usr/bin:/bin", "TREEWARDEN_LAUNCH=bench-1"};
        request.streams = {childInput.get(), childOutput.get(), 2};
        auto spawned = spawn(request);
        QVERIFY(spawned.has_value());
        m_id = m_tracker->adopt(std::move(*spawned), words, "/", "bench-1").first;
    }

    /// Turns the loop until `count` processes have said that they are ready.
    void awaitReady(int count)
    {
        QVERIFY(turnUntil([&] {
            std::array<char, 4096> bytes{};
            const auto size = ::read(m_output.get(), bytes.data(), bytes.size());
            m_ready += static_cast<int>(
                std::count(bytes.begin(), bytes.begin() + std::max<ssize_t>(size, 0), '\n'));
            return m_ready >= count;
        }));
    }

    /// Closes stdin, which ends everything that holds, and waits for the end of the tree.
    void awaitEnd()
    {
        m_input.reset();
        QVERIFY(turnUntil([&] { return m_tree.find(m_id)->alive == 0; }));
        m_tracker->settle();
        QCOMPARE(m_tree.find(m_id)->alive, std::size_t{0});
        QVERIFY2(m_text.find("REFUSED") == std::string::npos, m_text.c_str());
    }

    template <typename Condition>
    bool turnUntil(Condition condition)
    {
        const auto deadline = std::chrono::steady_clock::now() + 20s;
        while (!condition()) {
            if (std::chrono::steady_clock::now() > deadline) {
                return false;
            }
            m_loop->turn(10ms);
        }
        return true;
    }

    /// Statuses of all members in order of birth: "exit 0, exit 7".
    [[nodiscard]] std::string statuses() const
    {
        std::string text;
        for (const ProcessKey key : m_tree.find(m_id)->members) {
            const auto status = m_tree.find(key)->status;
            text += (text.empty() ? "" : ", ") + (status ? status->text() : "unknown");
        }
        return text;
    }

    [[nodiscard]] const Process& member(std::size_t index) const
    {
        return *m_tree.find(m_tree.find(m_id)->members.at(index));
    }
    [[nodiscard]] std::size_t memberCount() const { return m_tree.find(m_id)->members.size(); }

    SystemClock m_clock{};
    std::unique_ptr<EventLoop> m_loop{};
    ProcessHandles m_handles{};
    ProcessTree m_tree{};
    std::string m_text{};
    std::string m_error{};
    std::unique_ptr<Tracker> m_tracker{};
    LaunchId m_id{};
    UniqueFd m_input{};
    UniqueFd m_output{};
    int m_ready{0};
};

} // namespace

class TestTracker final : public QObject
{
    Q_OBJECT

public:
    static void initMain() { blockChildSignal(); }

private Q_SLOTS:
    void initTestCase() { m_isExactAllowed = ProcConnector::open().has_value(); }

    void init() { m_descriptors = openDescriptors(); }
    void cleanup()
    {
        QCOMPARE(childCount(), std::size_t{0});
        QCOMPARE(openDescriptors(), m_descriptors);
    }

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
        QCOMPARE(bench.member(0).usage.threads, 4U);
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
        const auto pid = ::fork();
        if (pid == 0) {
            const bool isUser = ::setuid(65534) == 0;
            Bench bench{TrackingChoice::Auto};
            SpawnRequest request;
            request.argv = {"/bin/sh", "-c", "sh -c 'exit 5' & wait $!; exit 6"};
            auto spawned = spawn(request);
            bench.m_id = bench.m_tracker->adopt(std::move(*spawned), request.argv, "/").first;
            bench.awaitEnd();
            const bool isRight = bench.m_tracker->mode() == TrackingMode::Sampled
                                 || bench.statuses() == "exit 6, exit 5";
            ::_exit(isUser && isRight && bench.member(0).status == WaitStatus::exited(6) ? 0 : 1);
        }
        int status = 0;
        QCOMPARE(::waitpid(pid, &status, 0), pid);
        QCOMPARE(status, 0);
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

    std::size_t m_descriptors{0};
    bool m_isExactAllowed{false};
};

QTEST_GUILESS_MAIN(TestTracker)
#include "tst_tracker.moc"
