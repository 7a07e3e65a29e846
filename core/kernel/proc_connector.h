#pragma once

#include "core/base/result.h"
#include "core/base/unique_fd.h"
#include "core/kernel/connector_message.h"
#include "core/kernel/kernel_event.h"

#include <array>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace tw {

/// What one read of the connector brought besides its events.
struct ConnectorRead
{
    /// How many messages the kernel dropped because we were too slow. It says first that there are
    /// some (1 then), and with the next that comes how many (the others then).
    std::uint64_t lost{0};
    /// Something was dropped since the last call: what is known of processes is not all.
    bool isIncomplete{false};
    /// More may be waiting.
    bool isMore{false};
};

/// The kernel's stream of process events (cn_proc, connector.rst): every fork, exec and exit of the
/// machine. Open to root, and to every user from Linux 6.6 on.
class ProcConnector
{
public:
    /// Subscribes, and waits at most 300 ms for the kernel to say so: in a pid or user namespace
    /// nothing fails, but no event ever comes. The error says why tracking cannot be exact.
    [[nodiscard]] static Result<std::unique_ptr<ProcConnector>> open();

    ProcConnector(const ProcConnector&) = delete;
    ProcConnector& operator=(const ProcConnector&) = delete;
    ~ProcConnector();

    /// Readable where read() has something to say.
    [[nodiscard]] int fd() const { return m_socket.get(); }

    /// Appends what is queued, up to a few thousand events.
    ConnectorRead read(std::vector<KernelEvent>& events);

    /// Bytes that the kernel keeps for us, 832 an event.
    [[nodiscard]] int bufferSize() const;

private:
    explicit ProcConnector(UniqueFd socket) : m_socket(std::move(socket)) {}

    static constexpr std::size_t kBatch = 256;
    static constexpr std::size_t kDatagram = 128;

    [[nodiscard]] Result<void> subscribe(bool on);
    [[nodiscard]] Result<void> awaitAck();
    void enlargeBuffer();
    /// -1 and errno where nothing was received.
    int receiveBatch();
    void take(std::size_t count, std::vector<KernelEvent>& events, ConnectorRead& result);
    void noteOverflow(ConnectorRead& result);

    UniqueFd m_socket{};
    SequenceGaps m_gaps{};
    /// Counted as lost when the kernel said so, before the gap in the numbers was seen.
    std::uint64_t m_lostAhead{0};
    std::array<std::array<std::byte, kDatagram>, kBatch> m_datagrams{};
    std::array<std::size_t, kBatch> m_lengths{};
};

} // namespace tw
