#pragma once

#include "core/tree/process_tree.h"

#include <QString>

namespace tw {

/// What a command is called where there is little room: the program's name, or the script's where
/// the program is an interpreter: "pytest", "workers.py".
[[nodiscard]] QString commandTitle(const std::vector<std::string>& command);

/// commandTitle() of a launch; empty where the tree does not know it.
[[nodiscard]] QString launchTitle(const ProcessTree& tree, LaunchId launch);

/// "workers.py 4712"; empty where the tree does not know it.
[[nodiscard]] QString processTitle(const ProcessTree& tree, ProcessKey key);

} // namespace tw
