#pragma once

#include "core/base/process_key.h"

#include <optional>

#include <termios.h>

namespace tw {

/// The controlling terminal of this program where it is on stdin. Lends it to a child's process
/// group and takes it back, with the modes that it had.
class Terminal
{
public:
    /// Absent where stdin is not our controlling terminal.
    [[nodiscard]] static std::optional<Terminal> ofStdin();

    /// The foreground process group; absent where the terminal is gone.
    [[nodiscard]] std::optional<Pid> foreground() const;

    /// Whether it is ours: only then may it be lent. A job in the background may not.
    [[nodiscard]] bool isOurs() const;

    /// Makes `group` the foreground process group. False where the kernel refuses.
    bool lendTo(Pid group);

    /// Makes our own group the foreground group again, whoever has it; restores the modes of the
    /// terminal where we knew them.
    void takeBack();

    [[nodiscard]] bool isLent() const { return m_lent; }

private:
    void rememberModes();

    std::optional<termios> m_modes{};
    bool m_lent{false};
};

/// Stops this program as a shell expects of a job; returns once it is continued.
void stopOurselves();

} // namespace tw
