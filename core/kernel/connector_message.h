#pragma once

#include "core/kernel/kernel_event.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace tw {

/// The kernel's answer to a subscription.
struct ConnectorAck
{
    /// cn_msg.ack of the request, plus 1.
    std::uint32_t acknowledged{0};
    std::uint32_t error{0};
};

/// One datagram of the proc connector, taken apart (linux/cn_proc.h).
struct ConnectorMessage
{
    /// cn_msg.seq, counted by each processor for itself, answers included.
    std::uint32_t sequence{0};
    /// All ones in answers of kernels before 6.6, which are not counted.
    std::uint32_t cpu{0};
    std::optional<ConnectorAck> ack{};
    /// Absent for threads that were created and for what nobody here needs (ptrace, core dumps).
    std::optional<KernelEvent> event{};
};

/// Absent where the datagram is cut or not of the proc connector.
[[nodiscard]] std::optional<ConnectorMessage>
parseConnectorMessage(std::span<const std::byte> datagram);

/// Counts messages that are missing, by the gaps in each processor's sequence.
class SequenceGaps
{
public:
    /// How many are missing before this one.
    std::uint32_t note(std::uint32_t cpu, std::uint32_t sequence);

private:
    std::vector<std::optional<std::uint32_t>> m_next{};
};

} // namespace tw
