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

void ProgramReader::readAhead(std::span<const KernelEvent> waiting, MemberTable& members)
{
    const auto isOurs = [&](Pid pid) { return m_unborn.contains(pid) || members.find(pid); };
    for (const KernelEvent& event : waiting) {
        if (const auto* fork = std::get_if<ForkFact>(&event.fact)) {
            if (isOurs(fork->parent)) {
                m_unborn.insert(event.pid);
            }
        } else if (std::holds_alternative<ExecFact>(event.fact) && isOurs(event.pid)) {
            m_programs.emplace(std::pair{event.pid, event.time}, readProgram(event.pid));
        }
    }
}

Program ProgramReader::take(const KernelEvent& exec)
{
    auto found = m_programs.extract(std::pair{exec.pid, exec.time});
    return found.empty() ? readProgram(exec.pid) : std::move(found.mapped());
}

void ProgramReader::forget()
{
    m_unborn.clear();
    m_programs.clear();
}

} // namespace tw
