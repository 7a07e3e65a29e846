#include "core/kernel/spawn.h"

#include "core/kernel/child_wait.h"
#include "core/kernel/kernel_constants.h"
#include "core/kernel/spawn_error.h"
#include "core/kernel/spawn_plan.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <ctime>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <pthread.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

// The child runs on memory that it shares with us, on a stack that the sanitizers do not know.
#define TW_CHILD_CODE __attribute__((noinline, no_sanitize("address", "thread", "undefined")))

namespace tw {

namespace {

constexpr std::size_t kChildStack = 64UL * 1024;
constexpr int kBusyTextRetries = 20;

/// What the child tells us. It needs no pipe: with CLONE_VM it writes into this very object, and
/// with CLONE_VFORK we go on only after its exec or its end.
struct ChildReport
{
    SpawnStage stage{SpawnStage::Execute};
    int code{0};
    const char* path{nullptr};
};

struct ChildArguments
{
    const SpawnPlan* plan{nullptr};
    ChildReport* report{nullptr};
};

/// The kernel's sigaction, large enough for every architecture: all zero means SIG_DFL.
struct KernelSigaction
{
    void (*handler)(int){nullptr};
    std::array<unsigned long, 7> rest{};
};

[[noreturn]] TW_CHILD_CODE void giveUp(ChildReport* report, SpawnStage stage, const char* path)
{
    report->stage = stage;
    report->code = errno;
    report->path = path;
    ::_exit(127);
}

// glibc hides signals 32 and 33 from sigaction(3); an ignored one would still reach the program.
TW_CHILD_CODE void resetSignals(const SpawnPlan* plan)
{
    for (int signal = 1; signal <= SpawnPlan::kSignals; ++signal) {
        KernelSigaction action{};
        if (plan->keepIgnored.test(static_cast<std::size_t>(signal))) {
            action.handler = SIG_IGN;
        }
        ::syscall(SYS_rt_sigaction, signal, &action, nullptr, sizeof(std::uint64_t));
    }
}

TW_CHILD_CODE void setStreams(const SpawnPlan* plan, ChildReport* report)
{
    for (int stream = 0; stream < 3; ++stream) {
        const int source = plan->sources[static_cast<std::size_t>(stream)];
        if (source < 0) {
            ::close(stream);
        } else if (::dup2(source, stream) < 0) {
            giveUp(report, SpawnStage::Streams, nullptr);
        }
    }
    // Ours are all close-on-exec; those that were inherited or opened by a library may not be.
    // Where the call is missing (before Linux 5.11), these do pass.
    ::syscall(SYS_close_range, 3U, ~0U, CLOSE_RANGE_CLOEXEC);
}

TW_CHILD_CODE void setLimits(const SpawnPlan* plan, ChildReport* report)
{
    if (!plan->request->openFilesLimit) {
        return;
    }
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) {
        giveUp(report, SpawnStage::Limits, nullptr);
    }
    limit.rlim_cur = *plan->request->openFilesLimit;
    if (::setrlimit(RLIMIT_NOFILE, &limit) != 0) {
        giveUp(report, SpawnStage::Limits, nullptr);
    }
}

// As execvp(3): what is missing here may be in the next folder, and what may not be executed is
// reported only where no other is found. Unlike it, no shell is tried on a file of unknown format.
[[noreturn]] TW_CHILD_CODE void executeFirst(const SpawnPlan* plan, ChildReport* report)
{
    const char* refused = nullptr;
    for (char* const* candidate = plan->candidatePointers.data(); *candidate != nullptr;
         ++candidate) {
        ::execve(*candidate, plan->argv.data(), plan->environment.data());
        if (errno == EACCES) {
            refused = refused == nullptr ? *candidate : refused;
        } else if (errno != ENOENT && errno != ENOTDIR) {
            giveUp(report, SpawnStage::Execute, *candidate);
        }
    }
    if (refused != nullptr) {
        errno = EACCES;
    }
    giveUp(report, SpawnStage::Execute, refused);
}

// Nothing in here may allocate, lock, log or return.
[[noreturn]] TW_CHILD_CODE void runChild(ChildArguments* arguments)
{
    const SpawnPlan* plan = arguments->plan;
    ChildReport* report = arguments->report;
    resetSignals(plan);
    if (plan->request->group == SpawnGroup::OwnGroup && ::setpgid(0, 0) != 0) {
        giveUp(report, SpawnStage::Group, nullptr);
    }
    if (plan->request->group == SpawnGroup::OwnSession && ::setsid() < 0) {
        giveUp(report, SpawnStage::Group, nullptr);
    }
    setStreams(plan, report);
    setLimits(plan, report);
    if (plan->cwd != nullptr && ::chdir(plan->cwd) != 0) {
        giveUp(report, SpawnStage::Directory, plan->cwd);
    }
    // Last: a signal that waited may end us here, as it would end the program.
    const std::uint64_t none = 0;
    ::syscall(SYS_rt_sigprocmask, SIG_SETMASK, &none, nullptr, sizeof none);
    executeFirst(plan, report);
}

/// clone3(2) with a stack for the child: it must not return through frames of ours, which no C
/// function can promise. Returns the pid, or a negative errno.
long cloneOnStack(clone_args* args, ChildArguments* arguments)
{
#if defined(__x86_64__)
    long result = SYS_clone3;
    register clone_args* first asm("rdi") = args;
    register long second asm("rsi") = sizeof *args;
    register ChildArguments* forChild asm("r12") = arguments;
    register void (*child)(ChildArguments*) asm("r13") = &runChild;
    asm volatile("syscall\n\t"
                 "test %%rax, %%rax\n\t"
                 "jnz 1f\n\t"
                 "xor %%ebp, %%ebp\n\t"
                 "mov %%r12, %%rdi\n\t"
                 "call *%%r13\n\t"
                 "hlt\n"
                 "1:"
                 : "+a"(result)
                 : "r"(first), "r"(second), "r"(forChild), "r"(child)
                 : "rcx", "r11", "memory", "cc");
    return result;
#elif defined(__aarch64__)
    register long number asm("x8") = SYS_clone3;
    register long first asm("x0") = reinterpret_cast<long>(args);
    register long second asm("x1") = sizeof *args;
    register ChildArguments* forChild asm("x20") = arguments;
    register void (*child)(ChildArguments*) asm("x21") = &runChild;
    asm volatile("svc #0\n\t"
                 "cbnz x0, 1f\n\t"
                 "mov x29, xzr\n\t"
                 "mov x30, xzr\n\t"
                 "mov x0, x20\n\t"
                 "blr x21\n\t"
                 "brk #0\n"
                 "1:"
                 : "+r"(first)
                 : "r"(number), "r"(second), "r"(forChild), "r"(child)
                 : "memory", "cc");
    return first;
#else
    (void)args;
    (void)arguments;
    return -ENOSYS;
#endif
}

/// The stack that a child runs on until its exec.
class ChildStack
{
public:
    ChildStack()
        : m_memory(::mmap(nullptr,
                          kChildStack,
                          PROT_READ | PROT_WRITE,
                          MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK,
                          -1,
                          0))
    {}
    ChildStack(const ChildStack&) = delete;
    ChildStack& operator=(const ChildStack&) = delete;
    ~ChildStack()
    {
        if (isMapped()) {
            ::munmap(m_memory, kChildStack);
        }
    }

