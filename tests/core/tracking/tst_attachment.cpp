#include "core/kernel/own_process.h"
#include "core/tracking/attachment.h"
#include "tests/core/tracking/tracking_bench.h"
#include "tests/support/tidy_test.h"

#include <csignal>

#include <sys/wait.h>

using namespace tw;

namespace {

/// A process that is not our child: a shell starts it, says its number, and waits for it. It reads
/// what we write, and has ended once we end the input.
class Stranger
{
public:
    explicit Stranger(const std::string& command)
    {
        std::array<int, 2> in{};
        std::array<int, 2> out{};
        QCOMPARE(::pipe2(in.data(), O_CLOEXEC) + ::pipe2(out.data(), O_CLOEXEC), 0);
        input.reset(in[1]);
        m_output.reset(out[0]);
        const UniqueFd childInput{in[0]};
        const UniqueFd childOutput{out[1]};
        // A shell gives what it starts in the background another stdin.
        const std::string script = "exec 3<&0; " + command + " <&3 & echo $!; wait $!; exit 0";
        m_shell = ::fork();
        if (m_shell == 0) {
            // Whoever tracks reads SIGCHLD; a shell waits for it.
            sigset_t none{};
            ::sigemptyset(&none);
            ::sigprocmask(SIG_SETMASK, &none, nullptr);
            ::dup2(childInput.get(), STDIN_FILENO);
            ::dup2(childOutput.get(), STDOUT_FILENO);
            ::execl("/bin/sh", "sh", "-c", script.c_str(), nullptr);
            ::_exit(127);
        }
        // What it says itself may come first.
        while (pid.value == 0) {
            const std::string line = readLine();
            pid = Pid{std::atoi(line.c_str())};
            m_ready += line == "ready" ? 1 : 0;
        }
    }
    Stranger(const Stranger&) = delete;
    Stranger& operator=(const Stranger&) = delete;
    ~Stranger()
    {
        input.reset();
        // Whatever else became our child may have been reaped by the tracker.
        ::waitpid(m_shell, nullptr, 0);
    }

    void awaitReady(int count)
    {
        while (m_ready < count) {
            QCOMPARE(readLine(), std::string{"ready"});
            ++m_ready;
        }
    }

    std::string readLine()
    {
        std::string line;
        for (char byte = 0; ::read(m_output.get(), &byte, 1) == 1 && byte != '\n';) {
            line += byte;
        }
        return line;
    }

    void say(const std::string& text) const
    {
        QVERIFY(::write(input.get(), text.data(), text.size()) > 0);
    }

    Pid pid{};
    UniqueFd input{};

private:
    UniqueFd m_output{};
    int m_shell{-1};
    int m_ready{0};
};

std::string refusalOf(Bench& bench, Pid pid, std::optional<std::uint64_t> startTicks = {})
{
    const auto attached = bench.m_tracker->attach(pid, startTicks);
    return attached ? "" : attached.error().message;
}

} // namespace

/// Running processes as trees that are only watched.
class TestAttachment final : public TidyTest
{
    Q_OBJECT

private Q_SLOTS:
    void wholeTreeIsFoundAndMarked_data() { addModes(); }
    void wholeTreeIsFoundAndMarked()
    {
        QFETCH(TrackingChoice, choice);
        Stranger stranger{testchild() + " fork-tree 2 2"};
        stranger.awaitReady(7);
        Bench bench{choice};
        QCOMPARE(bench.m_error, std::string{});
        // Births are told to 10 ms: all of them are past for certain.
        const Time ready = bench.m_clock.now();
        QVERIFY(bench.turnUntil(
            [&] { return bench.m_clock.now() - ready > std::chrono::milliseconds{50}; }));
        const Time before = bench.m_clock.now();
        attach(bench, stranger);
        const Launch& launch = *bench.m_tree.find(bench.m_id);
        QVERIFY(launch.attached);
        QCOMPARE(launch.command, (std::vector<std::string>{testchild(), "fork-tree", "2", "2"}));
        QVERIFY(!launch.cwd.empty());
        QCOMPARE(bench.memberCount(), std::size_t{7});
        QCOMPARE(bench.member(0).children.size(), std::size_t{2});
        for (std::size_t index = 0; index < 7; ++index) {
            QVERIFY(bench.member(index).found);
            QVERIFY(bench.member(index).started < before);
            QCOMPARE(bench.member(index).command, std::optional{launch.command});
            QVERIFY(bench.member(index).executable.ends_with("/testchild"));
        }
        stranger.input.reset();
        QVERIFY(bench.turnUntil([&] { return bench.m_tree.find(bench.m_id)->alive == 0; }));
        QCOMPARE(bench.statuses(),
                 std::string{"exit 0, exit 0, exit 0, exit 0, exit 0, exit 0, exit 0"});
        QVERIFY2(bench.m_text.find("REFUSED") == std::string::npos, bench.m_text.c_str());
    }

