#pragma once

#include "core/control/command.h"

#include <string>
#include <vector>

namespace tw {

/// Our own environment with the changes that a launch asks for, and the two variables by which its
/// processes are recognised where the kernel tells nothing else.
[[nodiscard]] std::vector<std::string>
launchEnvironment(const std::vector<EnvironmentChange>& changes,
                  const std::string& session,
                  const std::string& launch);

} // namespace tw