    [[nodiscard]] bool isMapped() const { return m_memory != MAP_FAILED; }
    [[nodiscard]] void* top() const { return static_cast<char*>(m_memory) + kChildStack; }
    [[nodiscard]] std::uint64_t bottom() const { return reinterpret_cast<std::uint64_t>(m_memory); }

private:
    void* m_memory{MAP_FAILED};
};

int runChildOf(void* arguments)
{
    runChild(static_cast<ChildArguments*>(arguments));
}

/// The same by clone(2), which every kernel and architecture has; glibc switches the stack.
long clonePlainly(const ChildStack& stack, ChildArguments* arguments, int& pidfd)
{
    const int flags = CLONE_PIDFD | CLONE_VM | CLONE_VFORK;
    const auto pid = ::clone(&runChildOf, stack.top(), flags, arguments, &pidfd);
    return pid < 0 ? -errno : pid;
}

long createChild(const SpawnPlan& plan, int cgroup, ChildReport& report, int& pidfd)
{
    ChildArguments arguments{&plan, &report};
    const ChildStack stack;
    if (!stack.isMapped()) {
        return -ENOMEM;
    }
    clone_args args{};
    args.flags = std::uint64_t{CLONE_PIDFD | CLONE_VM | CLONE_VFORK} | CLONE_CLEAR_SIGHAND;
    args.pidfd = reinterpret_cast<std::uint64_t>(&pidfd);
    // No signal at its end until execve(2) sets SIGCHLD: by that a child that never came to execute
    // is told apart from a member's child that was born as our own (CLONE_PARENT).
    args.exit_signal = 0;
    args.stack = stack.bottom();
    args.stack_size = kChildStack;
    if (cgroup >= 0) {
        args.flags |= CLONE_INTO_CGROUP;
        args.cgroup = static_cast<unsigned>(cgroup);
    }
    const long pid = cloneOnStack(&args, &arguments);
    // ENOSYS: before Linux 5.3, another processor, or a sandbox. EINVAL: a flag before Linux 5.5; a
    // cgroup that was asked for must not be left out without a word.
    const bool tooOld = (pid == -ENOSYS || pid == -EINVAL) && cgroup < 0;
    return tooOld ? clonePlainly(stack, &arguments, pidfd) : pid;
}

/// In the cgroup asked for, or, where that is refused, without: EBUSY, EACCES and EOPNOTSUPP are
/// about the cgroup, ENODEV says that it was removed, ENOENT that it lies outside of our
/// namespace, EINVAL and E2BIG that the kernel is too old (before 5.7).
long createChildSomewhere(const SpawnPlan& plan, ChildReport& report, int& pidfd, int& refusal)
{
    const int cgroup = plan.request->cgroup;
    const long pid = createChild(plan, cgroup, report, pidfd);
    if (cgroup < 0 || pid >= 0 || pid == -EAGAIN || pid == -ENOMEM) {
        return pid;
    }
    refusal = static_cast<int>(-pid);
    return createChild(plan, -1, report, pidfd);
}

SpawnError describe(const SpawnPlan& plan, const ChildReport& report)
{
    return spawnError(report.stage,
                      report.code,
                      report.path == nullptr ? "" : report.path,
                      plan.request->argv.front());
}

SpawnResult attempt(const SpawnPlan& plan)
{
    timespec before{};
    ::clock_gettime(CLOCK_MONOTONIC, &before);
    ChildReport report;
    int pidfd = -1;
    int refusal = 0;

    // A handler that ran in the child would run on our memory.
    sigset_t all{};
    sigset_t kept{};
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &kept);
    const long pid = createChildSomewhere(plan, report, pidfd, refusal);
    ::pthread_sigmask(SIG_SETMASK, &kept, nullptr);

