// Ways to end.

#include "tests/support/testchild/subcommand.h"

#include <array>
#include <csignal>

#include <sys/prctl.h>
#include <unistd.h>

namespace tw::testchild {

namespace {

int exitWith(Arguments arguments)
{
    return numberAt(arguments, 0, 0);
}

int signalSelf(Arguments arguments)
{
    ::prctl(PR_SET_DUMPABLE, 0); // no core file
    ::raise(numberAt(arguments, 0, SIGTERM));
    return 1;
}

int holdUntilEndOfInput(Arguments arguments)
{
    say("ready\n");
    waitForEndOfInput();
    return numberAt(arguments, 0, 0);
}

int ignoreSignal(Arguments arguments)
{
    ::signal(numberAt(arguments, 0, SIGTERM), SIG_IGN);
    return holdUntilEndOfInput({});
}

int stopSelf(Arguments arguments)
{
    ::raise(numberAt(arguments, 0, SIGSTOP));
    return holdUntilEndOfInput({});
}

int execAgain(Arguments arguments)
{
    ::execvp(arguments.empty() ? "" : arguments[0], arguments.data());
    return 127;
}

constexpr std::array kEntries{
    Entry{"exit", &exitWith, "CODE"},
    Entry{"signal", &signalSelf, "NUMBER: ends by it"},
    Entry{"hold", &holdUntilEndOfInput, "[CODE]: says ready, waits for the end of stdin"},
    Entry{"ignore", &ignoreSignal, "NUMBER: ignores it and holds"},
    Entry{"stop", &stopSelf, "[NUMBER]: stops itself, then holds"},
    Entry{"exec", &execAgain, "COMMAND ARG…: executes it"},
};

} // namespace

std::span<const Entry> endings()
{
    return kEntries;
}

} // namespace tw::testchild
