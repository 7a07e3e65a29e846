#pragma once

#include "core/tree/process_tree.h"

#include <QString>

namespace tw {

/// Whether what stands in the Status column is good news.
enum class StatusKind
{
    None,
    Succeeded,
    Failed,
    Note,    ///< alive, and there is something to know about it
    Warning, ///< alive, and where it should not be
};

[[nodiscard]] StatusKind statusKind(const Process& process);

/// How it ended; while it lives, what is unusual: "orphaned, ignores INT".
[[nodiscard]] QString statusText(const Process& process);
/// The same in sentences, a line each.
[[nodiscard]] QString statusToolTip(const Process& process);
/// Which of the signals that stop processes politely do not reach it: "ignores INT, blocks TERM".
[[nodiscard]] QString deafnessText(const SignalsChanged& signals);

} // namespace tw
