#pragma once

#include "core/report/run_record.h"

#include <string>

namespace tw {

/// What `twrun --summary` says at the end: a label and its text a line, details below it. Long
/// lists are cut with a count of the rest; every name and message in it is inert.
///
///     command    pytest -n 8
///     ended      exit 2 after 12 s
///     processes  14, 1 failed
///                  gw1 4721: SIGKILL (9)
///     stop       Interrupt Tree → pytest 4711 (SIGINT): 14 processes ended after 0.1 s; no
///     survivors trace      KeyboardInterrupt at pool.py:33 in work (pytest 4711, stderr) tracking
///     exact
[[nodiscard]] std::string summaryText(const RunRecord& record);

} // namespace tw
