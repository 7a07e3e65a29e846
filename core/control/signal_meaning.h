#pragma once

#include "core/base/signal_number.h"

namespace tw {

/// Whether sending it is a request to end: SIGINT, SIGTERM, SIGKILL, SIGHUP, SIGQUIT and the
/// signals of faults. SIGSTOP, SIGCONT, SIGUSR1, SIGWINCH and the like are not, although some of
/// them end a process that does not expect them.
[[nodiscard]] bool isMeantToEnd(SignalNumber signal);

/// Whether a stopped process must be continued to act on it: those meant to end it that it may
/// handle. SIGKILL needs no help.
[[nodiscard]] bool needsContinue(SignalNumber signal);

} // namespace tw
