#pragma once

#include "core/base/process_key.h"

#include <optional>

#include <termios.h>

namespace tw {

/// The controlling terminal of this program where it is on stdin and we are in its foreground.
/// Lends it to a child's process group and takes it back, with the modes that it had.
class Terminal
{
public:
    /// Absent where stdin is no terminal, or another job is in its foreground.
    [[nodiscard]] static std::optional<Terminal> ofStdin();

    /// Makes `group` the foreground process group. False where the kernel refuses.
    bool lendTo(Pid group);

    /// Makes our own group the foreground group again; restores the modes of the terminal.
    void takeBack();

    [[nodiscard]] bool isLent() const { return m_lent; }

private:
    termios m_modes{};
    bool m_lent{false};
};

/// Stops this program as a shell expects of a job; returns once it is continued.
void stopOurselves();

} // namespace tw
