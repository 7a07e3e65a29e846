#include "core/kernel/terminal.h"
#include "tests/support/print_values.h"
#include "tests/support/tidy_test.h"

#include <QtTest>

#include <csignal>
#include <functional>

#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace tw;

namespace {

/// Runs `body` as the leader of a session on a terminal of its own; what it returned.
int exitCodeOnTerminal(const std::function<int()>& body)
{
    int controller = -1;
    const auto pid = ::forkpty(&controller, nullptr, nullptr, nullptr);
    if (pid == 0) {
        ::alarm(20);
        ::_exit(body());
    }
    int status = 0;
    ::waitpid(pid, &status, 0);
    ::close(controller);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

/// A child in a group of its own that waits to be killed.
Pid forkJob()
{
    const auto pid = ::fork();
    if (pid == 0) {
        ::setpgid(0, 0);
        ::alarm(20);
        ::pause();
        ::_exit(0);
    }
    ::setpgid(pid, pid);
    return Pid{pid};
}

void endJob(Pid job)
{
    ::kill(job.value, SIGKILL);
    ::waitpid(job.value, nullptr, 0);
}

} // namespace

class TestTerminal final : public TidyTest
{
    Q_OBJECT

private Q_SLOTS:
    void noTerminalIsNone()
    {
        if (::isatty(STDIN_FILENO) == 1) {
            QSKIP("stdin is a terminal");
        }
        QVERIFY(!Terminal::ofStdin().has_value());
    }

    void terminalIsLentAndTakenBackWithItsModes()
    {
        QCOMPARE(exitCodeOnTerminal([] {
                     auto terminal = Terminal::ofStdin();
                     if (!terminal || terminal->isLent() || !terminal->isOurs()) {
                         return 1;
                     }
                     const Pid job = forkJob();
                     const bool isLent = terminal->lendTo(job)
                                         && ::tcgetpgrp(STDIN_FILENO) == job.value
                                         && terminal->foreground() == job && !terminal->isOurs();
                     termios changed{};
                     ::tcgetattr(STDIN_FILENO, &changed);
                     changed.c_lflag &= ~static_cast<tcflag_t>(ECHO);
                     ::signal(SIGTTOU, SIG_IGN);
                     ::tcsetattr(STDIN_FILENO, TCSANOW, &changed);
                     ::signal(SIGTTOU, SIG_DFL);
                     terminal->takeBack();
                     ::tcgetattr(STDIN_FILENO, &changed);
                     const bool isBack = ::tcgetpgrp(STDIN_FILENO) == ::getpgrp()
                                         && (changed.c_lflag & ECHO) != 0 && !terminal->isLent()
                                         && terminal->isOurs();
                     endJob(job);
                     return isLent && isBack ? 0 : 2;
                 }),
                 0);
    }

    void whoStartsInTheBackgroundLearnsTheModesLater()
    {
        QCOMPARE(exitCodeOnTerminal([] {
                     const Pid job = forkJob();
                     ::signal(SIGTTOU, SIG_IGN);
                     ::tcsetpgrp(STDIN_FILENO, job.value);
                     auto terminal = Terminal::ofStdin();
                     termios modes{};
                     ::tcgetattr(STDIN_FILENO, &modes);
                     modes.c_lflag ^= static_cast<tcflag_t>(ECHO);
                     const auto wanted = modes.c_lflag;
                     ::tcsetattr(STDIN_FILENO, TCSANOW, &modes);
                     ::tcsetpgrp(STDIN_FILENO, ::getpgrp());
                     const bool isLent = terminal && terminal->isOurs() && terminal->lendTo(job);
                     modes.c_lflag ^= static_cast<tcflag_t>(ECHO);
                     ::tcsetattr(STDIN_FILENO, TCSANOW, &modes);
                     terminal->takeBack();
                     ::tcgetattr(STDIN_FILENO, &modes);
                     endJob(job);
                     return isLent && modes.c_lflag == wanted ? 0 : 1;
                 }),
                 0);
    }

    void groupOfAnotherSessionGetsNothing()
    {
        const Pid other{::getpgrp()};
        QCOMPARE(exitCodeOnTerminal([&] {
                     auto terminal = Terminal::ofStdin();
                     const bool isRefused = terminal && !terminal->lendTo(other);
                     terminal->takeBack();
                     return isRefused && ::tcgetpgrp(STDIN_FILENO) == ::getpgrp() ? 0 : 1;
                 }),
                 0);
    }

    void stopReturnsOnceContinued()
    {
        const auto pid = ::fork();
        if (pid == 0) {
            ::alarm(20);
            stopOurselves();
            ::_exit(9);
        }
        int status = 0;
        QCOMPARE(::waitpid(pid, &status, WUNTRACED), pid);
        QVERIFY(WIFSTOPPED(status));
        ::kill(pid, SIGCONT);
        QCOMPARE(::waitpid(pid, &status, 0), pid);
        QCOMPARE(WEXITSTATUS(status), 9);
    }
};

QTEST_GUILESS_MAIN(TestTerminal)
#include "tst_terminal.moc"
