#include "core/tracking/program_reader.h"

#include "core/kernel/own_process.h"
#include "core/kernel/proc_fs.h"

namespace tw {

Program readProgram(Pid pid)
{
    Program program;
    program.readAt = monotonicNow();
    // The name last: a zombie still has one.
    program.command = readCommandLine(pid);
    program.executable = readExecutable(pid);
    program.name = readName(pid);
    return program;
}

std::optional<ExecutedProgram> ProgramReader::note(const KernelEvent& event)
{
    if (const auto* fork = std::get_if<ForkFact>(&event.fact)) {
        if (isBelowUs(fork->parent)) {
            m_followed.insert(event.pid);
        } else {
            m_followed.erase(event.pid); // whose pid it was
        }
    } else if (const auto* exit = std::get_if<ExitFact>(&event.fact)) {
        if (exit->isLeader) {
            m_followed.erase(event.pid);
        }
    } else if (std::holds_alternative<ExecFact>(event.fact) && isBelowUs(event.pid)
               && event.time < m_restsFrom) {
        return ExecutedProgram{event.pid, event.time, readProgram(event.pid)};
    }
    return std::nullopt;
}

bool ProgramReader::isBelowUs(Pid pid) const
{
    return m_followed.contains(pid) || pid == ownPid();
}

} // namespace tw
