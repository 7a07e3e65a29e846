#include "core/wire/codec.h"
#include "core/wire/treewarden.pb.h"
#include "tests/core/wire/sample_messages.h"

#include <QTest>

#include <limits>
#include <random>

using namespace tw;

namespace wire = ::treewarden;

namespace {

/// What the decoder says to a message that another program could have written.
template <typename Message>
std::string complaint(const Message& message)
{
    const std::string bytes = message.SerializeAsString();
    const auto decoded = decodeEvent(bytes);
    return decoded ? "accepted" : decoded.error().message;
}

std::string agentComplaint(const wire::AgentMessage& message)
{
    const auto decoded = decodeAgentMessage(message.SerializeAsString());
    return decoded ? "accepted" : decoded.error().message;
}

std::string clientComplaint(const wire::ClientMessage& message)
{
    const auto decoded = decodeClientMessage(message.SerializeAsString());
    return decoded ? "accepted" : decoded.error().message;
}

} // namespace

class CodecDamageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyTruncationIsReadOrRefused();
    void everyFlippedByteIsReadOrRefused();
    void randomBytesNeverCrash();
    void unknownKindsCanBeTold();
    void wrongEnumsAreRefused();
    void numbersOutOfRangeAreRefused();
    void exitStatusesThatCannotBeAreRefused();
    void samplesThatCannotBeAreRefused();
    void tracesNestedTooDeepAreRefused();
    void requestsForTooMuchAreRefused();
    void linesOverTheLimitAreRefused();
    void listsThatCannotBeAreRefused();
    void detailsThatCannotBeAreRefused();
};

void CodecDamageTest::everyTruncationIsReadOrRefused()
{
    int refused = 0;
    for (const AgentMessage& message : agentMessages()) {
        const std::string bytes = encode(message);
        for (std::size_t length = 0; length < bytes.size(); ++length) {
            const auto decoded = decodeAgentMessage(std::string_view{bytes}.substr(0, length));
            // A message stands in one length-delimited field: no shorter piece of it is whole.
            QVERIFY(!decoded.has_value());
            QVERIFY(decoded.error().message.starts_with("read a message: "));
            ++refused;
        }
    }
    QVERIFY(refused > 1000);
}

void CodecDamageTest::everyFlippedByteIsReadOrRefused()
{
    int refused = 0;
    for (const AgentMessage& message : agentMessages()) {
        const std::string bytes = encode(message);
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            for (const int flip : {0x01, 0x80, 0xff}) {
                std::string damaged = bytes;
                damaged[i] = static_cast<char>(damaged[i] ^ flip);
                const auto decoded = decodeAgentMessage(damaged);
                refused += decoded ? 0 : 1;
                if (decoded) {
                    // What was accepted is a value of ours: it can be written and read again.
                    QVERIFY(decodeAgentMessage(encode(*decoded)) == *decoded);
                }
            }
        }
    }
    QVERIFY(refused > 1000);
}

void CodecDamageTest::randomBytesNeverCrash()
{
    std::mt19937 random{20240229}; // NOLINT(cert-msc51-cpp): repeatable on purpose
    for (int round = 0; round < 20000; ++round) {
        std::string bytes(random() % 64, '\0');
        for (char& byte : bytes) {
            byte = static_cast<char>(random());
        }
        (void)decodeAgentMessage(bytes);
        (void)decodeClientMessage(bytes);
        (void)decodeEvent(bytes);
    }
}

void CodecDamageTest::unknownKindsCanBeTold()
{
    // Field 900 with an empty message in it, where the body of an event, a command or a message is
    // expected.
    const std::string unknown = "\xa2\x38\x02\x08\x01";
    for (const auto& error : {decodeEvent(unknown).error(),
                              decodeAgentMessage(unknown).error(),
                              decodeClientMessage(unknown).error()}) {
        QVERIFY2(isUnknownKind(error), error.message.c_str());
    }
    QCOMPARE(decodeEvent(unknown).error().message, std::string{"read a message: unknown event"});

    const std::string nested = std::string{"\x12\x05"} + unknown;
    QVERIFY(isUnknownKind(decodeAgentMessage(nested).error()));
    QVERIFY(isUnknownKind(decodeClientMessage(nested).error()));
    QVERIFY(!isUnknownKind(decodeEvent("\xff").error()));
}

