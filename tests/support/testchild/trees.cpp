// Processes that have children. Children inherit stdin and end with it, whatever becomes of the
// root.

#include "tests/support/testchild/subcommand.h"

#include <algorithm>
#include <array>
#include <csignal>
#include <string>

#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace tw::testchild {

namespace {

int waitForAll()
{
    while (::wait(nullptr) > 0) {
    }
    return 0;
}

// WIDTH children, each of which has as many, DEPTH levels deep; says ready when all are there.
int growTree(int depth, int width)
{
    for (int child = 0; depth > 0 && child < width; ++child) {
        if (::fork() == 0) {
            ::_exit(growTree(depth - 1, width));
        }
    }
    say("ready\n");
    waitForEndOfInput();
    return waitForAll();
}

int forkTree(Arguments arguments)
{
    return growTree(numberAt(arguments, 0, 1), numberAt(arguments, 1, 1));
}

// The daemon holds; root and middle end at once.
int doubleFork(Arguments arguments)
{
    if (::fork() == 0) {
        ::setsid();
        if (::fork() == 0) {
            say("ready\n");
            waitForEndOfInput();
            ::_exit(numberAt(arguments, 0, 10));
        }
        ::_exit(0);
    }
    waitForAll();
    return 0;
}

int newSession(Arguments)
{
    if (::fork() == 0) {
        ::setsid();
        say("ready\n");
        waitForEndOfInput();
        ::_exit(7);
    }
    return waitForAll();
}

// As a shell's child does, where there is a PROGRAM: it becomes that, which ends with its argument.
void endAs(int code, const std::string& program)
{
    if (!program.empty()) {
        std::string name = program;
        std::string argument = std::to_string(code);
        std::array<char*, 3> words{name.data(), argument.data(), nullptr};
        ::execv(program.c_str(), words.data());
        ::_exit(126);
    }
    ::_exit(code);
}

int stormFrom(int first, int last, const std::string& program)
{
    for (int child = first; child < last; ++child) {
        const auto pid = ::fork();
        if (pid == 0) {
            endAs(child & 0xff, program);
        }
        ::waitpid(pid, nullptr, 0);
    }
    return 0;
}

// COUNT children of PARENTS that work side by side, each one child at a time; child number N ends
// with N modulo 256. One parent: the root itself.
int storm(Arguments arguments)
{
    constexpr int kMost = 100'000;
    const int count = std::clamp(numberAt(arguments, 0, 100), 0, kMost);
    const int parents = std::clamp(numberAt(arguments, 1, 1), 1, 256);
    const std::string program{arguments.size() > 2 ? arguments[2] : ""};
    if (parents == 1) {
        return stormFrom(0, count, program);
    }
    for (int parent = 0; parent < parents; ++parent) {
        if (::fork() == 0) {
            ::_exit(stormFrom(count * parent / parents, count * (parent + 1) / parents, program));
        }
    }
    return waitForAll();
}

// `number` as the argument of a program that ends at once, waited for.
void runTrue(const char* number)
{
    const auto pid = ::vfork();
    if (pid == 0) {
        ::execl("/bin/true", "true", number, nullptr);
        ::_exit(127);
    }
    ::waitpid(pid, nullptr, 0);
}

// COUNT programs that end at once, one after the other; the argument of each is its number.
int execStorm(Arguments arguments)
{
    const int count = std::clamp(numberAt(arguments, 0, 100), 0, 10'000);
    for (int child = 0; child < count; ++child) {
        runTrue(std::to_string(child).c_str());
    }
    return 0;
}

// A child that is born as its own sibling: its parent is ours.
int cloneParent(Arguments arguments)
{
    const auto pid
        = ::syscall(SYS_clone, CLONE_PARENT | SIGCHLD, nullptr, nullptr, nullptr, nullptr);
    if (pid == 0) {
        if (numberAt(arguments, 0, 0) == 0) {
            say("ready\n");
            waitForEndOfInput();
        }
        ::_exit(21);
    }
    waitForEndOfInput();
    return 0;
}

// A child that has ended and that nobody waits for.
int keepZombie(Arguments)
{
    if (::fork() == 0) {
        ::_exit(33);
    }
    say("ready\n");
    waitForEndOfInput();
    return 0;
}

// The kernel reaps the child itself.
int ignoreChildren(Arguments)
{
    ::signal(SIGCHLD, SIG_IGN);
    if (::fork() == 0) {
        ::_exit(44);
    }
    waitForAll();
    return 0;
}

// A subreaper below us adopts the orphan.
int innerSubreaper(Arguments)
{
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
    if (::fork() == 0) {
        if (::fork() == 0) {
            say("ready\n");
            waitForEndOfInput();
            ::_exit(12);
        }
        ::_exit(11);
    }
    return waitForAll();
}

constexpr std::array kEntries{
    Entry{"fork-tree", &forkTree, "DEPTH WIDTH: each says ready and holds"},
    Entry{"double-fork", &doubleFork, "[CODE]: leaves a daemon that holds"},
    Entry{"setsid", &newSession, "has a child in another session that holds and ends with 7"},
    Entry{"storm",
          &storm,
          "COUNT [PARENTS [PROGRAM]]: short children, one after the other in each parent"},
    Entry{"exec-storm", &execStorm, "COUNT: programs that end at once, one after the other"},
    Entry{"clone-parent", &cloneParent, "[1]: has a sibling that holds, or ends at once, with 21"},
    Entry{"zombie", &keepZombie, "holds beside a zombie that ended with 33"},
    Entry{"autoreap", &ignoreChildren, "ignores SIGCHLD and has a child that ends with 44"},
    Entry{"inner-subreaper", &innerSubreaper, "has an orphan below it that holds and ends with 12"},
};

} // namespace

std::span<const Entry> trees()
{
    return kEntries;
}

} // namespace tw::testchild
