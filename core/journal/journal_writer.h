#pragma once

#include "core/base/result.h"
#include "core/base/unique_fd.h"
#include "core/stream/event.h"

#include <string>

namespace tw {

/// Appends events to a journal. Each is with the kernel when append() returns: an end of our
/// process loses none, an end of the machine the last ones. Owned by the session; loop's thread.
class JournalWriter
{
public:
    /// Creates the file (mode 0600), which must not be there.
    [[nodiscard]] static Result<JournalWriter> create(const std::string& path);

    /// The first failure stops the journal: it is returned, and later calls do nothing and succeed,
    /// so that it is told once and the session goes on.
    [[nodiscard]] Result<void> append(const Event& event);

    [[nodiscard]] bool isStopped() const { return m_isStopped; }

private:
    JournalWriter(UniqueFd file, std::string path);

    UniqueFd m_file{};
    std::string m_path{};
    bool m_isStopped{false};
};

} // namespace tw
