#pragma once

#include "core/kernel/kernel_event.h"
#include "core/tracking/launch_register.h"
#include "core/tracking/program_reader.h"
#include "core/tracking/tree_writer.h"

#include <chrono>
#include <map>
#include <unordered_map>
#include <utility>
#include <vector>

namespace tw {

/// What the facts of a source mean for the trees. Owned by the TreeRecorder.
class FactRecorder
{
public:
    FactRecorder(TreeWriter& writer, LaunchRegister& launches)
        : m_writer(writer)
        , m_launches(launches)
    {}

    /// What execs among the next events brought, where it was read at once. After the last of them
    /// `forgetPrograms`.
    void bring(std::vector<ExecutedProgram> programs);
    void forgetPrograms() { m_programs.clear(); }

    void apply(const KernelEvent& event);

private:
    void applyFact(const KernelEvent& event, const ForkFact& fact);
    void applyFact(const KernelEvent& event, const ExecFact& fact);
    void applyFact(const KernelEvent& event, const NameFact& fact);
    void applyFact(const KernelEvent& event, const UserFact& fact);
    void applyFact(const KernelEvent& event, const GroupFact& fact);
    void applyFact(const KernelEvent& event, const SessionFact& fact);
    void applyFact(const KernelEvent& event, const ExitFact& fact);

    void bearStray(const KernelEvent& event);
    void endStray(const KernelEvent& event, const ExitFact& fact);
    [[nodiscard]] Member* known(const KernelEvent& event);
    [[nodiscard]] Program takeProgram(const KernelEvent& exec);

    TreeWriter& m_writer;
    LaunchRegister& m_launches;
    std::map<std::pair<Pid, std::chrono::nanoseconds>, Program> m_programs{};
    /// Our children that nobody can place yet, with the time of their birth.
    std::unordered_map<Pid, std::chrono::nanoseconds> m_strays{};
};

} // namespace tw
