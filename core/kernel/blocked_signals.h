#pragma once

#include <csignal>

namespace tw {

/// Blocks every signal in this thread while it lives: a thread started meanwhile inherits that, so
/// it never runs a handler, never takes a signal from a SignalFd, and a broken pipe is EPIPE for
/// it.
class BlockedSignals
{
public:
    BlockedSignals()
    {
        sigset_t all{};
        ::sigfillset(&all);
        ::pthread_sigmask(SIG_SETMASK, &all, &m_before);
    }
    BlockedSignals(const BlockedSignals&) = delete;
    BlockedSignals& operator=(const BlockedSignals&) = delete;
    ~BlockedSignals() { ::pthread_sigmask(SIG_SETMASK, &m_before, nullptr); }

private:
    sigset_t m_before{};
};

} // namespace tw
