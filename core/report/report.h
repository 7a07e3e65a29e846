#pragma once

#include "core/report/run_record.h"

#include <string>

namespace tw {

/// The report of a session as JSON text, in UTF-8. What is not known is null, never guessed.
///
/// The command is that of the first launch; with several (workers, further attempts) the times, the
/// processes, stops and traces are those of all, and the status is the one that twrun exits with:
/// the largest among the last attempts. `ended` is when the launches were dealt with, which is
/// after the last of their processes that was waited for.
[[nodiscard]] std::string reportJson(const RunRecord& record);

} // namespace tw
