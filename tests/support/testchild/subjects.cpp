// Processes that have something for others to read.

#include "tests/support/testchild/subcommand.h"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace tw::testchild {

namespace {

void* wait(void*)
{
    for (;;) {
        ::pause();
    }
}

void startNamedThread(const char* name)
{
    pthread_t thread{};
    ::pthread_create(&thread, nullptr, &wait, nullptr);
    ::pthread_setname_np(thread, name);
    ::pthread_detach(thread);
}

sockaddr* general(auto* address)
{
    return reinterpret_cast<sockaddr*>(address);
}

void moveTo(int fd, int number)
{
    ::dup3(fd, number, O_CLOEXEC);
    ::close(fd);
}

/// A listener at 20, a client of it at 21 and its server's end at 22; gives back the port.
int openTcp()
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
    ::bind(listener, general(&address), size);
    ::listen(listener, 1);
    ::getsockname(listener, general(&address), &size);
    const int client = ::socket(AF_INET, SOCK_STREAM, 0);
    ::connect(client, general(&address), size);
    moveTo(::accept(listener, nullptr, nullptr), 22);
    moveTo(client, 21);
    moveTo(listener, 20);
    return ntohs(address.sin_port);
}

void openOtherSockets()
{
    sockaddr_in6 six{};
    six.sin6_family = AF_INET6;
    six.sin6_addr = in6addr_loopback;
    const int udp = ::socket(AF_INET6, SOCK_DGRAM, 0);
    ::bind(udp, general(&six), sizeof six);
    moveTo(udp, 23);
    sockaddr_un local{};
    local.sun_family = AF_UNIX;
    const std::string name = "tw-subject-" + std::to_string(::getpid());
    std::memcpy(local.sun_path + 1, name.data(), name.size());
    const int listener = ::socket(AF_UNIX, SOCK_STREAM, 0);
    ::bind(listener,
           general(&local),
           static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size()));
    ::listen(listener, 1);
    moveTo(listener, 24);
    sockaddr_nl kernel{};
    kernel.nl_family = AF_NETLINK;
    const int netlink = ::socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
    ::bind(netlink, general(&kernel), sizeof kernel);
    moveTo(netlink, 25);
}

/// 30 to 34: a file appended to that has no name any more, a directory, a device, a pipe, an epoll.
void openFiles()
{
    std::string path = "/tmp/tw-subject-XXXXXX";
    const int file = ::mkostemp(path.data(), O_APPEND);
    (void)!::write(file, "12345", 5);
    ::unlink(path.c_str());
    moveTo(file, 30);
    moveTo(::open("/", O_RDONLY | O_DIRECTORY), 31);
    moveTo(::open("/dev/null", O_WRONLY), 32);
    std::array<int, 2> ends{};
    (void)!::pipe2(ends.data(), O_NONBLOCK);
    moveTo(ends[0], 33);
    ::close(ends[1]);
    moveTo(::epoll_create1(EPOLL_CLOEXEC), 34);
}

void setUpSignals()
{
    sigset_t blocked{};
    ::sigemptyset(&blocked);
    ::sigaddset(&blocked, SIGUSR1);
    ::sigprocmask(SIG_BLOCK, &blocked, nullptr);
    ::raise(SIGUSR1);
    ::signal(SIGUSR2, SIG_IGN);
    ::signal(SIGHUP, [](int) {});
}

// Says "ready PORT".
int openEverything(Arguments)
{
    const int port = openTcp();
    openOtherSockets();
    openFiles();
    setUpSignals();
    startNamedThread("reader");
    startNamedThread("writer");
    say("ready " + std::to_string(port) + "\n");
    waitForEndOfInput();
    return 0;
}

int hideSelf(Arguments)
{
    ::prctl(PR_SET_DUMPABLE, 0);
    say("ready\n");
    waitForEndOfInput();
    return 0;
}

int manyDescriptors(Arguments arguments)
{
    constexpr int kMost = 20'000;
    const int count = std::clamp(numberAt(arguments, 0, 8), 0, kMost);
    rlimit limit{kMost + 16, kMost + 16};
    ::setrlimit(RLIMIT_NOFILE, &limit);
    for (int opened = 0; opened < count; ++opened) {
        if (::dup(STDERR_FILENO) < 0) {
            return 1;
        }
    }
    say("ready\n");
    waitForEndOfInput();
    return 0;
}

constexpr std::array kEntries{
    Entry{"subject",
          &openEverything,
          "holds with sockets (20 to 25), files (30 to 34), signals and named threads"},
    Entry{"undumpable", &hideSelf, "asks not to be looked at, and holds"},
    Entry{"descriptors-open", &manyDescriptors, "[COUNT]: holds with that many more descriptors"},
};

} // namespace

std::span<const Entry> subjects()
{
    return kEntries;
}

} // namespace tw::testchild
