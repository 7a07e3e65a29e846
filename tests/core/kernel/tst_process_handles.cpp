#include "core/kernel/child_wait.h"
#include "core/kernel/own_process.h"
#include "core/kernel/proc_fs.h"
#include "core/kernel/process_handles.h"
#include "tests/support/tidy_test.h"

#include <QtTest>

#include <climits>
#include <csignal>

#include <sched.h>
#include <unistd.h>

using namespace tw;

namespace {

constexpr SignalNumber kTerm{SIGTERM};

/// A child that waits for a signal, or ends at once.
Pid forkChild(bool waits)
{
    const auto pid = ::fork();
    if (pid == 0) {
        if (waits) {
            ::signal(SIGTERM, SIG_DFL); // Qt Test handles it
            ::signal(SIGALRM, SIG_DFL);
            ::alarm(60);
            ::pause();
        }
        ::_exit(3);
    }
    return Pid{pid};
}

} // namespace

class TestProcessHandles final : public TidyTest
{
    Q_OBJECT

private Q_SLOTS:
    void init() override
    {
        ::signal(SIGTERM, SIG_DFL); // Qt Test handles it, and so would our children
        TidyTest::init();
    }

    void signalReachesTheProcess()
    {
        ProcessHandles handles;
        const Pid pid = forkChild(true);
        handles.add(ProcessKey{1}, {pid, std::move(*Pidfd::open(pid)), {}});
        QVERIFY(handles.send(ProcessKey{1}, kTerm) == SignalOutcome{});
        QCOMPARE(waitFor(*handles.find(ProcessKey{1})), std::string{"SIGTERM (15)"});
        QCOMPARE(handles.send(ProcessKey{1}, kTerm).result, SignalResult::Gone);
    }

    void zombieIsGone()
    {
        ProcessHandles handles;
        const Pid pid = forkChild(false);
        handles.add(ProcessKey{1}, {pid, std::move(*Pidfd::open(pid)), {}});
        QTRY_VERIFY(handles.find(ProcessKey{1})->pidfd.hasExited());
        QCOMPARE(handles.send(ProcessKey{1}, kTerm).result, SignalResult::Gone);
        QVERIFY(handles.find(ProcessKey{1})->pidfd.isPresent());
        QCOMPARE(waitFor(*handles.find(ProcessKey{1})), std::string{"exit 3"});
        QVERIFY(!handles.find(ProcessKey{1})->pidfd.isPresent());
    }

    void manyAreSignalledInOneGoEachWithItsOutcome()
    {
        ProcessHandles handles;
        const Pid first = forkChild(true);
        const Pid ended = forkChild(false);
        const Pid last = forkChild(true);
        handles.add(ProcessKey{1}, {first, std::move(*Pidfd::open(first)), {}});
        handles.add(ProcessKey{2}, {ended, std::move(*Pidfd::open(ended)), {}});
        handles.add(ProcessKey{3}, {last, std::move(*Pidfd::open(last)), {}});
        QTRY_VERIFY(handles.find(ProcessKey{2})->pidfd.hasExited());
        std::string results;
        for (const SignalOutcome& outcome :
             handles.sendAll({ProcessKey{3}, ProcessKey{9}, ProcessKey{2}, ProcessKey{1}}, kTerm)) {
            results += outcome.result == SignalResult::Delivered ? "delivered "
                       : outcome.result == SignalResult::Gone    ? "gone "
                                                                 : "refused ";
        }
        QCOMPARE(results, std::string{"delivered refused gone delivered "});
        QCOMPARE(waitFor(*handles.find(ProcessKey{1})), std::string{"SIGTERM (15)"});
        QCOMPARE(waitFor(*handles.find(ProcessKey{3})), std::string{"SIGTERM (15)"});
        QCOMPARE(waitFor(*handles.find(ProcessKey{2})), std::string{"exit 3"});
        QVERIFY(handles.sendAll({}, kTerm).empty());
        QCOMPARE(::sched_getscheduler(0), SCHED_OTHER);
    }

