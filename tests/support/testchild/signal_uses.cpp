// Processes that ignore, block or catch signals, and change their mind.

#include "tests/support/testchild/subcommand.h"

#include <array>
#include <csignal>

#include <unistd.h>

namespace tw::testchild {

namespace {

void doNothing(int) {}

void use(int signal, char way)
{
    sigset_t blocked{};
    sigemptyset(&blocked);
    sigaddset(&blocked, signal);
    if (way == 'b') {
        ::sigprocmask(SIG_BLOCK, &blocked, nullptr);
    } else {
        ::signal(signal, way == 'i' ? SIG_IGN : way == 'c' ? &doNothing : SIG_DFL);
        ::sigprocmask(SIG_UNBLOCK, &blocked, nullptr);
    }
}

// Each byte of input, of whatever value, brings the next WAY.
int useSignal(Arguments arguments)
{
    const int signal = numberAt(arguments, 0, SIGTERM);
    char byte = 0;
    for (std::size_t next = 1; next < arguments.size(); ++next) {
        use(signal, arguments[next][0]);
        say("ready\n");
        if (::read(STDIN_FILENO, &byte, 1) <= 0) {
            return 0;
        }
    }
    waitForEndOfInput();
    return 0;
}

constexpr std::array kEntries{
    Entry{"use-signal",
          &useSignal,
          "NUMBER WAY…: ignores, blocks, catches it or leaves it alone (i, b, c, d), a way a byte"},
};

} // namespace

std::span<const Entry> signalUses()
{
    return kEntries;
}

} // namespace tw::testchild
