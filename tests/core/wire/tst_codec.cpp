#include "core/wire/codec.h"
#include "tests/core/wire/sample_messages.h"

#include <QByteArray>
#include <QTest>

#include <set>

using namespace tw;
using namespace std::chrono_literals;

namespace {

std::string fromHex(const char* hex)
{
    return QByteArray::fromHex(hex).toStdString();
}

std::string toHex(const std::string& bytes)
{
    return QByteArray::fromStdString(bytes).toHex().toStdString();
}

Event roundTrip(const EventBody& body)
{
    const auto decoded = decodeEvent(encode(Event{1, Time{2ns}, body}));
    return decoded ? *decoded : Event{};
}

Trace nested(int depth)
{
    Trace trace;
    for (int i = 0; i < depth; ++i) {
        Trace outer;
        outer.children.push_back(std::move(trace));
        trace = std::move(outer);
    }
    return trace;
}

int depthOf(const Trace& trace)
{
    return trace.children.empty() ? 0 : 1 + depthOf(trace.children.front());
}

} // namespace

class CodecTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void samplesHaveEveryKind();
    void everyEventComesBack();
    void everyAgentMessageComesBack();
    void everyClientMessageComesBack();
    void everyEnumValueComesBack();
    void everyWaitStatusComesBack();
    void absentIsNotEmpty();
    void bytesOfVersionOneAreWrittenAndRead();
    void unknownFieldsAreSkipped();
    void tracesNestedTooDeepAreCutAndMarked();
};

void CodecTest::samplesHaveEveryKind()
{
    std::set<std::size_t> treeKinds;
    std::set<std::size_t> bodyKinds;
    for (const Event& event : fullEvents()) {
        bodyKinds.insert(event.body.index());
        if (const auto* tree = std::get_if<TreeEvent>(&event.body)) {
            treeKinds.insert(tree->index());
        }
    }
    QCOMPARE(treeKinds.size(), std::variant_size_v<TreeEvent>);
    QCOMPARE(bodyKinds.size(), std::variant_size_v<EventBody>);
    QCOMPARE(emptyEvents().size(), fullEvents().size());
}

void CodecTest::everyEventComesBack()
{
    for (const auto& events : {fullEvents(), emptyEvents()}) {
        for (const Event& event : events) {
            const auto decoded = decodeEvent(encode(event));
            QVERIFY2(decoded.has_value(), decoded ? "" : decoded.error().message.c_str());
            QVERIFY2(*decoded == event, std::to_string(event.sequence).c_str());
        }
    }
}

void CodecTest::everyAgentMessageComesBack()
{
    for (const AgentMessage& message : agentMessages()) {
        const auto decoded = decodeAgentMessage(encode(message));
        QVERIFY2(decoded.has_value(), decoded ? "" : decoded.error().message.c_str());
        QVERIFY(*decoded == message);
    }
}

void CodecTest::everyClientMessageComesBack()
{
    for (const ClientMessage& message : clientMessages()) {
        const auto decoded = decodeClientMessage(encode(message));
        QVERIFY2(decoded.has_value(), decoded ? "" : decoded.error().message.c_str());
        QVERIFY(*decoded == message);
    }
}

void CodecTest::everyEnumValueComesBack()
{
    for (const auto reason : {StopReason::User, StopReason::Leak, StopReason::Hangup}) {
        const EventBody body = StopBegan{StopId{1}, ProcessKey{1}, {}, reason};
        QVERIFY2(roundTrip(body).body == body, stopReasonName(reason));
    }
    for (const auto result : {StepResult::Delivered, StepResult::Gone, StepResult::Refused}) {
        const EventBody body = StepTaken{StopId{1}, SignalNumber{2}, {}, {}, result, {}};
        QVERIFY2(roundTrip(body).body == body, stepResultName(result));
    }
    for (const auto mode : {TrackingMode::Exact, TrackingMode::Sampled}) {
        const EventBody body = TreeEvent{Launched{{}, {}, {}, {}, {}, mode, {}}};
        QVERIFY2(roundTrip(body).body == body, trackingName(mode));
    }
    for (int i = 0; i <= static_cast<int>(TraceRelation::Part); ++i) {
        TraceFound found;
        found.trace.relation = static_cast<TraceRelation>(i);
        QVERIFY(roundTrip(found).body == EventBody{found});
    }
}

void CodecTest::everyWaitStatusComesBack()
{
    std::vector<WaitStatus> statuses;
    for (int code = 0; code <= 255; ++code) {
        statuses.push_back(WaitStatus::exited(code));
    }
    for (int signal = 1; signal <= 126; ++signal) {
        statuses.push_back(WaitStatus::killed(SignalNumber{signal}, false));
        statuses.push_back(WaitStatus::killed(SignalNumber{signal}, true));
    }
    for (const WaitStatus status : statuses) {
        const EventBody body = TreeEvent{Exited{ProcessKey{1}, status, {}, {}}};
        QVERIFY2(roundTrip(body).body == body, status.text().c_str());
    }
}

void CodecTest::absentIsNotEmpty()
{
    const EventBody absent = TreeEvent{Executed{ProcessKey{1}, std::nullopt, "", ""}};
    const EventBody empty = TreeEvent{Executed{ProcessKey{1}, std::vector<std::string>{}, "", ""}};
    QVERIFY(roundTrip(absent).body == absent);
    QVERIFY(roundTrip(empty).body == empty);
    QVERIFY(absent != empty);

    const EventBody zero = TreeEvent{Exited{ProcessKey{1}, WaitStatus{}, 0ns, 0}};
    QVERIFY(roundTrip(zero).body == zero);
}

void CodecTest::bytesOfVersionOneAreWrittenAndRead()
{
    // Written down once and not to be changed: journals with these bytes exist.
    const char* forked = "0801110200000000000000" // sequence 1, time 2 ns
                         "5a07080210e7241801";    // field 11: key 2, pid 4711, parent 1
    const Event event{1, Time{2ns}, TreeEvent{Forked{ProcessKey{2}, Pid{4711}, ProcessKey{1}}}};
    QCOMPARE(toHex(encode(event)), std::string{forked});
    QVERIFY(decodeEvent(fromHex(forked)) == event);

    const ClientMessage lines = LinesRequest{1, LaunchId{2}, 3, 255};
    QVERIFY(decodeClientMessage(fromHex("1a0908011002180320ff01")) == lines);
}

void CodecTest::unknownFieldsAreSkipped()
{
    const Event event{1, Time{2ns}, TreeEvent{Forked{ProcessKey{2}, Pid{3}, ProcessKey{1}}}};
    // Field 1000 (a number) and field 1001 (bytes), as a newer program may add them.
    const std::string bytes = encode(event) + fromHex("c03e07") + fromHex("ca3e03616263");
    QVERIFY(decodeEvent(bytes) == event);
}

void CodecTest::tracesNestedTooDeepAreCutAndMarked()
{
    TraceFound found;
    found.trace = nested(kTraceDepthLimit);
    QVERIFY(roundTrip(found).body == EventBody{found});

    found.trace = nested(5000);
    const auto decoded = decodeEvent(encode(Event{1, Time{}, found}));
    QVERIFY2(decoded.has_value(), decoded ? "" : decoded.error().message.c_str());
    const Trace* trace = &std::get<TraceFound>(decoded->body).trace;
    QCOMPARE(depthOf(*trace), 32);
    QVERIFY(trace->complete);
    while (!trace->children.empty()) {
        trace = &trace->children.front();
    }
    QVERIFY(!trace->complete);
}

QTEST_GUILESS_MAIN(CodecTest)
#include "tst_codec.moc"
