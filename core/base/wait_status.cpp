#include "core/base/wait_status.h"

#include <sys/wait.h>

namespace tw {

std::optional<int> WaitStatus::code() const
{
    return WIFEXITED(m_raw) ? std::optional{WEXITSTATUS(m_raw)} : std::nullopt;
}

std::optional<SignalNumber> WaitStatus::signal() const
{
    return WIFSIGNALED(m_raw) ? std::optional{SignalNumber{WTERMSIG(m_raw)}} : std::nullopt;
}

bool WaitStatus::coreDumped() const
{
    return WIFSIGNALED(m_raw) && WCOREDUMP(m_raw);
}

int WaitStatus::shellCode() const
{
    const auto bySignal = signal();
    return bySignal ? 128 + bySignal->value : WEXITSTATUS(m_raw);
}

std::string WaitStatus::text() const
{
    if (const auto bySignal = signal()) {
        return bySignal->name() + " (" + std::to_string(bySignal->value) + ")"
               + (coreDumped() ? ", core dumped" : "");
    }
    return "exit " + std::to_string(WEXITSTATUS(m_raw));
}

} // namespace tw
