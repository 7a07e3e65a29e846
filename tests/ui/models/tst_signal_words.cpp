#include "tests/support/event_script.h"
#include "ui/models/signal_words.h"

#include <QTest>

#include <csignal>

using namespace tw;

namespace {

constexpr std::uint64_t bit(int signal)
{
    return std::uint64_t{1} << static_cast<unsigned>(signal - 1);
}

/// pytest 4711 with three workers: the first ignores SIGINT and handles SIGTERM, the second blocks
/// SIGINT, the third does nothing of its own.
ProcessTree workers()
{
    ProcessTree tree;
    const auto events = parseEvents(R"(
        0 launched 1 4711 /usr/bin/pytest -n 3
        1 forked 2 4720 by 1
        1 renamed 2 gw0
        2 forked 3 4721 by 1
        2 renamed 3 gw1
        3 forked 4 4722 by 1
        3 renamed 4 gw2)");
    for (const Event& event : events.value()) {
        (void)tree.apply(event.time, std::get<TreeEvent>(event.body));
    }
    (void)tree.apply({}, SignalsChanged{{2}, 0, bit(SIGINT) | bit(SIGKILL), bit(SIGTERM)});
    (void)tree.apply({}, SignalsChanged{{3}, bit(SIGINT), 0, bit(SIGINT)});
    return tree;
}

} // namespace

class TestSignalWords : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneProcessIsNamedWithWhatItDoes()
    {
        const ProcessTree tree = workers();
        QCOMPARE(treatmentNote(tree, {{2}}, {SIGINT}), QStringLiteral("gw0 4720 ignores SIGINT"));
        QCOMPARE(treatmentNote(tree, {{2}}, {SIGTERM}), QStringLiteral("gw0 4720 handles SIGTERM"));
        QCOMPARE(treatmentNote(tree, {{3}}, {SIGINT}), QStringLiteral("gw1 4721 blocks SIGINT"));
        QCOMPARE(treatmentNote(tree, {{4}}, {SIGINT}), QString{});
        QCOMPARE(treatmentNote(tree, {}, {SIGINT}), QString{});
    }

    void severalAreCounted()
    {
        const ProcessTree tree = workers();
        QCOMPARE(treatmentNote(tree, {{2}, {3}, {4}}, {SIGINT}),
                 QStringLiteral("1 of 3 ignore SIGINT, 1 of 3 block SIGINT"));
        QCOMPARE(treatmentWord(tree, {{2}, {3}, {4}}, {SIGINT}),
                 QStringLiteral("ignored by 1 of 3, blocked by 1 of 3"));
        QCOMPARE(treatmentWord(tree, {{2}}, {SIGINT}), QStringLiteral("ignored"));
        QCOMPARE(treatmentWord(tree, {{4}}, {SIGINT}), QString{});
    }

    void nothingIsDoneAboutKillAndStop()
    {
        const ProcessTree tree = workers();
        QCOMPARE(treatmentOf(*tree.find(ProcessKey{2}), {SIGKILL}), SignalTreatment::Default);
        QCOMPARE(treatmentOf(*tree.find(ProcessKey{2}), {0}), SignalTreatment::Default);
        QCOMPARE(treatmentOf(*tree.find(ProcessKey{2}), {65}), SignalTreatment::Default);
    }

    void whatHasEndedSaysNothing()
    {
        ProcessTree tree = workers();
        (void)tree.apply({}, Exited{{2}, {}, {}, {}});
        QCOMPARE(treatmentNote(tree, {{2}}, {SIGINT}), QString{});
    }

    void everyStandardSignalHasAMeaning()
    {
        for (int number = 1; number <= 31; ++number) {
            QVERIFY2(!signalMeaning({number}).isEmpty(), qPrintable(signalText({number})));
        }
        QCOMPARE(signalText({SIGUSR1}), QStringLiteral("SIGUSR1 (10)"));
        QCOMPARE(signalMeaning({SIGTERM}), QStringLiteral("asked to end"));
        QCOMPARE(signalMeaning({SIGWINCH}), QStringLiteral("the terminal has another size"));
        QCOMPARE(signalMeaning({SIGSYS}),
                 QStringLiteral("system call that does not exist, or is forbidden"));
        QCOMPARE(signalMeaning({SIGRTMIN}), QString{});
        QCOMPARE(signalMeaning({-1}), QString{});
    }

    void rootsAreCalledByTheirCommand()
    {
        const ProcessTree tree = workers();
        QCOMPARE(briefName(tree, *tree.find(ProcessKey{1})), QStringLiteral("pytest 4711"));
        QCOMPARE(briefName(tree, *tree.find(ProcessKey{2})), QStringLiteral("gw0 4720"));
    }
};

QTEST_GUILESS_MAIN(TestSignalWords)
#include "tst_signal_words.moc"
