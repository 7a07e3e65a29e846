#pragma once

#include "ui/models/running_stops_model.h"

#include <QString>

namespace tw {

/// "SIGINT 5 s → SIGTERM 5 s → SIGKILL"; steps that do not reach the whole tree say so.
[[nodiscard]] QString ladderText(const Ladder& ladder);

/// "Stopping pytest 4711", "Interrupting gw0 4720", "Sending SIGHUP to gw0 4720".
[[nodiscard]] QString stopTitle(const ProcessTree& tree, const RunningStop& stop);

/// "SIGINT sent to 9, 3 left: gw0 4720, redis-server 4805 (ignores SIGINT) and 1 more".
[[nodiscard]] QString stopProgress(const ProcessTree& tree, const RunningStop& stop);

/// "SIGTERM in 4 s"; of the last step "gives up in 4 s".
[[nodiscard]] QString stopCountdown(const RunningStop& stop, std::chrono::nanoseconds left);

/// What skipping does: "Send SIGTERM now".
[[nodiscard]] QString skipText(const RunningStop& stop);

/// "stopping (3 s)": the state of a process that a running stop waits for.
[[nodiscard]] QString stoppingText(std::chrono::nanoseconds left);

} // namespace tw
