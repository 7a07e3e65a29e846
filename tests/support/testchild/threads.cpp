// Processes whose threads end, or execute, in unusual orders.

#include "tests/support/testchild/subcommand.h"

#include <array>

#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace tw::testchild {

namespace {

void start(void* (*body)(void*), void* argument)
{
    pthread_t thread{};
    ::pthread_create(&thread, nullptr, body, argument);
    ::pthread_detach(thread);
}

void* exitLater(void* argument)
{
    say("ready\n");
    waitForEndOfInput();
    ::_exit(*static_cast<int*>(argument));
}

// The leader ends with 9 by itself; the process lives on in its thread and ends with CODE.
int leaderExits(Arguments arguments)
{
    static int code = 0;
    code = numberAt(arguments, 0, 6);
    start(&exitLater, &code);
    ::syscall(SYS_exit, 9);
    return 1;
}

void* executeOther(void* argument)
{
    auto* const words = static_cast<char* const*>(argument);
    ::execvp(words[0], words);
    ::_exit(127);
}

// Another thread executes COMMAND: the kernel ends the leader and goes on under its number.
int threadExecutes(Arguments arguments)
{
    start(&executeOther, const_cast<char**>(arguments.data()));
    for (;;) {
        ::pause();
    }
}

void* idle(void*)
{
    for (;;) {
        ::pause();
    }
}

int manyThreads(Arguments arguments)
{
    for (int count = 0; count < numberAt(arguments, 0, 8); ++count) {
        start(&idle, nullptr);
    }
    say("ready\n");
    waitForEndOfInput();
    return 5;
}

constexpr std::array kEntries{
    Entry{"leader-exit",
          &leaderExits,
          "[CODE]: the leader ends first, the thread at the end of stdin"},
    Entry{"thread-exec", &threadExecutes, "COMMAND ARG…: a thread executes it"},
    Entry{"threads", &manyThreads, "[COUNT]: holds with that many threads, ends with 5"},
};

} // namespace

std::span<const Entry> threads()
{
    return kEntries;
}

} // namespace tw::testchild
