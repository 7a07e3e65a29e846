#include "core/kernel/inheritance.h"
#include "core/output/pass_through.h"
#include "tests/core/agent/session_bench.h"
#include "tests/support/print_values.h"
#include "tests/support/tidy_test.h"

#include <QTest>

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace tw {

namespace {

constexpr const char* kTraceback = R"(printf 'Traceback (most recent call last):
  File "/src/pool.py", line 33, in work
    compute()
ValueError: no\n' >&2)";

} // namespace

/// What a session does with the output of real processes.
class TestSessionOutput : public TidyTest
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { ignoreWriteSignals(); }

    void bothStreamsEndBeforeTheLaunchIsFinished();
    void allOutputOfAProcessIsToldBeforeItsEnd();
    void releasedDaemonIsNamedAsHolder();
    void traceIsFoundAfterItsLines();
    void fullDiskIsWarnedOfOnce();
    void brokenPassThroughEndsTheCommand();
    void passThroughMayGoOnceTheLaunchIsFinished();
};

void TestSessionOutput::bothStreamsEndBeforeTheLaunchIsFinished()
{
    SessionBench bench;
    bench.launchShell("exit 0");
    QVERIFY(bench.turnUntilFinished());
    const auto ended = bench.all<StreamEnded>();
    QCOMPARE(ended.size(), std::size_t{2});
    QVERIFY(ended[0].stream != ended[1].stream);
    QVERIFY(ended[0].heldBy.empty() && ended[1].heldBy.empty());
    QVERIFY(bodyOf<LaunchFinished>(bench.events.back()) != nullptr);
}

void TestSessionOutput::allOutputOfAProcessIsToldBeforeItsEnd()
{
    SessionBench bench;
    bench.launchShell("head -c 300000 /dev/zero; exit 0");
    QVERIFY(bench.turnUntilFinished());
    std::uint64_t told = 0;
    for (const Event& event : bench.events) {
        if (const auto* grew = bodyOf<OutputGrew>(event)) {
            told = grew->stdoutBytes;
        } else if (const auto* exited = bodyOf<Exited>(event);
                   exited != nullptr && exited->key == ProcessKey{1}) {
            QCOMPARE(told, std::uint64_t{300'000});
        }
    }
    QCOMPARE(told, std::uint64_t{300'000});
}

void TestSessionOutput::releasedDaemonIsNamedAsHolder()
{
    SessionBench bench;
    bench.launchChild({"double-fork", "10"});
    QVERIFY(bench.turnUntil([&] {
        return bench.output() == "ready\n" && bench.session->tree().find(LaunchId{1})->alive == 1
               && !bench.session->tree().find(ProcessKey{1})->isAlive();
    }));
    bench.session->release(LaunchId{1});
    QVERIFY(bench.turnUntilFinished());
    const auto finished = bench.all<LaunchFinished>();
    QCOMPARE(finished[0].leaked.size(), std::size_t{1});
    const Process* daemon = bench.session->tree().find(finished[0].leaked[0]);
    QVERIFY(daemon->isAlive());
    const auto ended = bench.all<StreamEnded>();
    QCOMPARE(ended.size(), std::size_t{2});
    for (const StreamEnded& stream : ended) {
        QCOMPARE(stream.heldBy.size(), std::size_t{1});
        QCOMPARE(stream.heldBy[0].value, daemon->pid.value);
    }
}

void TestSessionOutput::traceIsFoundAfterItsLines()
{
    SessionBench bench;
    bench.launchShell(kTraceback);
    QVERIFY(bench.turnUntilFinished());
    const auto traces = bench.all<TraceFound>();
    QCOMPARE(traces.size(), std::size_t{1});
    QCOMPARE(traces[0].trace.type, std::string{"ValueError"});
    QCOMPARE(traces[0].stream, OutputStream::Stderr);
    QCOMPARE(traces[0].trace.lastLine, std::uint64_t{4});
    QVERIFY(traces[0].process.has_value());
    std::uint64_t lines = 0;
    for (const Event& event : bench.events) {
        if (const auto* grew = bodyOf<OutputGrew>(event)) {
            lines = grew->lines;
        }
        QVERIFY(bodyOf<TraceFound>(event) == nullptr || lines == 4);
    }
}

void TestSessionOutput::fullDiskIsWarnedOfOnce()
{
    SessionBench bench;
    std::vector<std::string> warnings;
    bench.session->onWarning([&](const std::string& text) { warnings.push_back(text); });
    bench.launchShell("read line; head -c 200000 /dev/zero; echo err >&2");
    rlimit before{};
    ::getrlimit(RLIMIT_FSIZE, &before);
    const rlimit small{50'000, before.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);
    bench.endInput();
    const bool finished = bench.turnUntilFinished();
    ::setrlimit(RLIMIT_FSIZE, &before);
    QVERIFY(finished);
    QCOMPARE(warnings.size(), std::size_t{1});
    QVERIFY(warnings[0].starts_with("cannot store output: "));
    const auto grew = bench.all<OutputGrew>();
    QCOMPARE(grew.back().stdoutBytes, std::uint64_t{200'000});
    QCOMPARE(grew.back().droppedBytes, std::uint64_t{0});
}

void TestSessionOutput::brokenPassThroughEndsTheCommand()
{
    SessionBench bench;
    int ends[2] = {-1, -1};
    QCOMPARE(::pipe2(ends, O_CLOEXEC), 0);
    const UniqueFd writeEnd{ends[1]};
    ::close(ends[0]);
    const auto passThrough = PassThrough::open(writeEnd.get()).value();
    const auto launched = bench.session->launch(LaunchCommand{{"yes"}, {}, {}},
                                                LaunchStreams{-1, passThrough.get(), nullptr});
    QVERIFY(launched.has_value());
    QVERIFY(bench.turnUntilFinished());
    QCOMPARE(bench.all<LaunchFinished>().at(0).status->text(), std::string{"SIGPIPE (13)"});
    QCOMPARE(bench.all<StreamEnded>().size(), std::size_t{2});
}

void TestSessionOutput::passThroughMayGoOnceTheLaunchIsFinished()
{
    SessionBench bench;
    const UniqueFd nothing{::open("/dev/null", O_WRONLY | O_CLOEXEC)};
    auto passThrough = PassThrough::open(nothing.get()).value();
    const auto launched = bench.session->launch(LaunchCommand{{"echo", "x"}, {}, {}},
                                                LaunchStreams{-1, passThrough.get(), nullptr});
    QVERIFY(launched.has_value());
    QVERIFY(bench.turnUntilFinished());
    passThrough.reset();
    bench.launchShell("exit 0");
    QVERIFY(bench.turnUntilFinished(LaunchId{2}));
}

} // namespace tw

QTEST_GUILESS_MAIN(tw::TestSessionOutput)
#include "tst_session_output.moc"
