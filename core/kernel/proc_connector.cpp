#include "core/kernel/proc_connector.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>

#include <linux/cn_proc.h>
#include <linux/connector.h>
#include <linux/netlink.h>
#include <poll.h>
#include <sys/socket.h>

namespace tw {

using namespace std::chrono_literals;

namespace {

constexpr int kWantedBuffer = 16 << 20;
constexpr int kBatchesARead = 16;
constexpr auto kAckTime = 300ms;

/// The request to listen, or to stop: a netlink header, a cn_msg and the operation (connector.rst).
auto subscription(bool on, std::uint32_t port)
{
    std::array<std::byte, NLMSG_HDRLEN + sizeof(cn_msg) + sizeof(std::uint32_t)> bytes{};
    nlmsghdr header{};
    header.nlmsg_len = static_cast<std::uint32_t>(bytes.size());
    header.nlmsg_type = NLMSG_DONE;
    header.nlmsg_pid = port;
    const std::uint32_t operation = on ? PROC_CN_MCAST_LISTEN : PROC_CN_MCAST_IGNORE;
    cn_msg message{};
    message.id.idx = CN_IDX_PROC;
    message.id.val = CN_VAL_PROC;
    message.ack = port;
    message.len = sizeof operation;
    std::memcpy(bytes.data(), &header, sizeof header);
    std::memcpy(bytes.data() + NLMSG_HDRLEN, &message, sizeof message);
    std::memcpy(bytes.data() + NLMSG_HDRLEN + sizeof message, &operation, sizeof operation);
    return bytes;
}

std::uint32_t portOf(int socket)
{
    sockaddr_nl address{};
    socklen_t length = sizeof address;
    ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &length);
    return address.nl_pid;
}

} // namespace

Result<std::unique_ptr<ProcConnector>> ProcConnector::open()
{
    UniqueFd socket{
        ::socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_CONNECTOR)};
    if (!socket.isOpen()) {
        return systemError("open the proc connector: socket");
    }
    sockaddr_nl address{};
    address.nl_family = AF_NETLINK;
    address.nl_groups = CN_IDX_PROC;
    if (::bind(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
        return systemError("open the proc connector: bind");
    }
    std::unique_ptr<ProcConnector> connector{new ProcConnector{std::move(socket)}};
    connector->enlargeBuffer();
    if (auto sent = connector->subscribe(true); !sent) {
        return tl::unexpected{sent.error()};
    }
    if (auto answered = connector->awaitAck(); !answered) {
        return tl::unexpected{answered.error()};
    }
    return connector;
}

ProcConnector::~ProcConnector()
{
    // Before Linux 6.6 the kernel counts listeners by these messages alone.
    (void)subscribe(false);
}

Result<void> ProcConnector::subscribe(bool on)
{
    const auto request = subscription(on, portOf(m_socket.get()));
    ssize_t sent = 0;
    do {
        sent = ::send(m_socket.get(), request.data(), request.size(), 0);
    } while (sent < 0 && errno == EINTR);
    if (sent < 0) {
        return systemError("subscribe to the proc connector: send");
    }
    return {};
}

// The answer goes to every listener of the machine; ours has the number that we sent, plus one.
Result<void> ProcConnector::awaitAck()
{
    const std::uint32_t port = portOf(m_socket.get());
    const auto deadline = std::chrono::steady_clock::now() + kAckTime;
    for (auto left = kAckTime; left > 0ms; left = std::chrono::ceil<std::chrono::milliseconds>(
                                               deadline - std::chrono::steady_clock::now())) {
        pollfd request{m_socket.get(), POLLIN, 0};
        ::poll(&request, 1, static_cast<int>(left.count()));
        const int count = receiveBatch();
        for (int index = 0; index < count; ++index) {
            const auto at = static_cast<std::size_t>(index);
            const auto message
                = parseConnectorMessage(std::span{m_datagrams[at]}.first(m_lengths[at]));
            if (!message || !message->ack || message->ack->acknowledged != port + 1) {
                continue;
            }
            if (message->ack->error != 0) {
                return systemError("subscribe to the proc connector",
                                   static_cast<int>(message->ack->error));
            }
            return {};
        }
    }
    return failure(
        "subscribe to the proc connector: the kernel does not answer (it never does in a "
        "pid or user namespace)");
}

void ProcConnector::enlargeBuffer()
{
    // The force needs CAP_NET_ADMIN; without it the kernel gives as much as rmem_max allows.
    if (::setsockopt(
            m_socket.get(), SOL_SOCKET, SO_RCVBUFFORCE, &kWantedBuffer, sizeof kWantedBuffer)
        != 0) {
        ::setsockopt(m_socket.get(), SOL_SOCKET, SO_RCVBUF, &kWantedBuffer, sizeof kWantedBuffer);
    }
}

int ProcConnector::bufferSize() const
{
    int size = 0;
    socklen_t length = sizeof size;
    ::getsockopt(m_socket.get(), SOL_SOCKET, SO_RCVBUF, &size, &length);
    return size;
}

int ProcConnector::receiveBatch()
{
    std::array<mmsghdr, kBatch> headers{};
    std::array<iovec, kBatch> buffers{};
    std::array<sockaddr_nl, kBatch> senders{};
    for (std::size_t index = 0; index < kBatch; ++index) {
        buffers[index] = {m_datagrams[index].data(), kDatagram};
        headers[index].msg_hdr.msg_iov = &buffers[index];
        headers[index].msg_hdr.msg_iovlen = 1;
        headers[index].msg_hdr.msg_name = &senders[index];
        headers[index].msg_hdr.msg_namelen = sizeof(sockaddr_nl);
    }
    int count = 0;
    do {
        count = ::recvmmsg(m_socket.get(), headers.data(), kBatch, MSG_DONTWAIT, nullptr);
    } while (count < 0 && errno == EINTR);
    for (int index = 0; index < count; ++index) {
        const auto at = static_cast<std::size_t>(index);
        // Any process may send to this socket; only the kernel's port is 0.
        m_lengths[at] = senders[at].nl_pid == 0 ? headers[at].msg_len : 0;
    }
    return count;
}

ConnectorRead ProcConnector::read(std::vector<KernelEvent>& events)
{
    ConnectorRead result;
    for (int batch = 0; batch < kBatchesARead; ++batch) {
        const int count = receiveBatch();
        if (count < 0 && errno == ENOBUFS) {
            // Told once; the kernel goes on dropping until we have taken all that it kept.
            noteOverflow(result);
            continue;
        }
        take(static_cast<std::size_t>(std::max(count, 0)), events, result);
        if (count < static_cast<int>(kBatch)) {
            return result;
        }
    }
    result.isMore = true;
    return result;
}

void ProcConnector::take(std::size_t count, std::vector<KernelEvent>& events, ConnectorRead& result)
{
    for (std::size_t at = 0; at < count; ++at) {
        auto message = parseConnectorMessage(std::span{m_datagrams[at]}.first(m_lengths[at]));
        if (!message) {
            continue;
        }
        const std::uint64_t missing = m_gaps.note(message->cpu, message->sequence);
        const std::uint64_t counted = std::min(missing, m_lostAhead);
        m_lostAhead -= counted;
        result.lost += missing - counted;
        result.isIncomplete = result.isIncomplete || missing > 0;
        if (message->event) {
            events.push_back(std::move(*message->event));
        }
    }
}

void ProcConnector::noteOverflow(ConnectorRead& result)
{
    result.isIncomplete = true;
    if (m_lostAhead == 0) {
        m_lostAhead = 1;
        ++result.lost;
    }
}

} // namespace tw
