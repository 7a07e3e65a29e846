#pragma once

#include "core/tree/process_tree.h"

#include <vector>

namespace tw {

/// What is told of a launch that is finished: how the command itself ended, and whom it left.
[[nodiscard]] LaunchFinished describeFinish(const ProcessTree& tree, const Launch& launch);

/// The numbers of its processes that have not ended.
[[nodiscard]] std::vector<Pid> livePids(const ProcessTree& tree, const Launch& launch);

} // namespace tw
