#include "core/base/unique_fd.h"
#include "core/kernel/proc_fs.h"
#include "core/kernel/process_handles.h"
#include "tests/support/child_check.h"

#include <QtTest>

#include <array>
#include <cerrno>
#include <csignal>

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace tw;

namespace {

constexpr int kTries = 10'000;
constexpr int kNumber = 4000;
/// What must not arrive. Lower than the signal that ends the new owner, so it is taken first.
constexpr int kStray = SIGUSR1;

/// What a run in a pid namespace found; written through a pipe.
struct Findings
{
    int tries{0};
    /// The new owner got a signal that was meant for the old one.
    int hits{0};
    /// The old one's end was noticed.
    int gone{0};
    /// The signal was refused, for there may be somebody else.
    int refused{0};
    /// Old and new owner had the same number and the same start time.
    int alike{0};
};

/// Runs on our memory and on a stack of its own, so that no page tables are copied: nothing but
/// system calls. Ends with 1 where the stray signal came, with 0 at SIGTERM.
int waitForEither(void*)
{
    const std::uint64_t both
        = (std::uint64_t{1} << (kStray - 1)) | (std::uint64_t{1} << (SIGTERM - 1));
    long taken = 0;
    while (taken != kStray && taken != SIGTERM) {
        taken = ::syscall(SYS_rt_sigtimedwait, &both, nullptr, nullptr, sizeof both);
    }
    ::syscall(SYS_exit_group, taken == kStray ? 1 : 0);
    return 0;
}

/// A child with a number of our choice: the next one that the namespace gives out (proc(5),
/// ns_last_pid). Absent where it got another.
std::optional<Pid> makeChildNumbered(int number)
{
    static std::array<char, 64UL * 1024> stack{};
    const UniqueFd last{::open("/proc/sys/kernel/ns_last_pid", O_WRONLY | O_CLOEXEC)};
    const std::string text = std::to_string(number - 1);
    if (::write(last.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
        return std::nullopt;
    }
    const auto pid
        = ::clone(&waitForEither, stack.data() + stack.size(), CLONE_VM | SIGCHLD, nullptr);
    return pid == number ? std::optional{Pid{pid}} : std::nullopt;
}

/// Has nothing to do with the signaller: takes a number that has become free for a process of its
/// own, and tells at its end whether it was hit.
[[noreturn]] void beForeign(int orders, int answers)
{
    char order = 0;
    while (::read(orders, &order, 1) == 1) {
        const auto owner = makeChildNumbered(kNumber);
        char answer = owner ? 'm' : 'f';
        if (::write(answers, &answer, 1) != 1 || ::read(orders, &order, 1) != 1) {
            break;
        }
        int status = 0;
        if (owner) {
            ::kill(owner->value, SIGTERM);
            ::waitpid(owner->value, &status, 0);
        }
        answer = status == 0 ? 'n' : 'h';
        if (::write(answers, &answer, 1) != 1) {
            break;
        }
    }
    ::_exit(0);
}

/// One member that ends, a stranger in its place, and a signal to the member.
bool tryOnce(ProcessHandles& handles, bool hasHandle, int orders, int answers, Findings& findings)
{
    const auto made = makeChildNumbered(kNumber);
    if (!made) {
        return false;
    }
    const Pid pid = *made;
    auto pidfd = Pidfd::open(pid);
    const auto before = readProcStat(pid);
    const ProcessKey key{static_cast<std::uint64_t>(++findings.tries)};
    (void)pidfd->sendSignal(SignalNumber{SIGTERM});
    handles.add(key, {pid, hasHandle ? std::move(*pidfd) : Pidfd{}, before->startTicks});
    ::waitpid(pid.value, nullptr, 0);

    char answer = 0;
    if (::write(orders, "m", 1) != 1 || ::read(answers, &answer, 1) != 1 || answer != 'm') {
        return false;
    }
    const auto after = readProcStat(pid);
    findings.alike += after && after->startTicks == before->startTicks ? 1 : 0;
    const SignalResult result = handles.send(key, SignalNumber{kStray}).result;
    findings.gone += result == SignalResult::Gone ? 1 : 0;
    findings.refused += result == SignalResult::Refused ? 1 : 0;
    if (::write(orders, "e", 1) != 1 || ::read(answers, &answer, 1) != 1) {
        return false;
    }
    findings.hits += answer == 'h' ? 1 : 0;
    return true;
}

[[noreturn]] void beSignaller(bool hasHandle, int orders, int answers, int report)
{
    ProcessHandles handles;
    Findings findings;
    while (findings.tries < kTries && tryOnce(handles, hasHandle, orders, answers, findings)) {
    }
    ::_exit(::write(report, &findings, sizeof findings) == sizeof findings ? 0 : 1);
}

/// The first process of a pid namespace with its own /proc: the signaller and the stranger are
/// siblings, so neither descends from the other. All of it ends with this one.
[[noreturn]] void beInit(bool hasHandle, int report)
{
    std::array<int, 2> orders{-1, -1};
    std::array<int, 2> answers{-1, -1};
    if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0
        || ::mount("proc", "/proc", "proc", 0, nullptr) != 0 || ::pipe(orders.data()) != 0
        || ::pipe(answers.data()) != 0) {
        ::_exit(2);
    }
    if (::fork() == 0) {
        beForeign(orders[0], answers[1]);
    }
    const auto signaller = ::fork();
    if (signaller == 0) {
        beSignaller(hasHandle, orders[1], answers[0], report);
    }
    int status = 0;
    ::waitpid(signaller, &status, 0);
    ::_exit(status == 0 ? 0 : 3);
}

/// Absent where no pid namespace can be made.
std::optional<Findings> runInNamespace(bool hasHandle)
{
    std::array<int, 2> report{-1, -1};
    if (::pipe2(report.data(), O_CLOEXEC) != 0) {
        return std::nullopt;
    }
    const auto outside = ::fork();
    if (outside == 0) {
        sigset_t both;
        sigemptyset(&both);
        sigaddset(&both, kStray);
        sigaddset(&both, SIGTERM);
        ::sigprocmask(SIG_BLOCK, &both, nullptr);
        ::alarm(60);
        if (::unshare(CLONE_NEWPID | CLONE_NEWNS) != 0) {
            ::_exit(2);
        }
        const auto init = ::fork();
        if (init == 0) {
            beInit(hasHandle, report[1]);
        }
        int status = 0;
        ::waitpid(init, &status, 0);
        ::_exit(status == 0 ? 0 : 3);
    }
    ::close(report[1]);
    Findings findings;
    const bool isRead = ::read(report[0], &findings, sizeof findings) == sizeof findings;
    ::close(report[0]);
    ::waitpid(outside, nullptr, 0);
    return isRead ? std::optional{findings} : std::nullopt;
}

} // namespace

/// The number of an ended process is given to a stranger at once, thousands of times: the stranger
/// never gets a signal that was meant for the other.
class TestPidReuse final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void newOwnerOfANumberIsNeverHit_data()
    {
        QTest::addColumn<bool>("hasHandle");
        QTest::newRow("with a handle from birth") << true;
        QTest::newRow("where descriptors had run out") << false;
    }

    void newOwnerOfANumberIsNeverHit()
    {
        QFETCH(bool, hasHandle);
        if (::geteuid() != 0) {
            QSKIP("only root may choose the numbers of processes");
        }
        const auto findings = runInNamespace(hasHandle);
        if (!findings) {
            QSKIP("no pid namespace can be made here, or the kernel lets nobody choose numbers");
        }
        QCOMPARE(findings->tries, kTries);
        QCOMPARE(findings->hits, 0);
        QCOMPARE(hasHandle ? findings->gone : findings->refused, kTries);
        // Otherwise the start time alone would have told them apart.
        QVERIFY(findings->alike > kTries / 10);
        qInfo("%d of %d had the same start time as well", findings->alike, kTries);
        QCOMPARE(childCount(), std::size_t{0});
    }
};

QTEST_GUILESS_MAIN(TestPidReuse)
#include "tst_pid_reuse.moc"
