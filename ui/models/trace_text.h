#pragma once

#include "core/traces/trace.h"

#include <QString>

namespace tw {

/// "ValueError: bad row"; the thread's or process's name where a part has no type.
[[nodiscard]] QString traceHeadline(const Trace& trace);

/// A frame with its whole path: "/src/pool.py:33 in work ×4".
[[nodiscard]] QString frameLine(const Frame& frame);

/// "caused by", "while handling", …: how a part of a trace is introduced; empty for a whole trace.
[[nodiscard]] QString relationText(TraceRelation relation);

/// Equal traces have equal fingerprints: runtime, types, and the functions and files of the user's
/// own code. Neither messages nor line numbers count.
[[nodiscard]] QString traceFingerprint(const Trace& trace);

/// The trace as text to paste: its headline, then a frame a line, its parts indented.
[[nodiscard]] QString traceText(const Trace& trace);

} // namespace tw
