#include "core/kernel/connector_message.h"

#include <algorithm>
#include <cstring>

#include <linux/cn_proc.h>
#include <linux/connector.h>
#include <linux/netlink.h>

namespace tw {

namespace {

constexpr std::uint32_t kMostProcessors = 65536;
constexpr std::uint32_t kFarthestGap = 1U << 31U;

Pid pidOf(int value)
{
    return Pid{value};
}

std::optional<KernelEvent> parseFork(const proc_event& event, KernelEvent result)
{
    const auto& fork = event.event_data.fork;
    if (fork.child_pid != fork.child_tgid) {
        return std::nullopt; // a thread
    }
    result.pid = pidOf(fork.child_tgid);
    result.fact = ForkFact{pidOf(fork.parent_tgid)};
    return result;
}

std::optional<KernelEvent> parseName(const proc_event& event, KernelEvent result)
{
    const auto& comm = event.event_data.comm;
    if (comm.process_pid != comm.process_tgid) {
        return std::nullopt; // a thread's name
    }
    result.pid = pidOf(comm.process_tgid);
    const auto* end = std::find(std::begin(comm.comm), std::end(comm.comm), '\0');
    result.fact = NameFact{std::string{std::begin(comm.comm), end}};
    return result;
}

std::optional<KernelEvent> parseId(const proc_event& event, KernelEvent result)
{
    const auto& id = event.event_data.id;
    if (id.process_pid != id.process_tgid) {
        return std::nullopt; // glibc changes the threads one by one; the leader stands for all
    }
    result.pid = pidOf(id.process_tgid);
    if (event.what == proc_event::PROC_EVENT_UID) {
        result.fact = UserFact{id.e.euid};
    } else {
        result.fact = GroupFact{id.e.egid};
    }
    return result;
}

KernelEvent parseExit(const proc_event& event, KernelEvent result)
{
    const auto& exit = event.event_data.exit;
    result.pid = pidOf(exit.process_tgid);
    result.fact = ExitFact{WaitStatus{static_cast<int>(exit.exit_code)},
                           exit.process_pid == exit.process_tgid,
                           static_cast<int>(exit.exit_signal)};
    return result;
}

std::optional<KernelEvent> parseEvent(const proc_event& event)
{
    KernelEvent result;
    result.time = std::chrono::nanoseconds{event.timestamp_ns};
    switch (static_cast<std::uint32_t>(event.what)) {
    case proc_event::PROC_EVENT_FORK:
        return parseFork(event, std::move(result));
    case proc_event::PROC_EVENT_EXEC:
        result.pid = pidOf(event.event_data.exec.process_tgid);
        result.fact = ExecFact{};
        return result;
    case proc_event::PROC_EVENT_COMM:
        return parseName(event, std::move(result));
    case proc_event::PROC_EVENT_UID:
    case proc_event::PROC_EVENT_GID:
        return parseId(event, std::move(result));
    case proc_event::PROC_EVENT_SID:
        result.pid = pidOf(event.event_data.sid.process_tgid);
        result.fact = SessionFact{};
        return result;
    case static_cast<std::uint32_t>(proc_event::PROC_EVENT_EXIT):
        return parseExit(event, std::move(result));
    default:
        return std::nullopt;
    }
}

} // namespace

std::optional<ConnectorMessage> parseConnectorMessage(std::span<const std::byte> datagram)
{
    constexpr std::size_t kEventAt = NLMSG_HDRLEN + sizeof(cn_msg);
    nlmsghdr header{};
    cn_msg message{};
    proc_event event{};
    if (datagram.size() < kEventAt) {
        return std::nullopt;
    }
    // Copied out: the event lies at an address that is not aligned for its 64-bit time.
    std::memcpy(&header, datagram.data(), sizeof header);
    std::memcpy(&message, datagram.data() + NLMSG_HDRLEN, sizeof message);
    const std::size_t length = std::min<std::size_t>(message.len, datagram.size() - kEventAt);
    if (header.nlmsg_type != NLMSG_DONE || message.id.idx != CN_IDX_PROC
        || message.id.val != CN_VAL_PROC || length < offsetof(proc_event, event_data)) {
        return std::nullopt;
    }
    std::memcpy(&event, datagram.data() + kEventAt, std::min(length, sizeof event));

    ConnectorMessage parsed;
    parsed.sequence = message.seq;
    parsed.cpu = event.cpu;
    if (event.what == proc_event::PROC_EVENT_NONE) {
        parsed.ack = ConnectorAck{message.ack, event.event_data.ack.err};
    } else {
        parsed.event = parseEvent(event);
    }
    return parsed;
}

std::uint32_t SequenceGaps::note(std::uint32_t cpu, std::uint32_t sequence)
{
    if (cpu >= kMostProcessors) {
        return 0;
    }
    if (cpu >= m_next.size()) {
        m_next.resize(cpu + 1);
    }
    const std::uint32_t missing = m_next[cpu] ? sequence - *m_next[cpu] : 0;
    m_next[cpu] = sequence + 1;
    return missing < kFarthestGap ? missing : 0; // farther is a counter that began anew
}

} // namespace tw