    void whatHappensAfterwardsIsTracked_data() { addModes(); }
    void whatHappensAfterwardsIsTracked()
    {
        QFETCH(TrackingChoice, choice);
        Bench bench{choice};
        Stranger stranger{"/bin/sh"};
        attach(bench, stranger);
        QCOMPARE(bench.memberCount(), std::size_t{1});
        // It lives until it is seen, and its parent is another's child as well.
        stranger.say("(sleep 30; exit 7) & \n");
        QVERIFY(bench.turnUntil([&] { return bench.memberCount() == 3; }));
        QVERIFY(!bench.member(1).found || bench.m_tracker->mode() == TrackingMode::Sampled);
        QCOMPARE(bench.member(1).parent, std::optional{bench.member(0).key});
        QCOMPARE(bench.member(2).parent, std::optional{bench.member(1).key});
        QCOMPARE(bench.m_handles.send(bench.member(2).key, SignalNumber{SIGTERM}).result,
                 SignalResult::Delivered);
        stranger.say("wait; exit 3\n");
        QVERIFY(bench.turnUntil([&] { return bench.m_tree.find(bench.m_id)->alive == 0; }));
        QCOMPARE(bench.statuses(), std::string{"exit 3, exit 7, SIGTERM (15)"});
        QVERIFY2(bench.m_text.find("REFUSED") == std::string::npos, bench.m_text.c_str());
    }

    void orphansStayMembersAndSoDoTheirChildren_data() { addModes(); }
    void orphansStayMembersAndSoDoTheirChildren()
    {
        QFETCH(TrackingChoice, choice);
        Bench bench{choice};
        Stranger stranger{"/bin/sh"};
        attach(bench, stranger);
        // The middle one ends; who is left starts another.
        stranger.say("(sh -c 'sleep 1; sleep 31; exit 8' & sleep 0.3)\n");
        ProcessKey orphan{};
        ProcessKey sleeper{};
        QVERIFY(bench.turnUntil([&] {
            for (const ProcessKey key : bench.m_tree.find(bench.m_id)->members) {
                const Process& process = *bench.m_tree.find(key);
                orphan = process.orphaned ? key : orphan;
                const bool isLate = process.command == std::vector<std::string>{"sleep", "31"};
                sleeper = isLate ? key : sleeper;
            }
            return orphan.value != 0 && sleeper.value != 0;
        }));
        QCOMPARE(bench.m_tree.find(sleeper)->parent, std::optional{orphan});
        QCOMPARE(bench.m_handles.send(sleeper, SignalNumber{SIGTERM}).result,
                 SignalResult::Delivered);
        stranger.say("exit 3\n");
        QVERIFY(bench.turnUntil([&] { return bench.m_tree.find(bench.m_id)->alive == 0; }));
        QCOMPARE(bench.m_tree.find(orphan)->status->text(), std::string{"exit 8"});
    }

