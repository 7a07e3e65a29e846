#include "ui/models/process_text.h"

#include <QLocale>
#include <QTest>

#include <csignal>

using namespace tw;
using namespace std::chrono_literals;

namespace {

Process process()
{
    Process one;
    one.key = {2};
    one.parent = ProcessKey{1};
    one.name = "g++";
    one.command = {"g++", "-O2", "my file.cpp"};
    one.started = Time{100s};
    one.usage = {
        .key = {2}, .state = 'R', .cpuPercent = 97.6, .residentBytes = 310U << 20U, .threads = 3};
    return one;
}

} // namespace

class TestProcessText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }

    void aLiveProcessIsDescribed()
    {
        const Process one = process();
        QCOMPARE(nameText(one), QStringLiteral("g++"));
        QCOMPARE(stateText(processState(one)), QStringLiteral("running"));
        QCOMPARE(cpuText(one), QStringLiteral("98 %"));
        QCOMPARE(memoryText(one), QStringLiteral("310 MiB"));
        QCOMPARE(threadsText(one), QStringLiteral("3"));
        QCOMPARE(elapsedText(one, Time{233s}), QStringLiteral("2m 13s"));
        QCOMPARE(statusText(one), QString{});
        QCOMPARE(commandText(one), QStringLiteral("g++ -O2 'my file.cpp'"));
    }

    void anEndedProcessKeepsItsStatusAndPeak()
    {
        Process one = process();
        one.ended = one.started + 800ms;
        one.status = WaitStatus::killed({11}, true);
        one.maxResidentBytes = 1288490189;
        QCOMPARE(stateText(processState(one)), QStringLiteral("exited"));
        QCOMPARE(cpuText(one), QString{});
        one.cpuTime = 700ms;
        QCOMPARE(cpuText(one), QStringLiteral("0.7 s"));
        QCOMPARE(threadsText(one), QString{});
        QCOMPARE(memoryText(one), QStringLiteral("1.2 GiB"));
        QCOMPARE(elapsedText(one, Time{900s}), QStringLiteral("0.8 s"));
        QCOMPARE(statusText(one), QStringLiteral("SIGSEGV (11), core dumped"));
        QCOMPARE(statusKind(one), StatusKind::Failed);
        one.status = WaitStatus::exited(0);
        QCOMPARE(statusText(one), QStringLiteral("exit 0"));
        QCOMPARE(statusKind(one), StatusKind::Succeeded);
        one.status.reset();
        QCOMPARE(statusText(one), QStringLiteral("unknown"));
        QCOMPARE(statusKind(one), StatusKind::None);
    }

    void statesHaveWords()
    {
        QString words;
        for (const char state : std::string{"RSDTtZI"}) {
            Process one = process();
            one.usage.state = state;
            words += stateText(processState(one)) + QLatin1Char('|');
        }
        QCOMPARE(
            words,
            QStringLiteral("running|sleeping|disk sleep|stopped|tracing stop|zombie|sleeping|"));
    }

    void whatWasNotReadIsNotShown()
    {
        Process one = process();
        one.usage = Sample{};
        QCOMPARE(cpuText(one), QString{});
        QCOMPARE(memoryText(one), QString{});
        QCOMPARE(threadsText(one), QString{});
        QCOMPARE(stateText(processState(one)), QStringLiteral("running"));
        one.command.reset();
        QCOMPARE(commandText(one), QString{});
        one.name.clear();
        QCOMPARE(nameText(one), QStringLiteral("pid 0"));
    }

    void orphansAndLeftOversAreMarked()
    {
        Process one = process();
        one.orphaned = true;
        QCOMPARE(statusText(one), QStringLiteral("orphaned"));
        QCOMPARE(statusKind(one), StatusKind::Warning);
        one.leaked = true;
        QCOMPARE(statusText(one), QStringLiteral("left over"));
        QCOMPARE(statusToolTip(one),
                 QStringLiteral("The command itself has ended, and this still runs\n"
                                "The process that created it has ended"));
    }

    void whatWasThereBeforeIsMarked()
    {
        Process one = process();
        one.found = true;
        QCOMPARE(statusText(one), QStringLiteral("before: unknown"));
        QCOMPARE(statusKind(one), StatusKind::Note);
        one.parent.reset();
        QCOMPARE(statusText(one), QStringLiteral("attached"));
    }

    void signalsThatDoNothingAreSaidBeforeTheyAreSent()
    {
        Process one = process();
        const auto bit = [](int number) { return std::uint64_t{1} << (number - 1); };
        one.signals.ignored = bit(SIGINT) | bit(SIGQUIT) | bit(SIGPIPE);
        QCOMPARE(statusText(one), QStringLiteral("ignores INT"));
        QCOMPARE(statusKind(one), StatusKind::Note);
        one.orphaned = true;
        QCOMPARE(statusText(one), QStringLiteral("orphaned, ignores INT"));
        one.signals.ignored |= bit(SIGHUP);
        one.signals.blocked = bit(SIGTERM) | bit(SIGINT);
        QCOMPARE(statusText(one), QStringLiteral("orphaned, ignores INT, HUP, blocks TERM"));
        one.ended = one.started;
        QCOMPARE(statusText(one), QStringLiteral("unknown"));
        one = process();
        one.signals.ignored = bit(SIGCHLD);
        QCOMPARE(statusText(one), QString{});
        QCOMPARE(statusKind(one), StatusKind::None);
    }

    void theTimeOfQuietIsShort()
    {
        QCOMPARE(quietText(60s), QStringLiteral("quiet 60s"));
        QCOMPARE(quietText(119s), QStringLiteral("quiet 119s"));
        QCOMPARE(quietText(120s), QStringLiteral("quiet 2m"));
        QCOMPARE(quietText(3h), QStringLiteral("quiet 3h"));
    }

    void commandsStayOnOneLineAndEnd()
    {
        Process one = process();
        one.command = {"python3", "-c", "import os\nos\x1b[2J\xff"};
        QCOMPARE(commandText(one), QStringLiteral("python3 -c 'import os os [2J\uFFFD'"));
        one.command = {std::string(100000, 'x')};
        QVERIFY(commandText(one).size() < 3000);
    }

    void launchesAreNamedByTheirCommandLine()
    {
        Process one = process();
        one.parent.reset();
        one.command = {"/usr/bin/pytest", "-n", "4"};
        QCOMPARE(nameText(one), QStringLiteral("pytest -n 4"));
    }

    void copiesAreALineAProcess()
    {
        ProcessTree tree;
        const auto apply
            = [&](TreeEvent event) { QVERIFY(tree.apply(Time{1s}, event).has_value()); };
        apply(Launched{.launch = {1}, .key = {1}, .pid = {10}, .command = {"make", "-j2"}});
        apply(Forked{.key = {2}, .pid = {11}, .parent = {1}});
        apply(Executed{.key = {2}, .command = {{"sh", "-c", "a b"}}, .name = "sh"});
        apply(Forked{.key = {3}, .pid = {12}, .parent = {2}});
        apply(Forked{.key = {4}, .pid = {13}, .parent = {1}});
        apply(Exited{.key = {4}, .status = WaitStatus::exited(2)});

        const std::vector<ProcessKey> keys{{1}, {3}};
        QCOMPARE(pidLines(tree, keys), QStringLiteral("10\n12\n"));
        QCOMPARE(commandLines(tree, keys), QStringLiteral("make -j2\nsh -c 'a b'\n"));
        QCOMPARE(treeLines(tree, keys),
                 QStringLiteral("make -j2 (10) running\n"
                                "  sh (11) running\n"
                                "    sh (12) running\n"
                                "  make (13) exit 2\n"));
        QCOMPARE(topmost(tree, {{3}, {2}, {4}}), (std::vector<ProcessKey>{{2}, {4}}));
    }
};

QTEST_GUILESS_MAIN(TestProcessText)
#include "tst_process_text.moc"