    void unknownAndEndedKeysAreToldApart()
    {
        ProcessHandles handles;
        handles.add(ProcessKey{2}, {Pid{INT_MAX}, {}, {}});
        handles.remove(ProcessKey{2});
        QCOMPARE(handles.send(ProcessKey{2}, kTerm).result, SignalResult::Gone);
        QVERIFY(handles.send(ProcessKey{3}, kTerm)
                == (SignalOutcome{SignalResult::Refused, "no such process in this session"}));
        QCOMPARE(handles.send(ProcessKey{0}, kTerm).result, SignalResult::Refused);
    }

    void dangerousNumbersAreRefused_data()
    {
        QTest::addColumn<int>("pid");
        for (const int pid : {0, 1, -1, INT_MIN, ownPid().value, ownParent().value}) {
            QTest::addRow("%d", pid) << pid;
        }
    }
    void dangerousNumbersAreRefused()
    {
        QFETCH(const int, pid);
        ProcessHandles handles;
        auto handle = Pidfd::open(ownPid()); // were it used, the test itself would end
        handles.add(ProcessKey{1}, {Pid{pid}, std::move(*handle), {}});
        QCOMPARE(handles.send(ProcessKey{1}, kTerm).result, SignalResult::Refused);
    }

    void noNumberMeansNobody()
    {
        ProcessHandles handles;
        handles.add(ProcessKey{1}, {Pid{INT_MAX}, {}, 4711});
        QVERIFY(handles.hasEnded(ProcessKey{1}));
        QCOMPARE(handles.send(ProcessKey{1}, kTerm).result, SignalResult::Gone);
    }

    void threadsOfTheKernelAreRefused()
    {
        const auto second = readProcStat(Pid{2});
        if (!second || second->name != "kthreadd") {
            QSKIP("no threads of the kernel are seen in this pid namespace");
        }
        ProcessHandles handles;
        int count = 0;
        for (const Pid pid : listProcesses()) {
            const auto stat = readProcStat(pid);
            if (!stat || (stat->parent.value != 2 && pid.value != 2) || count == 20) {
                continue;
            }
            const ProcessKey key{static_cast<std::uint64_t>(++count)};
            // Ours instead of theirs: were it used, the test itself would end.
            handles.add(key, {pid, std::move(*Pidfd::open(ownPid())), {}});
            QCOMPARE(handles.send(key, kTerm).words,
                     "process " + std::to_string(pid.value) + " is never signalled");
        }
        QVERIFY(count > 0);
    }

    void recycledNumberIsRefusedOrGone()
    {
        // As if the number of an ended child had been given to another: the handle means the old
        // one, the start time is the new one's.
        ProcessHandles handles;
        const Pid ended = forkChild(false);
        auto handle = Pidfd::open(ended);
        QTRY_VERIFY(handle->hasExited());
        const Pid other = forkChild(true);
        const auto start = readProcStat(other)->startTicks;
        handles.add(ProcessKey{1}, {other, std::move(*handle), start});
        QCOMPARE(handles.send(ProcessKey{1}, kTerm).result, SignalResult::Gone);
        QVERIFY(handles.hasEnded(ProcessKey{1}));
        handles.add(ProcessKey{2}, {other, {}, start - 1});
        QCOMPARE(handles.send(ProcessKey{2}, kTerm).result, SignalResult::Refused);
        QVERIFY(!handles.hasEnded(ProcessKey{2}));
        QCOMPARE(waitFor(*handles.find(ProcessKey{1})), std::string{"exit 3"});
        handles.add(ProcessKey{3}, {other, std::move(*Pidfd::open(other)), {}});
        QCOMPARE(handles.send(ProcessKey{3}, kTerm).result, SignalResult::Delivered);
        QCOMPARE(waitFor(*handles.find(ProcessKey{3})), std::string{"SIGTERM (15)"});
    }

    void strangerWithTheSameStartTimeIsRefused()
    {
        ProcessHandles handles;
        qint64 number = 0; // detached: it is nobody's of ours any more
        QVERIFY(QProcess::startDetached(
            QStringLiteral("sleep"), {QStringLiteral("30")}, QString{}, &number));
        const Pid stranger{static_cast<int>(number)};
        const auto pidfd = Pidfd::open(stranger);
        const auto start = readProcStat(stranger);
        QVERIFY(pidfd.has_value() && start.has_value());
        handles.add(ProcessKey{1}, {stranger, {}, start->startTicks});
        QCOMPARE(handles.send(ProcessKey{1}, SignalNumber{SIGCONT}).words,
                 std::string{"no safe handle: it may be another process by now"});
        QVERIFY(pidfd->sendSignal(SignalNumber{SIGKILL}).has_value());
        QTRY_VERIFY(pidfd->hasExited());
    }

