#pragma once

#include "core/base/process_key.h"
#include "core/base/result.h"
#include "core/base/unique_fd.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace tw {

/// /proc/PID kept open: it stays the folder of the process that it was opened for, and answers
/// ESRCH or ENOENT once that has been reaped, whoever has the number later. Errors keep the errno.
class ProcFolder
{
public:
    static constexpr std::size_t kLongestFile = 8UL << 20U;

    [[nodiscard]] static Result<ProcFolder> open(Pid pid);

    [[nodiscard]] Pid pid() const { return m_pid; }

    /// A whole file below it, such as "status" or "fdinfo/3"; of a longer one its beginning.
    [[nodiscard]] Result<std::string> read(const std::string& file,
                                           std::size_t limit = kLongestFile) const;

    /// Where a link below it points, such as "cwd" or "fd/3".
    [[nodiscard]] Result<std::string> readLink(const std::string& link) const;

    /// The numbers that are names in a folder below it ("fd", "task"), ascending.
    [[nodiscard]] Result<std::vector<int>> listNumbers(const std::string& folder) const;

    /// Who owns the folder itself: root where the process is not dumpable (proc(5)).
    [[nodiscard]] Result<std::uint32_t> owner() const;

private:
    ProcFolder(Pid pid, UniqueFd fd);
    [[nodiscard]] tl::unexpected<Error> failed(const std::string& file) const;

    Pid m_pid{};
    UniqueFd m_fd{};
};

} // namespace tw
