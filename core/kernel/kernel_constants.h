#pragma once

// What kernel headers of Linux 6.1 (Debian 12) lack. Values and layouts from the kernel's
// include/uapi/linux/{pidfd,sched,wait}.h and include/uapi/asm-generic/unistd.h; they are ABI and
// never change.

#include <cstdint>

#include <linux/pidfd.h>
#include <linux/sched.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>

#ifndef CLONE_CLEAR_SIGHAND
#define CLONE_CLEAR_SIGHAND 0x100000000ULL
#endif
#ifndef CLONE_INTO_CGROUP
#define CLONE_INTO_CGROUP 0x200000000ULL
#endif
#ifndef SYS_close_range
#define SYS_close_range 436
#endif
#ifndef SYS_pidfd_send_signal
#define SYS_pidfd_send_signal 424
#endif
#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif
#ifndef SYS_clone3
#define SYS_clone3 435
#endif
#ifndef CLOSE_RANGE_CLOEXEC
#define CLOSE_RANGE_CLOEXEC (1U << 2)
#endif

namespace tw {

/// idtype_t of waitid(2) for a pidfd (linux/wait.h, Linux 5.4).
constexpr int kWaitOnPidfd = 3;

/// `struct pidfd_info` as first published (PIDFD_INFO_SIZE_VER0, Linux 6.13). Later kernels append
/// fields and accept this size.
struct PidfdInfoRequest
{
    std::uint64_t mask{0};
    std::uint64_t cgroup{0};
    std::uint32_t pid{0};
    std::uint32_t tgid{0};
    std::uint32_t ppid{0};
    std::uint32_t ruid{0};
    std::uint32_t rgid{0};
    std::uint32_t euid{0};
    std::uint32_t egid{0};
    std::uint32_t suid{0};
    std::uint32_t sgid{0};
    std::uint32_t fsuid{0};
    std::uint32_t fsgid{0};
    std::int32_t exitCode{0};
};
static_assert(sizeof(PidfdInfoRequest) == 64);

constexpr std::uint64_t kPidfdInfoPid = 1U << 0U;
constexpr std::uint64_t kPidfdInfoExit = 1U << 3U; // Linux 6.15
constexpr unsigned long kPidfdGetInfo = _IOWR(0xFF, 11, PidfdInfoRequest);

} // namespace tw
