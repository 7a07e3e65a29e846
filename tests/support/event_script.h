#pragma once

#include "core/base/result.h"
#include "core/stream/event.h"

#include <string_view>
#include <vector>

namespace tw {

/// Events of a session, a line each: milliseconds since FakeClock::kStart, then
///
///     0    launched 1 4711 pytest -n 2         (key, pid, command; launches count from 1; cwd
///     /src) 5    forked 2 4720 by 1 6    executed 2 /usr/bin/python3 python3 work.py (`executed 2`
///     alone: unreadable) 7    renamed 2 gw0 8    identity 2 1000 9    reparented 2 1 10   sampled
///     2 R 12.5 4096 3             (state, CPU per cent, bytes, threads) 20   exited 2 exit 1
///     (also: SIGKILL, SIGSEGV core, unknown) 21   lost 3 connector 22   finished 1 exit 2 leaked 3
///     4        (launch, status, leaked keys) 30   stop 1 user 2 interrupt:5s,kill     (stop,
///     reason, target, ladder; `2@process`: alone) 30   step 1 SIGINT 2 4720 delivered      (also:
///     gone, refused WORDS) 31   stopped 1 2 4720 ignores SIGINT     (stop, then one survivor or
///     none) 40   trace 1 by 2 KeyboardInterrupt work@/src/app/pool.py:33 main@/src/app/main.py:3
///     41   output 10 3 17 20                   (launch 1: lines, first changed, bytes of both)
///     42   closed stderr
///
/// Numbered from 1. A line that cannot be read fails.
[[nodiscard]] Result<std::vector<Event>> parseEvents(std::string_view script);

} // namespace tw
