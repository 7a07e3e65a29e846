#pragma once

#include <csignal>

namespace tw {

/// Blocks SIGCHLD for this thread and all that it starts. Qt Test has a thread that watches over
/// timeouts and blocks nothing: there the kernel would drop the signal that the tracker waits for.
/// Called before that thread is started: by initMain() of the test class, or before main().
inline void blockChildSignal()
{
    sigset_t blocked{};
    ::sigemptyset(&blocked);
    ::sigaddset(&blocked, SIGCHLD);
    ::pthread_sigmask(SIG_BLOCK, &blocked, nullptr);
}

} // namespace tw
