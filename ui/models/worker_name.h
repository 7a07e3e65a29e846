#pragma once

#include <QString>

#include <string>
#include <vector>

namespace tw {

/// What a process is, where its command line says so beyond doubt: "spawn worker", "fork server",
/// "resource tracker" (Python's multiprocessing), "execnet worker" (what pytest-xdist runs tests
/// in). A fork inherits the command line of its parent (nullptr for none) and says nothing of its
/// own by it, save below a fork server, which forks nothing but workers. Empty where it does not.
[[nodiscard]] QString workerName(const std::vector<std::string>& command,
                                 const std::vector<std::string>* parentCommand);

} // namespace tw
