#pragma once

#include "core/inspect/process_details.h"
#include "core/kernel/proc_folder.h"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace tw {

/// Sockets by inode.
using SocketTable = std::map<std::uint64_t, SocketDetails>;

// Parsers of the files of /proc/PID/net (proc(5)). Only sockets in `wanted` are taken.

/// tcp, tcp6, udp, udp6, raw, raw6, named so by `protocol`.
void parseInetTable(std::string_view text,
                    const std::string& protocol,
                    const std::set<std::uint64_t>& wanted,
                    SocketTable& table);

void parseUnixTable(std::string_view text,
                    const std::set<std::uint64_t>& wanted,
                    SocketTable& table);

void parseNetlinkTable(std::string_view text,
                       const std::set<std::uint64_t>& wanted,
                       SocketTable& table);

/// Looks sockets up in the network namespace of the process. What no table has (of a kind that none
/// lists, or not bound yet) is left out.
[[nodiscard]] SocketTable readSockets(const ProcFolder& folder,
                                      const std::set<std::uint64_t>& wanted);

} // namespace tw
