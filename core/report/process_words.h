#pragma once

#include "core/stream/event.h"
#include "core/traces/trace.h"
#include "core/tree/process_tree.h"

#include <string>
#include <string_view>
#include <vector>

namespace tw {

/// comm, or the last part of the program's path where no comm is known yet.
[[nodiscard]] std::string processName(const Process& process);

/// "worker 4720"
[[nodiscard]] std::string processTitle(const Process& process);

/// "1 process", "12 processes": `one` and `many` are the two forms.
[[nodiscard]] std::string countOf(std::size_t count, std::string_view one, std::string_view many);

/// argv as one would type it: arguments that a shell would take apart are quoted.
[[nodiscard]] std::string commandLine(const std::vector<std::string>& command);

/// Who holds streams that nobody reads any more, a sentence each: "sleep 4711 still holds stdout
/// and stderr: its next write there fails (SIGPIPE)".
[[nodiscard]] std::vector<std::string> describeHolders(const ProcessTree& tree,
                                                       const std::vector<StreamEnded>& ended);

/// "pool.py:33 in work": the last part of the file's path, and what else is known.
[[nodiscard]] std::string placeText(const Frame& frame);

} // namespace tw
