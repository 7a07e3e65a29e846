#pragma once

#include "core/base/signal_number.h"

#include <compare>
#include <optional>
#include <string>

namespace tw {

/// How a process ended, as wait(2) reports it. Only made of a status that the kernel gave.
class WaitStatus
{
public:
    WaitStatus() = default;

    /// `raw` as stored by waitpid(2) and sent by the proc connector.
    explicit WaitStatus(int raw) : m_raw(raw) {}

    static WaitStatus exited(int code) { return WaitStatus{(code & 0xff) << 8}; }
    static WaitStatus killed(SignalNumber signal, bool coreDumped = false)
    {
        return WaitStatus{signal.value | (coreDumped ? 0x80 : 0)};
    }

    auto operator<=>(const WaitStatus&) const = default;

    /// The exit code, where the process ended by itself.
    [[nodiscard]] std::optional<int> code() const;

    /// The signal that ended it.
    [[nodiscard]] std::optional<SignalNumber> signal() const;

    [[nodiscard]] bool coreDumped() const;
    [[nodiscard]] bool isSuccess() const { return m_raw == 0; }
    [[nodiscard]] int raw() const { return m_raw; }

    /// What a shell makes of it: the code, or 128 + the signal's number.
    [[nodiscard]] int shellCode() const;

    /// "exit 3" or "SIGSEGV (11), core dumped".
    [[nodiscard]] std::string text() const;

private:
    int m_raw{0};
};

} // namespace tw
