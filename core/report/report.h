#pragma once

#include "core/report/run_record.h"

#include <string>

namespace tw {

/// The report of a session as JSON text, in UTF-8. What is not known is null, never guessed.
///
/// The command, its times and its status are those of the first launch; with several (workers) the
/// processes, stops and traces are those of all. `ended` is when the launch was dealt with, which
/// is after the last of its processes that was waited for.
[[nodiscard]] std::string reportJson(const RunRecord& record);

} // namespace tw
