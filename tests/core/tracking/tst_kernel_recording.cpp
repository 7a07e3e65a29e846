#include "core/kernel/bpf_events.h"
#include "core/tracking/source_choice.h"
#include "tests/core/tracking/tracking_bench.h"
#include "tests/support/tidy_test.h"

#include <QtTest>

using namespace tw;

namespace {

constexpr int kCount = 500;

/// "known 500, unknown 0, wrong 0": whose argv is the one that it was executed with.
struct Commands
{
    int known{0};
    int unknown{0};
    int wrong{0};
};

Commands commandsOf(const Bench& bench)
{
    Commands commands;
    for (std::size_t index = 1; index < bench.memberCount(); ++index) {
        const auto& command = bench.member(index).command;
        const std::vector<std::string> own{"true", std::to_string(index - 1)};
        ++(!command ? commands.unknown : *command == own ? commands.known : commands.wrong);
    }
    return commands;
}

} // namespace

class TestKernelRecording final : public TidyTest
{
    Q_OBJECT

private Q_SLOTS:
    void programsThatEndAtOnceHaveTheirArguments()
    {
        if (const auto events = BpfEvents::open(); !events) {
            const std::string why
                = "nothing can be recorded in the kernel here: cannot " + events.error().message;
            QSKIP(why.c_str());
        }
        Bench bench{TrackingChoice::Exact};
        QCOMPARE(bench.m_tracker->reason(), std::string{"kernel events (proc connector, BPF)"});
        runAll(bench);
        const Commands commands = commandsOf(bench);
        QCOMPARE(commands.known, kCount);
        QCOMPARE(commands.unknown + commands.wrong, 0);
        for (std::size_t index = 1; index < bench.memberCount(); ++index) {
            QCOMPARE(bench.member(index).executable, std::string{"/usr/bin/true"});
            QCOMPARE(bench.member(index).name, std::string{"true"});
            QVERIFY(bench.member(index).maxResidentBytes.has_value());
        }
    }

    void withoutItNoCommandIsWrong()
    {
        auto source = chooseSource(TrackingChoice::Exact);
        if (!source) {
            QSKIP("this kernel tells us no process events");
        }
        Bench bench{std::move(*source)};
        QCOMPARE(bench.m_tracker->reason(), std::string{"kernel events (proc connector)"});
        runAll(bench);
        const Commands commands = commandsOf(bench);
        QCOMPARE(commands.known + commands.unknown, kCount);
        QCOMPARE(commands.wrong, 0);
        qInfo("without a record in the kernel %d of %d commands are unknown",
              commands.unknown,
              kCount);
    }

    void itComesByItselfOnceTheLoopTurns()
    {
        if (!BpfEvents::open()) {
            QSKIP("nothing can be recorded in the kernel here");
        }
        Bench bench{TrackingChoice::Auto};
        const std::string with = "kernel events (proc connector, BPF)";
        QVERIFY(bench.m_tracker->reason() != with);
        QVERIFY(bench.turnUntil([&] { return bench.m_tracker->reason() == with; }));
        runAll(bench);
        QCOMPARE(commandsOf(bench).known, kCount);
    }

    // Its preparations are waited for, or were never begun.
    void aTrackerMayEndBeforeItIsThere()
    {
        Bench bench{TrackingChoice::Auto};
        bench.launch({"exit", "0"});
        bench.awaitEnd();
    }

private:
    static void runAll(Bench& bench)
    {
        bench.launch({"exec-storm", std::to_string(kCount)});
        bench.awaitEnd();
        QCOMPARE(bench.memberCount(), std::size_t{kCount + 1});
    }
};

QTEST_GUILESS_MAIN(TestKernelRecording)
#include "tst_kernel_recording.moc"
