#pragma once

#include "core/base/process_key.h"
#include "core/base/signal_number.h"
#include "core/control/process_condition.h"

#include <set>

namespace tw {

/// Whether `signal` can do nothing at all: every one of `live` could be looked at and ignores it,
/// as background jobs of sh(1) do SIGINT. A blocked signal is no such case: it may be unblocked, or
/// read from a signalfd. False where there is nobody.
[[nodiscard]] bool
isIgnoredByAll(SignalNumber signal, const std::set<ProcessKey>& live, ProcessInspector& inspector);

} // namespace tw