void CodecDamageTest::wrongEnumsAreRefused()
{
    wire::Event began;
    began.mutable_stop_began();
    QCOMPARE(complaint(began), std::string{"read a message: unknown reason of a stop"});
    began.mutable_stop_began()->set_reason(static_cast<wire::StopReason>(99));
    QCOMPARE(complaint(began), std::string{"read a message: unknown reason of a stop"});

    wire::Event ended;
    ended.mutable_stream_ended()->set_stream(static_cast<wire::OutputStream>(-1));
    QCOMPARE(complaint(ended), std::string{"read a message: unknown output stream"});

    wire::Event launched;
    launched.mutable_launched();
    QCOMPARE(complaint(launched), std::string{"read a message: unknown tracking mode"});

    wire::Event step;
    step.mutable_step_taken()->set_signal(2);
    QCOMPARE(complaint(step), std::string{"read a message: unknown result of a step"});

    wire::Event found;
    found.mutable_trace_found()->set_stream(wire::OUTPUT_STREAM_STDERR);
    found.mutable_trace_found()->mutable_trace()->set_relation(static_cast<wire::TraceRelation>(9));
    QCOMPARE(complaint(found), std::string{"read a message: unknown relation of a trace"});
}

void CodecDamageTest::numbersOutOfRangeAreRefused()
{
    wire::Event forked;
    forked.mutable_forked()->set_pid(0x80000000U);
    QCOMPARE(complaint(forked), std::string{"read a message: a pid is out of range"});

    wire::Event exited;
    exited.mutable_exited()->set_cpu_time_ns(std::numeric_limits<std::uint64_t>::max());
    QCOMPARE(complaint(exited), std::string{"read a message: a CPU time is out of range"});

    wire::ClientMessage stop;
    auto* step = stop.mutable_command()->mutable_stop()->add_ladder();
    step->set_scope(wire::STOP_SCOPE_TREE);
    for (const std::uint32_t signal : {0U, 128U, 4294967295U}) {
        step->set_signal(signal);
        QCOMPARE(clientComplaint(stop), std::string{"read a message: a signal is out of range"});
    }
    step->set_signal(9);
    QCOMPARE(clientComplaint(stop), std::string{"accepted"});
    step->set_wait_ms(1'000'000'000'001);
    QCOMPARE(clientComplaint(stop),
             std::string{"read a message: the wait of a step is out of range"});

    wire::Event grew;
    grew.mutable_output_grew()->set_first_changed(1);
    QVERIFY(complaint(grew) != "accepted");
}

void CodecDamageTest::exitStatusesThatCannotBeAreRefused()
{
    wire::Event exited;
    auto* status = exited.mutable_exited()->mutable_status();
    QVERIFY(complaint(exited) != "accepted"); // neither a code nor a signal
    status->set_code(256);
    QVERIFY(complaint(exited) != "accepted");
    status->set_code(255);
    QCOMPARE(complaint(exited), std::string{"accepted"});
    status->set_core_dumped(true);
    QVERIFY(complaint(exited) != "accepted");
    status->set_signal(127); // would read as "stopped"
    QVERIFY(complaint(exited) != "accepted");
    status->set_signal(126);
    QCOMPARE(complaint(exited), std::string{"accepted"});
}

void CodecDamageTest::samplesThatCannotBeAreRefused()
{
    wire::Event sampled;
    auto* sample = sampled.mutable_sampled()->add_samples();
    QVERIFY(complaint(sampled) != "accepted"); // no state
    sample->set_state('R' + 256);
    QVERIFY(complaint(sampled) != "accepted");
    sample->set_state('R');
    QCOMPARE(complaint(sampled), std::string{"accepted"});
    for (const double percent : {-1.0,
                                 std::numeric_limits<double>::infinity(),
                                 std::numeric_limits<double>::quiet_NaN()}) {
        sample->set_cpu_percent(percent);
        QVERIFY(complaint(sampled) != "accepted");
    }
}

void CodecDamageTest::tracesNestedTooDeepAreRefused()
{
    wire::Event found;
    found.mutable_trace_found()->set_stream(wire::OUTPUT_STREAM_STDERR);
    wire::Trace* trace = found.mutable_trace_found()->mutable_trace();
    for (int i = 0; i < kTraceDepthLimit; ++i) {
        trace = trace->add_children();
    }
    QCOMPARE(complaint(found), std::string{"accepted"});
    trace = trace->add_children();
    QCOMPARE(complaint(found),
             std::string{"read a message: the parts of a trace are nested too deep"});
    for (int i = 0; i < 1000; ++i) {
        trace = trace->add_children();
    }
    QCOMPARE(complaint(found), std::string{"read a message: its bytes are damaged"});
}

