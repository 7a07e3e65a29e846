#pragma once

#include "core/inspect/process_details.h"
#include "core/kernel/proc_folder.h"

#include <string>

namespace tw {

/// The open descriptors of a process, its sockets looked up in the network namespace that it is in.
/// `prefix` is "" or "task/TID/", where the leader's own table is gone.
[[nodiscard]] Result<Bounded<OpenDescriptor>> readDescriptors(const ProcFolder& folder,
                                                              const std::string& prefix);

} // namespace tw
