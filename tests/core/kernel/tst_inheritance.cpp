#include "core/kernel/inheritance.h"
#include "tests/support/print_values.h"
#include "tests/support/tidy_test.h"

#include <QtTest>

#include <array>
#include <csignal>
#include <functional>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace tw;

namespace {

/// Runs `body` in a child, whose directory and descriptors it may change; what it returned.
int exitCodeOf(const std::function<int()>& body)
{
    const auto pid = ::fork();
    if (pid == 0) {
        ::_exit(body());
    }
    int status = 0;
    ::waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

} // namespace

class TestInheritance final : public TidyTest
{
    Q_OBJECT

private Q_SLOTS:
    void ignoredSignalIsKnown()
    {
        QVERIFY(!isIgnored(SignalNumber{SIGUSR1}));
        ::signal(SIGUSR1, SIG_IGN);
        QVERIFY(isIgnored(SignalNumber{SIGUSR1}));
        ::signal(SIGUSR1, SIG_DFL);
        QVERIFY(!isIgnored(SignalNumber{4711}));
    }

    void writeWithoutReaderIsAnErrorOnly()
    {
        QCOMPARE(exitCodeOf([] {
                     ignoreWriteSignals();
                     std::array<int, 2> ends{};
                     const int failed = ::pipe(ends.data()) + ::close(ends[0]);
                     return failed == 0 && ::write(ends[1], "x", 1) < 0 && errno == EPIPE ? 0 : 1;
                 }),
                 0);
    }

    void workingDirectoryIsAbsolute()
    {
        QCOMPARE(exitCodeOf([] {
                     return ::chdir("/usr") == 0 && workingDirectory().value() == "/usr" ? 0 : 1;
                 }),
                 0);
    }

    void removedWorkingDirectoryIsAnError()
    {
        QCOMPARE(exitCodeOf([] {
                     std::string path = "/tmp/inheritance-XXXXXX";
                     const bool isSet = ::mkdtemp(path.data()) != nullptr
                                        && ::chdir(path.c_str()) == 0 && ::rmdir(path.c_str()) == 0;
                     const auto known = workingDirectory();
                     return isSet && !known && known.error().code == ENOENT ? 0 : 1;
                 }),
                 0);
    }

    void channelTakesTheStandardStreams()
    {
        QCOMPARE(exitCodeOf([] {
                     std::array<int, 2> in{};
                     std::array<int, 2> out{};
                     if (::pipe(in.data()) + ::pipe(out.data()) != 0 || ::dup2(in[0], 0) != 0
                         || ::dup2(out[1], 1) != 1) {
                         return 1;
                     }
                     const auto channel = takeStandardChannel();
                     std::array<char, 8> bytes{};
                     const auto nothing = ::read(channel->input.get(), bytes.data(), 8);
                     if (nothing >= 0 || errno != EAGAIN) {
                         return 2; // it would block
                     }
                     const bool isSent = ::write(in[1], "ab", 2) == 2 && ::write(1, "lost", 4) == 4
                                         && ::write(channel->output.get(), "c", 1) == 1;
                     if (!isSent || ::read(channel->input.get(), bytes.data(), 8) != 2) {
                         return 3;
                     }
                     if (::read(out[0], bytes.data(), 8) != 1 || bytes[0] != 'c') {
                         return 4; // what was printed got between
                     }
                     return ::read(0, bytes.data(), 8) == 0 ? 0 : 5;
                 }),
                 0);
    }

    void channelIsRefusedOnATerminal()
    {
        QCOMPARE(exitCodeOf([] {
                     const int terminal = ::posix_openpt(O_RDWR | O_NOCTTY);
                     ::dup2(terminal, 0);
                     return takeStandardChannel().has_value() ? 1 : 0;
                 }),
                 0);
    }
};

QTEST_GUILESS_MAIN(TestInheritance)
#include "tst_inheritance.moc"
