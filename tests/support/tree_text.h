#pragma once

#include "core/base/result.h"
#include "core/tree/process_tree.h"

#include <string>
#include <string_view>

namespace tw {

/// A tree as text, a process a line, two spaces a generation, in order of birth:
///
///     1 pytest 4711 exit 2
///       2 gw0 4720 running orphaned leaked
///       3 gw1 4721 SIGKILL (9)
///
/// that is key, name, pid, status (`running`, WaitStatus::text() or `unknown`) and flags. Every
/// line without indentation is the root of a launch.
[[nodiscard]] std::string treeText(const ProcessTree& tree);

/// The tree that treeText() writes so. Births come first, in order of key; then the ends: those of
/// orphaned processes after all others. A line that cannot be read fails.
[[nodiscard]] Result<ProcessTree> parseTree(std::string_view text,
                                            TrackingMode tracking = TrackingMode::Exact);

} // namespace tw
