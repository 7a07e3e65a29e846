#pragma once

#include "core/base/result.h"
#include "core/base/signal_number.h"

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace tw {

/// Whom a step of a stop is meant for.
enum class StopScope
{
    Process, ///< the one process that was named
    Group,   ///< its process group, as far as it belongs to the tree below it
    Tree,    ///< it and everything below it, also what is born meanwhile
};

/// "process", "group" or "tree".
[[nodiscard]] std::string_view scopeName(StopScope scope);

/// One rung: send a signal to the scope, then wait for the set to end.
struct LadderStep
{
    SignalNumber signal{};
    StopScope scope{StopScope::Tree};
    /// How long the set may take to end before the next rung.
    std::chrono::milliseconds wait{0};

    bool operator==(const LadderStep&) const = default;

    /// "interrupt", "terminate", "kill", or the signal's name.
    [[nodiscard]] std::string action() const;
};

/// The steps of a stop, mildest first; never empty once parsed.
using Ladder = std::vector<LadderStep>;

/// Reads `ACTION[@SCOPE][:WAIT]` steps joined by commas: `interrupt:5s,terminate:5s,kill`. ACTION
/// is interrupt, terminate, kill or a signal's name; WAIT is 5 s where left out, none after kill.
[[nodiscard]] Result<Ladder> parseLadder(std::string_view text);

/// What parseLadder() reads back.
[[nodiscard]] std::string formatLadder(const Ladder& ladder);

} // namespace tw
