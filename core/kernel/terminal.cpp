#include "core/kernel/terminal.h"

#include <csignal>

#include <unistd.h>

namespace tw {

namespace {

/// tcsetpgrp(3) and tcsetattr(3) of a background group stop it by SIGTTOU unless that is blocked.
class WithoutTerminalStop
{
public:
    WithoutTerminalStop()
    {
        sigset_t blocked;
        ::sigemptyset(&blocked);
        ::sigaddset(&blocked, SIGTTOU);
        ::pthread_sigmask(SIG_BLOCK, &blocked, &m_before);
    }
    WithoutTerminalStop(const WithoutTerminalStop&) = delete;
    WithoutTerminalStop& operator=(const WithoutTerminalStop&) = delete;
    ~WithoutTerminalStop() { ::pthread_sigmask(SIG_SETMASK, &m_before, nullptr); }

private:
    sigset_t m_before{};
};

} // namespace

std::optional<Terminal> Terminal::ofStdin()
{
    Terminal terminal;
    if (::tcgetattr(STDIN_FILENO, &terminal.m_modes) != 0
        || ::tcgetpgrp(STDIN_FILENO) != ::getpgrp()) {
        return std::nullopt;
    }
    return terminal;
}

bool Terminal::lendTo(Pid group)
{
    const WithoutTerminalStop guard;
    m_lent = ::tcsetpgrp(STDIN_FILENO, group.value) == 0;
    return m_lent;
}

void Terminal::takeBack()
{
    if (!m_lent) {
        return;
    }
    const WithoutTerminalStop guard;
    ::tcsetpgrp(STDIN_FILENO, ::getpgrp());
    ::tcsetattr(STDIN_FILENO, TCSADRAIN, &m_modes);
    m_lent = false;
}

void stopOurselves()
{
    ::raise(SIGSTOP);
}

} // namespace tw