void CodecDamageTest::requestsForTooMuchAreRefused()
{
    wire::ClientMessage request;
    request.mutable_lines_request()->set_count(65536);
    QCOMPARE(clientComplaint(request), std::string{"accepted"});
    request.mutable_lines_request()->set_count(65537);
    QVERIFY(clientComplaint(request) != "accepted");
    request.mutable_lines_request()->set_count(1);
    request.mutable_lines_request()->set_first(std::numeric_limits<std::uint64_t>::max());
    QVERIFY(clientComplaint(request) != "accepted");

    wire::ClientMessage ladder;
    for (int i = 0; i < 101; ++i) {
        auto* step = ladder.mutable_command()->mutable_stop()->add_ladder();
        step->set_signal(2);
        step->set_scope(wire::STOP_SCOPE_TREE);
    }
    QCOMPARE(clientComplaint(ladder), std::string{"read a message: a ladder has too many steps"});
}

void CodecDamageTest::linesOverTheLimitAreRefused()
{
    wire::AgentMessage answer;
    auto* line = answer.mutable_lines_answer()->add_lines();
    line->set_stream(wire::OUTPUT_STREAM_STDOUT);
    line->set_bytes(std::string(65536, 'x'));
    QVERIFY(decodeAgentMessage(answer.SerializeAsString()).has_value());
    line->set_bytes(std::string(65537, 'x'));
    QVERIFY(!decodeAgentMessage(answer.SerializeAsString()).has_value());
}

void CodecDamageTest::listsThatCannotBeAreRefused()
{
    wire::AgentMessage answer;
    auto* environment = answer.mutable_details_answer()->mutable_environment();
    environment->add_listed("A=1");
    QCOMPARE(agentComplaint(answer),
             std::string{"read a message: a list has more entries than it says"});
    environment->set_total(100'000);
    QCOMPARE(agentComplaint(answer), std::string{"accepted"});
    for (std::size_t count = 1; count < kDetailsLimit; ++count) {
        environment->add_listed("");
    }
    QCOMPARE(agentComplaint(answer), std::string{"accepted"});
    environment->add_listed("");
    QCOMPARE(agentComplaint(answer), std::string{"read a message: a list has too many entries"});

    wire::AgentMessage list;
    list.mutable_process_list_answer()->add_listed();
    QVERIFY(agentComplaint(list) != "accepted");
    list.mutable_process_list_answer()->set_total(1);
    QCOMPARE(agentComplaint(list), std::string{"accepted"});
    list.mutable_process_list_answer()->mutable_listed(0)->set_pid(0x80000000U);
    QCOMPARE(agentComplaint(list), std::string{"read a message: a pid is out of range"});
}

void CodecDamageTest::detailsThatCannotBeAreRefused()
{
    wire::AgentMessage answer;
    auto* descriptors = answer.mutable_details_answer()->mutable_descriptors();
    descriptors->set_total(1);
    auto* descriptor = descriptors->add_listed();
    QCOMPARE(agentComplaint(answer), std::string{"read a message: unknown kind of a descriptor"});
    descriptor->set_kind(wire::DESCRIPTOR_KIND_PIPE);
    QCOMPARE(agentComplaint(answer), std::string{"accepted"});
    descriptor->set_fd(0x80000000U);
    QCOMPARE(agentComplaint(answer), std::string{"read a message: a descriptor is out of range"});
    descriptor->set_fd(1);

    auto* threads = answer.mutable_details_answer()->mutable_threads();
    threads->set_total(1);
    auto* thread = threads->add_listed();
    QCOMPARE(agentComplaint(answer),
             std::string{"read a message: the state of a thread is not a letter"});
    thread->set_state('S');
    QCOMPARE(agentComplaint(answer), std::string{"accepted"});
    thread->set_cpu_time_ns(std::numeric_limits<std::uint64_t>::max());
    QCOMPARE(agentComplaint(answer), std::string{"read a message: a CPU time is out of range"});
}

QTEST_GUILESS_MAIN(CodecDamageTest)
#include "tst_codec_damage.moc"
