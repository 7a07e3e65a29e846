// Trees that are hard to kill. All of them are bounded: so many births, counted in a file that they
// share and that tells a test whether somebody still forks, and so much time.

#include "tests/support/testchild/subcommand.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <ctime>

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

namespace tw::testchild {

namespace {

// Whoever reaps them may be slow, and the machine has only so many numbers for zombies.
constexpr int kMostBirths = 10'000;
constexpr std::time_t kMostSeconds = 20;

std::time_t seconds()
{
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec;
}

void sleepFor(long microseconds)
{
    const timespec pause{microseconds / 1'000'000, microseconds % 1'000'000 * 1000};
    ::nanosleep(&pause, nullptr);
}

/// What all processes of a tree know; inherited by fork.
struct Brood
{
    std::atomic<int>* births{nullptr};
    int most{0};
    int readyAt{0};
    std::time_t deadline{0};

    [[nodiscard]] bool isOver() const { return births->load() >= most || seconds() >= deadline; }

    void countBirth() const
    {
        if (births->fetch_add(1) + 1 == readyAt) {
            say("ready\n");
        }
    }

    /// To be asked before each fork. Counted by the child, on a busy machine there would be
    /// thousands beyond the bound before the first of them came to count.
    [[nodiscard]] bool mayBear() const
    {
        if (isOver()) {
            return false;
        }
        countBirth();
        return true;
    }

    [[noreturn]] void hold() const
    {
        while (seconds() < deadline) {
            sleepFor(200'000);
        }
        ::_exit(0);
    }
};

/// FILE is where births are counted.
Brood openBrood(Arguments arguments, std::size_t file, int most, int readyAt)
{
    Brood brood;
    brood.most = std::clamp(most, 1, kMostBirths);
    brood.readyAt = readyAt;
    brood.deadline = seconds() + kMostSeconds;
    const int fd = file < arguments.size()
                       ? ::open(arguments[file], O_RDWR | O_CREAT | O_CLOEXEC, 0600)
                       : -1;
    if (fd < 0 || ::ftruncate(fd, sizeof(int)) != 0) {
        ::_exit(125);
    }
    void* memory = ::mmap(nullptr, sizeof(int), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (memory == MAP_FAILED) {
        ::_exit(125);
    }
    brood.births = static_cast<std::atomic<int>*>(memory);
    return brood;
}

// Ten children each, and so on; each tenth process is a daemon: forked twice, in a session of its
// own.
void grow(const Brood& brood, int count)
{
    const int share = (count + 9) / 10;
    for (int child = 0; child < 10 && count > 0; ++child) {
        const int size = std::min(share, count);
        count -= size;
        if (::fork() != 0) {
            continue;
        }
        if (::getpid() % 10 == 0) {
            ::setsid();
            if (::fork() != 0) {
                ::_exit(0);
            }
        }
        if (size > 1) {
            grow(brood, size - 1);
        }
        brood.countBirth();
        brood.hold();
    }
}

int daemonTree(Arguments arguments)
{
    const int count = numberAt(arguments, 0, 100);
    const Brood brood = openBrood(arguments, 1, count, count);
    grow(brood, count);
    brood.hold();
}

// Everybody forks, again and again; when there are enough, all hold.
int forkBomb(Arguments arguments)
{
    const int most = numberAt(arguments, 0, 1000);
    const Brood brood = openBrood(arguments, 1, most, std::max(1, most / 4));
    for (;;) {
        if (!brood.mayBear()) {
            brood.hold();
        }
        if (::fork() != 0) {
            sleepFor(1000);
        }
    }
}

// CHAINS processes that each live for a moment and leave one child, in a session of its own.
int rotate(Arguments arguments)
{
    const int chains = std::clamp(numberAt(arguments, 0, 10), 1, 50);
    const Brood brood = openBrood(arguments, 1, kMostBirths, 4 * chains);
    for (int chain = 0; chain < chains; ++chain) {
        if (::fork() != 0) {
            continue;
        }
        while (brood.mayBear()) {
            ::setsid();
            if (::fork() > 0) {
                ::_exit(0);
            }
            sleepFor(5000);
        }
        ::_exit(0);
    }
    brood.hold();
}

constexpr std::array kEntries{
    Entry{"daemon-tree", &daemonTree, "COUNT FILE: says ready when all are there; a tenth daemons"},
    Entry{"fork-bomb", &forkBomb, "MOST FILE: says ready at a quarter of MOST"},
    Entry{"rotate", &rotate, "CHAINS FILE: processes that move on to a new session each"},
};

} // namespace

std::span<const Entry> escapes()
{
    return kEntries;
}

} // namespace tw::testchild