    void whatCannotBeWatchedIsRefused()
    {
        Bench bench{TrackingChoice::Auto};
        Stranger stranger{testchild() + " threads 2"};
        stranger.awaitReady(1);
        const std::string begin = "attach to process " + std::to_string(stranger.pid.value) + ": ";
        QCOMPARE(refusalOf(bench, ownPid()),
                 "attach to process " + std::to_string(ownPid().value)
                     + ": that is this program itself");
        QCOMPARE(refusalOf(bench, Pid{900'000'000}),
                 std::string{"attach to process 900000000: there is no such process"});
        QCOMPARE(refusalOf(bench, Pid{0}),
                 std::string{"attach to process 0: there is no such process"});
        const auto stat = readProcStat(stranger.pid);
        QVERIFY(stat.has_value());
        QCOMPARE(refusalOf(bench, stranger.pid, stat->startTicks + 1),
                 begin + "another process has that number now");
        QCOMPARE(refusalOf(bench, thread(stranger.pid)),
                 "attach to process " + std::to_string(thread(stranger.pid).value)
                     + ": that is a thread of another process");
        QCOMPARE(bench.m_text, std::string{});
        QCOMPARE(refusalOf(bench, stranger.pid, stat->startTicks), std::string{});
        QCOMPARE(refusalOf(bench, stranger.pid), begin + "it is watched already");
    }

    void theKernelsOwnThreadsAreRefused()
    {
        const auto stat = readProcStat(Pid{2});
        if (!stat || !stat->isKernelThread) {
            QSKIP("no thread of the kernel is to be seen here");
        }
        Bench bench{TrackingChoice::Sampled};
        QCOMPARE(refusalOf(bench, Pid{2}),
                 std::string{"attach to process 2: that is a thread of the kernel"});
    }

    void whatHasEndedIsRefused()
    {
        Bench bench{TrackingChoice::Sampled};
        auto stranger = std::make_unique<Stranger>(testchild() + " zombie");
        stranger->awaitReady(1);
        const auto children = readChildren(stranger->pid);
        QVERIFY(children && children->size() == 1);
        const Pid zombie = children->front();
        QTRY_COMPARE(readProcStat(zombie)->state, 'Z');
        QCOMPARE(refusalOf(bench, zombie),
                 "attach to process " + std::to_string(zombie.value) + ": it has ended");
        // Left behind, it becomes ours.
        stranger.reset();
        while (::waitpid(-1, nullptr, 0) > 0) {
        }
    }

    void weAreNoMembersOfWhatWeBelongTo()
    {
        if (ownParent().value <= 1) {
            QSKIP("our parent is not to be seen");
        }
        Bench bench{TrackingChoice::Auto};
        const auto attached = bench.m_tracker->attach(ownParent(), {});
        QVERIFY(attached.has_value());
        for (const ProcessKey key : bench.m_tree.find(attached->first)->members) {
            QVERIFY(bench.m_tree.find(key)->pid != ownPid());
        }
        // SIGCONT: harmless where it should be sent after all.
        QCOMPARE(bench.m_handles.send(attached->second, SignalNumber{SIGCONT}).result,
                 SignalResult::Refused);
        // Our own launch is a tree of its own, though it runs below the other.
        bench.launch({"hold", "5"});
        bench.awaitReady(1);
        bench.m_tracker->settle();
        QCOMPARE(bench.memberCount(), std::size_t{1});
        bench.awaitEnd();
        QCOMPARE(bench.statuses(), std::string{"exit 5"});
    }

private:
    static void addModes()
    {
        QTest::addColumn<TrackingChoice>("choice");
        QTest::newRow("as the kernel allows") << TrackingChoice::Auto;
        QTest::newRow("sampled") << TrackingChoice::Sampled;
    }

    static void attach(Bench& bench, const Stranger& stranger)
    {
        const auto attached = bench.m_tracker->attach(stranger.pid, {});
        QVERIFY2(attached.has_value(), attached ? "" : attached.error().message.c_str());
        bench.m_id = attached->first;
    }

    /// A thread that is not the leader.
    static Pid thread(Pid process)
    {
        const QDir tasks{QStringLiteral("/proc/%1/task").arg(process.value)};
        for (const QString& name : tasks.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
            if (name.toInt() != process.value) {
                return Pid{name.toInt()};
            }
        }
        return {};
    }
};

QTEST_GUILESS_MAIN(TestAttachment)
#include "tst_attachment.moc"
