#include "core/kernel/cgroup.h"
#include "core/kernel/child_wait.h"
#include "core/kernel/own_process.h"
#include "core/kernel/spawn.h"
#include "core/tracking/launch_register.h"
#include "core/tracking/process_scan.h"
#include "tests/support/print_values.h"

#include <QtTest>

#include <array>
#include <csignal>

#include <sys/wait.h>
#include <unistd.h>

using namespace tw;

namespace {

// Far beyond any pid_max.
constexpr int kFirst = 900'000'000;

} // namespace

class TestLaunchRegister final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_register = {};
        m_members = {};
        for (std::uint64_t launch = 1; launch <= 2; ++launch) {
            Member root;
            root.key = ProcessKey{launch};
            root.launch = m_register.add(root.key, "cookie-" + std::to_string(launch));
            root.pid = Pid{kFirst + static_cast<int>(launch)};
            m_members.add(std::move(root));
        }
    }

    void rootsAreNumberedFromOne()
    {
        QCOMPARE(m_register.rootOf(LaunchId{1}), ProcessKey{1});
        QCOMPARE(m_register.rootOf(LaunchId{2}), ProcessKey{2});
    }

    void groupLeaderIsTheCreator() { QVERIFY(creatorOf(kFirst + 2, kFirst + 1) == ProcessKey{2}); }

    void sessionLeaderIsTheCreatorWhereTheGroupIsStrange()
    {
        QVERIFY(creatorOf(4711, kFirst + 1) == ProcessKey{1});
    }

    void nobodyIsGuessedAmongSeveral() { QVERIFY(!creatorOf(4711, 4711).has_value()); }

    void onlyLaunchWithMembersIsTaken()
    {
        m_members.remove(ProcessKey{1});
        QVERIFY(creatorOf(4711, 4711) == ProcessKey{2});
    }

    void cgroupIsProofOfTheLaunch()
    {
        auto cgroup = Cgroup::make();
        if (!cgroup) {
            QSKIP(("no cgroup can be made here: cannot " + cgroup.error().message).c_str());
        }
        Member root;
        root.key = ProcessKey{3};
        root.launch = m_register.add(root.key, "cookie-3", cgroup->path());
        root.pid = Pid{kFirst + 3};
        m_members.add(std::move(root));
        QVERIFY(m_register.cgroups(m_members) == std::vector{cgroup->path()});

        SpawnRequest request;
        request.argv = {"sleep", "60"};
        request.environment = {"TREEWARDEN_LAUNCH=cookie-2"}; // a lie
        request.cgroup = cgroup->fd();
        const auto child = spawn(request);
        QVERIFY(child.has_value());
        ProcStat stranger;
        stranger.pid = child->pid;
        stranger.group = Pid{kFirst + 1}; // another launch's
        stranger.session = Pid{4711};
        QVERIFY(m_register.findCreator(stranger, m_members) == ProcessKey{3});
        stranger.group = Pid{kFirst + 3};
        QVERIFY(m_register.findCreator(stranger, m_members) == ProcessKey{3});

        ProcessScan scan;
        addCgroup(scan, cgroup->path());
        QCOMPARE(scan.processes.size(), std::size_t{1});
        QVERIFY(scan.processes.front().pid == child->pid);
        addCgroup(scan, cgroup->path()); // what is known is not added again
        QCOMPARE(scan.processes.size(), std::size_t{1});

        QVERIFY(child->pidfd.sendSignal(SignalNumber{SIGKILL}).has_value());
        QTRY_VERIFY(child->pidfd.hasExited());
        QVERIFY(reap(child->pidfd).has_value());
        QVERIFY(cgroup->removeWithin(std::chrono::seconds{5}).has_value());
        m_members.remove(ProcessKey{3});
        QVERIFY(m_register.cgroups(m_members).empty());
        addCgroup(scan, cgroup->path()); // it is gone
        QCOMPARE(scan.processes.size(), std::size_t{1});
    }

    void cookieTellsTheLaunch()
    {
        std::array<int, 2> gate{};
        QCOMPARE(::pipe(gate.data()), 0);
        const auto pid = ::fork();
        if (pid == 0) {
            const std::array<const char*, 2> environment{"TREEWARDEN_LAUNCH=cookie-2", nullptr};
            ::dup2(gate[0], 0);
            ::close(gate[1]);
            ::execle("/bin/cat", "cat", nullptr, environment.data());
            ::_exit(127);
        }
        ProcStat stranger;
        stranger.pid = Pid{pid};
        QTRY_VERIFY(m_register.findCreator(stranger, m_members) == ProcessKey{2});
        ::close(gate[0]);
        ::close(gate[1]);
        QCOMPARE(::waitpid(pid, nullptr, 0), pid);
    }

private:
    std::optional<ProcessKey> creatorOf(int group, int session)
    {
        ProcStat stranger;
        stranger.pid = Pid{kFirst + 99};
        stranger.group = Pid{group};
        stranger.session = Pid{session};
        return m_register.findCreator(stranger, m_members);
    }

    LaunchRegister m_register{};
    MemberTable m_members{};
};

QTEST_GUILESS_MAIN(TestLaunchRegister)
#include "tst_launch_register.moc"
