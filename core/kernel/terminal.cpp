#include "core/kernel/terminal.h"

#include <algorithm>
#include <csignal>
#include <iterator>

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

bool isSame(const termios& left, const termios& right)
{
    return left.c_iflag == right.c_iflag && left.c_oflag == right.c_oflag
           && left.c_cflag == right.c_cflag && left.c_lflag == right.c_lflag
           && std::equal(std::begin(left.c_cc), std::end(left.c_cc), std::begin(right.c_cc));
}

} // namespace

std::optional<Terminal> Terminal::ofStdin()
{
    Terminal terminal;
    if (!terminal.foreground()) {
        return std::nullopt;
    }
    terminal.rememberModes();
    return terminal;
}

std::optional<Pid> Terminal::foreground() const
{
    const auto group = ::tcgetpgrp(STDIN_FILENO);
    return group < 0 ? std::nullopt : std::optional{Pid{group}};
}

bool Terminal::isOurs() const
{
    return ::tcgetpgrp(STDIN_FILENO) == ::getpgrp();
}

// Those of another job are none of ours.
void Terminal::rememberModes()
{
    termios modes{};
    if (isOurs() && ::tcgetattr(STDIN_FILENO, &modes) == 0) {
        m_modes = modes;
    }
}

bool Terminal::lendTo(Pid group)
{
    if (!m_modes) {
        rememberModes();
    }
    const WithoutTerminalStop guard;
    m_lent = ::tcsetpgrp(STDIN_FILENO, group.value) == 0;
    return m_lent;
}

void Terminal::takeBack()
{
    const WithoutTerminalStop guard;
    ::tcsetpgrp(STDIN_FILENO, ::getpgrp());
    termios now{};
    // Draining waits for whoever reads the terminal: only where there is something to restore.
    if (m_modes && ::tcgetattr(STDIN_FILENO, &now) == 0 && !isSame(*m_modes, now)) {
        ::tcsetattr(STDIN_FILENO, TCSADRAIN, &*m_modes);
    }
    m_lent = false;
}

void stopOurselves()
{
    ::raise(SIGSTOP);
}

} // namespace tw
