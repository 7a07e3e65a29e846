#pragma once

#include "core/base/result.h"
#include "core/base/signal_number.h"
#include "core/base/unique_fd.h"

#include <string>

namespace tw {

// What this program was started with, and what it hands on.

/// Whether a signal is ignored, as SIGHUP is under nohup(1).
[[nodiscard]] bool isIgnored(SignalNumber signal);

/// A write that cannot succeed returns an error instead of ending us: SIGPIPE where the reader is
/// gone, SIGXFSZ where a file may not grow. Launched commands get the default action back.
void ignoreWriteSignals();

/// Fails where it has been removed; empty where it may not be read.
[[nodiscard]] Result<std::string> workingDirectory();

[[nodiscard]] std::string ownHostName();

/// /dev/null, for reading and writing.
[[nodiscard]] Result<UniqueFd> openNull();

/// Both ends of the byte stream that a program has on its stdin and stdout.
struct StandardChannel
{
    UniqueFd input{};
    UniqueFd output{};
};

/// Takes stdin and stdout for a protocol, non-blocking. In their place comes /dev/null, so that
/// nothing printed by mistake gets between. Fails where one is a terminal: bytes are not for
/// people.
[[nodiscard]] Result<StandardChannel> takeStandardChannel();

} // namespace tw