    void nobodyToWhomWeBelongIsSignalled()
    {
        ProcessHandles handles;
        const Pid parent = ownParent();
        handles.add(ProcessKey{1}, {parent, std::move(*Pidfd::open(parent)), {}});
        QCOMPARE(handles.send(ProcessKey{1}, SignalNumber{SIGCONT}).words,
                 "process " + std::to_string(parent.value) + " is never signalled");
    }

    void withoutHandleOnlyTheRightStartTimeCounts()
    {
        ProcessHandles handles;
        const Pid pid = forkChild(true);
        const auto start = readProcStat(pid)->startTicks;
        handles.add(ProcessKey{1}, {pid, {}, {}});
        QCOMPARE(handles.send(ProcessKey{1}, kTerm).words,
                 std::string{"no safe handle: it may be another process by now"});
        handles.add(ProcessKey{2}, {pid, {}, start + 1});
        QCOMPARE(handles.send(ProcessKey{2}, kTerm).result, SignalResult::Refused);
        handles.add(ProcessKey{3}, {pid, {}, start});
        QCOMPARE(handles.send(ProcessKey{3}, kTerm).result, SignalResult::Delivered);
        QCOMPARE(waitFor(*handles.find(ProcessKey{3})), std::string{"SIGTERM (15)"});
    }

    void anotherUsersProcessIsRefusedWithItsOwner()
    {
        if (::geteuid() != 0) {
            QSKIP("needs root to be two users");
        }
        const Pid target = forkChild(true);
        const Pid user = Pid{::fork()};
        if (user.value == 0) {
            ProcessHandles handles;
            handles.add(ProcessKey{1}, {target, std::move(*Pidfd::open(target)), {}});
            const bool isUser = ::setuid(65534) == 0;
            const auto outcome = handles.send(ProcessKey{1}, kTerm);
            ::_exit(isUser && outcome.result == SignalResult::Refused
                            && outcome.words == "it belongs to another user (uid 0)"
                        ? 0
                        : 1);
        }
        ProcessHandles handles;
        handles.add(ProcessKey{1}, {target, std::move(*Pidfd::open(target)), {}});
        handles.add(ProcessKey{2}, {user, std::move(*Pidfd::open(user)), {}});
        QCOMPARE(waitFor(*handles.find(ProcessKey{2})), std::string{"exit 0"});
        handles.send(ProcessKey{1}, SignalNumber{SIGKILL});
        QCOMPARE(waitFor(*handles.find(ProcessKey{1})), std::string{"SIGKILL (9)"});
    }

    void exitOfOthersChildrenIsKnownOnceReaped()
    {
        const Pid pid = forkChild(false);
        const auto handle = Pidfd::open(pid);
        QTRY_VERIFY(handle->hasExited());
        QVERIFY(!handle->exitInfo().has_value());
        QCOMPARE(readZombieStatus(pid)->text(), std::string{"exit 3"});
        QVERIFY(endedChild() == pid);
        QVERIFY(reap(*handle).has_value());
        if (!handle->facts()) {
            QSKIP("this kernel keeps no exit status in pidfds (before 6.15)");
        }
        QCOMPARE(handle->exitInfo()->text(), std::string{"exit 3"});
        QVERIFY(!handle->facts()->parent.has_value());
    }

private:
    static std::string waitFor(const ProcessHandles::Handle& handle)
    {
        std::optional<ReapedChild> reaped;
        [&] { QTRY_VERIFY_WITH_TIMEOUT(reaped || (reaped = reap(handle.pidfd)), 10000); }();
        return reaped ? reaped->status.text() : "nothing";
    }
};

QTEST_GUILESS_MAIN(TestProcessHandles)
#include "tst_process_handles.moc"
