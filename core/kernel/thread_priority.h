#pragma once

namespace tw {

/// Lets this thread run as soon as it is woken: as a real-time thread where we may (root), else
/// with the highest niceness that we may have and a short slice (Linux 6.12), which the scheduler
/// answers with little delay. For a thread that does a few microseconds of work at a time; without
/// it, on a machine that has other work to do, a short process is gone before we run.
void hurryThisThread();

/// While it lives, this thread gives way to nobody whom it wakes: a real-time thread where we may
/// be one (root), else no change. For some microseconds of work.
class UndisturbedThread
{
public:
    UndisturbedThread();
    UndisturbedThread(const UndisturbedThread&) = delete;
    UndisturbedThread& operator=(const UndisturbedThread&) = delete;
    ~UndisturbedThread();

private:
    int m_policy{0};
    bool m_isRaised{false};
};

} // namespace tw
