#pragma once

#include "core/kernel/spawn.h"

#include <string>

namespace tw {

/// The failure of a start in words: what was tried for `program`, on which file or folder (`path`,
/// may be empty), and what the kernel said.
[[nodiscard]] SpawnError
spawnError(SpawnStage stage, int code, std::string path, const std::string& program);

} // namespace tw
