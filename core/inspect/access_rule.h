#pragma once

#include "core/inspect/process_details.h"
#include "core/kernel/account_names.h"
#include "core/kernel/proc_folder.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace tw {

/// What the kernel looks at before it shows one process to another (ptrace(2), "Ptrace access mode
/// checking", PTRACE_MODE_READ; Yama's ptrace_scope has no say in that mode).
struct AccessFacts
{
    /// All of the three users of the process.
    bool isOwnUser{false};
    /// The first that is not ours, or ours.
    std::uint32_t user{0};
    std::uint32_t ownUser{0};
    /// Its folder is its user's: else the process is not dumpable.
    bool isDumpable{true};
    std::uint64_t capabilities{0};
    std::uint64_t ownCapabilities{0};
};

/// Of the process and of ourselves.
[[nodiscard]] AccessFacts readAccessFacts(const ProcFolder& folder, std::string_view status);

/// The rule that `facts` break, in words: completes "it cannot be read: ".
[[nodiscard]] std::string brokenRule(const AccessFacts& facts, AccountNames& names);

/// Why not even the status of a process can be read: it has ended, or /proc hides it.
[[nodiscard]] Error whyNotSeen(const Error& error, std::string_view ownMountinfo);

} // namespace tw