    if (pid < 0) {
        return tl::unexpected{
            describe(plan, ChildReport{SpawnStage::Fork, static_cast<int>(-pid), nullptr})};
    }
    SpawnedProcess spawned{Pid{static_cast<int>(pid)},
                           Pidfd{UniqueFd{pidfd}},
                           std::chrono::seconds{before.tv_sec}
                               + std::chrono::nanoseconds{before.tv_nsec},
                           {},
                           refusal};
    if (report.code != 0) {
        // Blocking, but only for the few instructions between the wake-up of vfork and its end.
        while (::waitpid(spawned.pid.value, nullptr, __WALL) < 0 && errno == EINTR) {
        }
        return tl::unexpected{describe(plan, report)};
    }
    return spawned;
}

} // namespace

SpawnResult spawn(const SpawnRequest& request)
{
    auto plan = SpawnPlan::make(request);
    if (!plan) {
        return tl::unexpected{plan.error()};
    }
    for (int retries = 0;; ++retries) {
        auto spawned = attempt(*plan);
        // A file that was just written is busy while any child forked meanwhile has not executed
        // yet and still holds it open for writing.
        if (spawned || spawned.error().code != ETXTBSY || retries >= kBusyTextRetries) {
            return spawned;
        }
        const timespec pause{0, 5'000'000};
        ::nanosleep(&pause, nullptr);
    }
}

} // namespace tw
