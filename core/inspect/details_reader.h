#pragma once

#include "core/inspect/process_details.h"
#include "core/inspect/running_process.h"
#include "core/kernel/account_names.h"
#include "core/kernel/proc_folder.h"
#include "core/kernel/process_handles.h"

#include <cstdint>
#include <string>
#include <vector>

namespace tw {

/// Reads what /proc tells of live processes, on request: nothing here is kept up to date or costs
/// anything while nobody asks. Keeps the names of users. One an agent, on its loop's thread.
class DetailsReader
{
public:
    /// Of the very process that the handle is of, never of a later one with its number. Fails where
    /// that has ended, or where nothing of it can be seen.
    [[nodiscard]] Result<ProcessDetails> read(const ProcessHandles::Handle& handle);

    /// Every process of the machine that can be seen, by number.
    [[nodiscard]] Bounded<RunningProcess> listRunning();

private:
    /// A process that is being read.
    struct Subject;

    [[nodiscard]] ProcessDetails readParts(const Subject& subject);
    [[nodiscard]] ProcessIdentity readIdentity(const Subject& subject);
    [[nodiscard]] Result<ThreadList> readThreads(const Subject& subject);
    [[nodiscard]] Result<MemoryDetails> readMemory(const Subject& subject);
    [[nodiscard]] Error explained(const Subject& subject, const Error& error);
    template <typename T>
    [[nodiscard]] Result<T> explained(const Subject& subject, Result<T> part);

    AccountNames m_names{};
};

} // namespace tw
