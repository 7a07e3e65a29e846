#pragma once

#include "core/base/process_key.h"
#include "core/base/result.h"
#include "core/base/unique_fd.h"

#include <cstddef>
#include <vector>

namespace tw {

/// The two ends of a new pipe(7). We read without blocking; the write end blocks, as a program
/// expects of its stdout. As large as the kernel lets us have it, up to 1 MiB, so that a program
/// seldom waits for us.
struct Pipe
{
    UniqueFd readEnd{};
    UniqueFd writeEnd{};

    [[nodiscard]] static Result<Pipe> open();
};

/// Bytes that wait in a pipe to be read (FIONREAD).
[[nodiscard]] std::size_t bytesInPipe(const UniqueFd& readEnd);

/// Those of `candidates` that hold the write end of the pipe now, by /proc/PID/fd (proc(5)). A
/// process that we may not look into is not among them.
[[nodiscard]] std::vector<Pid> holdersOfWriteEnd(const UniqueFd& readEnd,
                                                 const std::vector<Pid>& candidates);

} // namespace tw
