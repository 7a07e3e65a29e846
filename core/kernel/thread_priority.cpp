#include "core/kernel/thread_priority.h"

#include <cstdint>

#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace tw {

namespace {

/// `struct sched_attr` (linux/sched/types.h), which glibc 2.36 does not have; see sched_setattr(2).
struct SchedulingAttributes
{
    std::uint32_t size{sizeof(SchedulingAttributes)};
    std::uint32_t policy{SCHED_OTHER};
    std::uint64_t flags{0};
    std::int32_t nice{0};
    std::uint32_t priority{0};
    std::uint64_t runtime{0};
    std::uint64_t deadline{0};
    std::uint64_t period{0};
};

constexpr std::uint64_t kResetOnFork = 1;
constexpr std::uint64_t kShortestSlice = 100'000; // ns; the kernel takes no less
constexpr int kHighestNice = -20;

bool set(const SchedulingAttributes& attributes)
{
    return ::syscall(SYS_sched_setattr, 0, &attributes, 0) == 0;
}

} // namespace

void hurryThisThread()
{
    SchedulingAttributes realTime;
    realTime.policy = SCHED_FIFO;
    realTime.priority = 1;
    realTime.flags = kResetOnFork;
    SchedulingAttributes nice;
    nice.nice = kHighestNice;
    nice.runtime = kShortestSlice;
    nice.flags = kResetOnFork;
    SchedulingAttributes slice;
    slice.runtime = kShortestSlice;
    (void)(set(realTime) || set(nice) || set(slice));
}

UndisturbedThread::UndisturbedThread() : m_policy(::sched_getscheduler(0))
{
    // A policy that somebody chose is not ours to change.
    constexpr sched_param kLowest{1};
    m_isRaised = m_policy == SCHED_OTHER && ::sched_setscheduler(0, SCHED_FIFO, &kLowest) == 0;
}

UndisturbedThread::~UndisturbedThread()
{
    if (m_isRaised) {
        constexpr sched_param kNone{0};
        (void)::sched_setscheduler(0, m_policy, &kNone);
    }
}

} // namespace tw
