#pragma once

#include "core/base/clock.h"
#include "core/base/process_key.h"

#include <string>

namespace tw {

/// A name for a session that sorts by time and that no other session on this machine has:
/// "20260131-094502-4711", in UTC.
[[nodiscard]] std::string newSessionId(Time now, Pid agent);

} // namespace tw
