#include "core/kernel/connector_message.h"

#include <QtTest>

#include <cstring>

#include <linux/cn_proc.h>
#include <linux/connector.h>
#include <linux/netlink.h>

using namespace tw;
using namespace std::chrono_literals;

namespace {

using Bytes = std::vector<std::byte>;

Bytes datagram(const proc_event& event, std::uint32_t ack = 0)
{
    nlmsghdr header{};
    header.nlmsg_type = NLMSG_DONE;
    cn_msg message{};
    message.id.idx = CN_IDX_PROC;
    message.id.val = CN_VAL_PROC;
    message.seq = 7;
    message.ack = ack;
    message.len = sizeof event;
    Bytes bytes(NLMSG_HDRLEN + sizeof message + sizeof event);
    header.nlmsg_len = static_cast<std::uint32_t>(bytes.size());
    std::memcpy(bytes.data(), &header, sizeof header);
    std::memcpy(bytes.data() + NLMSG_HDRLEN, &message, sizeof message);
    std::memcpy(bytes.data() + NLMSG_HDRLEN + sizeof message, &event, sizeof event);
    return bytes;
}

proc_event eventOf(std::uint32_t what)
{
    proc_event event{};
    std::memcpy(&event.what, &what, sizeof what);
    event.cpu = 3;
    event.timestamp_ns = 1'000'000'001;
    return event;
}

std::optional<KernelEvent> parsed(const proc_event& event)
{
    const auto message = parseConnectorMessage(datagram(event));
    return message ? message->event : std::nullopt;
}

} // namespace

class TestConnectorMessage final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void forkNamesProcessesAndDropsThreads()
    {
        proc_event event = eventOf(proc_event::PROC_EVENT_FORK);
        event.event_data.fork = {11, 10, 20, 20};
        const KernelEvent expected{1'000'000'001ns, Pid{20}, ForkFact{Pid{10}}};
        QVERIFY(parsed(event) == expected);
        event.event_data.fork = {10, 10, 21, 20};
        QVERIFY(!parsed(event).has_value());
    }

    void exitTellsTheLeaderFromOtherThreads()
    {
        proc_event event = eventOf(static_cast<std::uint32_t>(proc_event::PROC_EVENT_EXIT));
        event.event_data.exit = {20, 20, 9 << 8, 17, 10, 10};
        const KernelEvent leader{
            1'000'000'001ns, Pid{20}, ExitFact{WaitStatus::exited(9), true, 17}};
        QVERIFY(parsed(event) == leader);
        event.event_data.exit = {21, 20, 139, 0, 10, 10};
        const KernelEvent thread{1'000'000'001ns,
                                 Pid{20},
                                 ExitFact{WaitStatus::killed(SignalNumber{11}, true), false, 0}};
        QVERIFY(parsed(event) == thread);
    }

    void nameFillsItsFieldWithoutEnd()
    {
        proc_event event = eventOf(proc_event::PROC_EVENT_COMM);
        event.event_data.comm.process_pid = event.event_data.comm.process_tgid = 20;
        std::memset(event.event_data.comm.comm, 'x', sizeof event.event_data.comm.comm);
        const KernelEvent expected{1'000'000'001ns, Pid{20}, NameFact{std::string(16, 'x')}};
        QVERIFY(parsed(event) == expected);
        event.event_data.comm.process_pid = 21;
        QVERIFY(!parsed(event).has_value());
    }

    void identityIsTheEffectiveOne()
    {
        proc_event event = eventOf(proc_event::PROC_EVENT_UID);
        event.event_data.id.process_pid = event.event_data.id.process_tgid = 20;
        event.event_data.id.r.ruid = 1;
        event.event_data.id.e.euid = 65534;
        const KernelEvent user{1'000'000'001ns, Pid{20}, UserFact{65534}};
        QVERIFY(parsed(event) == user);
        const auto what = proc_event::PROC_EVENT_GID;
        std::memcpy(&event.what, &what, sizeof what);
        const KernelEvent group{1'000'000'001ns, Pid{20}, GroupFact{65534}};
        QVERIFY(parsed(event) == group);
    }

    void unneededKindsAreCountedButTellNothing()
    {
        const auto message
            = parseConnectorMessage(datagram(eventOf(proc_event::PROC_EVENT_PTRACE)));
        QVERIFY(message.has_value());
        QCOMPARE(message->sequence, 7U);
        QCOMPARE(message->cpu, 3U);
        QVERIFY(!message->event.has_value() && !message->ack.has_value());
    }

    void answerCarriesNumberAndError()
    {
        proc_event event = eventOf(proc_event::PROC_EVENT_NONE);
        event.event_data.ack.err = 1;
        const auto message = parseConnectorMessage(datagram(event, 43));
        QCOMPARE(message->ack->acknowledged, 43U);
        QCOMPARE(message->ack->error, 1U);
    }

    void cutAndForeignDatagramsAreRefused()
    {
        const Bytes whole = datagram(eventOf(proc_event::PROC_EVENT_EXEC));
        const std::size_t shortest
            = NLMSG_HDRLEN + sizeof(cn_msg) + offsetof(proc_event, event_data);
        for (std::size_t length = 0; length < shortest; ++length) {
            QVERIFY(!parseConnectorMessage(std::span{whole}.first(length)).has_value());
        }
        Bytes foreign = whole;
        foreign[NLMSG_HDRLEN] = std::byte{9}; // another connector's id
        QVERIFY(!parseConnectorMessage(foreign).has_value());
    }

    void gapsAreCountedByProcessor()
    {
        SequenceGaps gaps;
        QCOMPARE(gaps.note(0, 10), 0U); // whatever it begins with
        QCOMPARE(gaps.note(1, 500), 0U);
        QCOMPARE(gaps.note(0, 11), 0U);
        QCOMPARE(gaps.note(0, 15), 3U);
        QCOMPARE(gaps.note(1, 501), 0U);
        QCOMPARE(gaps.note(1, 0), 0U); // began anew
        QCOMPARE(gaps.note(~0U, 1), 0U);
    }

    void counterMayWrap()
    {
        SequenceGaps gaps;
        gaps.note(0, 0xfffffffe);
        QCOMPARE(gaps.note(0, 1), 2U);
    }
};

QTEST_GUILESS_MAIN(TestConnectorMessage)
#include "tst_connector_message.moc"
