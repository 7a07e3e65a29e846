#include "tests/support/event_script.h"
#include "tests/support/fake_clock.h"
#include "ui/models/running_stops_model.h"
#include "ui/models/stop_words.h"

#include <QSignalSpy>
#include <QTest>

#include <csignal>

using namespace tw;
using namespace std::chrono_literals;

namespace {

constexpr const char* kTree = R"(
    0 launched 1 4711 /usr/bin/pytest -n 2
    1 forked 2 4720 by 1
    1 renamed 2 gw0
    2 forked 3 4805 by 2
    2 renamed 3 redis-server
)";

/// A tree and the stops that run against it, told by scripts.
struct Rig
{
    FakeClock clock{};
    ProcessTree tree{};
    RunningStopsModel stops{tree, clock};

    Rig() { tell(kTree); }

    void tell(const char* script)
    {
        const auto events = parseEvents(script).value();
        for (const Event& event : events) {
            say(event.time, event.body);
        }
    }

    void say(Time time, const EventBody& body)
    {
        if (const auto* change = std::get_if<TreeEvent>(&body)) {
            if (!tree.apply(time, *change)) {
                qFatal("the script contradicts itself");
            }
        }
        stops.applyEvent({1, time, body});
    }

    /// The agent's clock shows another time than ours.
    void wait(std::uint64_t stop, std::uint32_t step, std::chrono::milliseconds by)
    {
        const Time agentTime{77s};
        say(agentTime, StepWaiting{{stop}, step, agentTime + by});
    }

    /// The stops as people read them, a line each.
    [[nodiscard]] QString text() const
    {
        QString text;
        for (const auto& [id, stop] : stops.stops()) {
            text += stopTitle(tree, stop) + QStringLiteral(": ") + stopProgress(tree, stop)
                    + QStringLiteral(" - ") + stopCountdown(stop, stops.timeLeft(stop))
                    + QLatin1Char('\n');
        }
        return text;
    }
};

} // namespace

class TestRunningStopsModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aStopIsFollowedRungByRung()
    {
        Rig rig;
        rig.tell(R"(100 stop 1 user 1 interrupt:5s,terminate:5s,kill
                    100 step 1 SIGINT 1 4711 delivered
                    100 step 1 SIGINT 2 4720 delivered
                    100 step 1 SIGINT 3 4805 delivered)");
        rig.wait(1, 0, 5s);
        QCOMPARE(rig.text(),
                 QStringLiteral("Stopping pytest 4711: SIGINT sent to 3, 3 left: pytest 4711, gw0 "
                                "4720, redis-server 4805 - SIGTERM in 5 s\n"));
        rig.clock.turn(1500ms);
        rig.tell("200 exited 1 SIGINT\n200 exited 2 exit 1");
        QCOMPARE(rig.text(),
                 QStringLiteral("Stopping pytest 4711: SIGINT sent to 3, 1 left: redis-server 4805 "
                                "- SIGTERM in 4 s\n"));
        rig.tell("5100 step 1 SIGTERM 3 4805 delivered\n5100 step 1 SIGCONT 3 4805 delivered");
        rig.wait(1, 1, 5s);
        QCOMPARE(rig.text(),
                 QStringLiteral("Stopping pytest 4711: SIGTERM sent to 1, 1 left: redis-server "
                                "4805 - SIGKILL in 5 s\n"));
        rig.tell("10100 step 1 SIGKILL 3 4805 delivered");
        rig.wait(1, 2, 2s);
        QCOMPARE(rig.text(),
                 QStringLiteral("Stopping pytest 4711: SIGKILL sent to 1, 1 left: redis-server "
                                "4805 - gives up in 2 s\n"));
        rig.tell("10200 exited 3 SIGKILL\n10200 stopped 1");
        QCOMPARE(rig.text(), QString{});
        QVERIFY(rig.stops.find(StopId{1}) == nullptr);
    }

    void equalRungsAreToldApart()
    {
        Rig rig;
        rig.tell(R"(100 stop 1 user 2 interrupt:1s,interrupt:1s,kill
                    100 step 1 SIGINT 2 4720 delivered
                    100 step 1 SIGINT 3 4805 delivered)");
        rig.wait(1, 0, 1s);
        rig.tell("150 exited 2 exit 1\n1100 step 1 SIGINT 3 4805 delivered");
        rig.wait(1, 1, 1s);
        QCOMPARE(rig.stops.find(StopId{1})->told, std::size_t{1});
    }

    void anExtensionMovesTheCountdownAlone()
    {
        Rig rig;
        rig.tell("100 stop 1 user 3@process interrupt:5s\n100 step 1 SIGINT 3 4805 delivered");
        rig.wait(1, 0, 5s);
        rig.clock.turn(3s);
        rig.wait(1, 0, 32s);
        QCOMPARE(rig.text(),
                 QStringLiteral("Interrupting redis-server 4805: SIGINT sent to 1, 1 left: "
                                "redis-server 4805 - gives up in 32 s\n"));
    }

    void whoIsBornMeanwhileIsLeftToo()
    {
        Rig rig;
        rig.tell(R"(100 stop 1 user 2 terminate:5s
                    101 exited 2 exit 0
                    102 forked 4 4900 by 2
                    102 forked 5 4901 by 1)");
        QCOMPARE(rig.stops.find(StopId{1})->left, (std::set<ProcessKey>{{3}, {4}}));
    }

    void survivorsSayWhatTheyIgnore()
    {
        Rig rig;
        rig.say({}, TreeEvent{SignalsChanged{{3}, 0, 1U << (SIGINT - 1), 0}});
        rig.say({}, TreeEvent{SignalsChanged{{2}, 1U << (SIGINT - 1), 0, 0}});
        rig.tell("100 stop 1 user 2 interrupt:5s,kill\n100 step 1 SIGINT 2 4720 refused denied");
        QCOMPARE(rig.text(),
                 QStringLiteral("Stopping gw0 4720: SIGINT sent to 0, refused 1 times, 2 left: gw0 "
                                "4720 (blocks SIGINT), redis-server 4805 (ignores SIGINT) - "
                                "SIGKILL in 5 s\n"));
    }

    void longListsAreCut()
    {
        Rig rig;
        for (std::uint64_t key = 10; key < 20; ++key) {
            rig.say({}, TreeEvent{Forked{{key}, {5000 + static_cast<int>(key)}, {2}}});
        }
        rig.tell("100 stop 1 user 2 kill");
        QCOMPARE(stopProgress(rig.tree, *rig.stops.find(StopId{1})),
                 QStringLiteral("SIGKILL sent to 0, 12 left: gw0 4720, redis-server 4805, gw0 "
                                "5010, gw0 5011 and 8 more"));
    }

    void aRowIsStoppingForTheShortestWait()
    {
        Rig rig;
        QVERIFY(!rig.stops.timeLeft(ProcessKey{3}));
        rig.tell("100 stop 1 user 2 interrupt:5s,kill\n100 stop 2 user 3@process terminate:2s");
        rig.wait(1, 0, 5s);
        rig.wait(2, 0, 2s);
        QCOMPARE(stoppingText(*rig.stops.timeLeft(ProcessKey{2})),
                 QStringLiteral("stopping (5 s)"));
        QCOMPARE(stoppingText(*rig.stops.timeLeft(ProcessKey{3})),
                 QStringLiteral("stopping (2 s)"));
        QVERIFY(!rig.stops.timeLeft(ProcessKey{1}));
        rig.clock.turn(1h);
        QCOMPARE(stoppingText(*rig.stops.timeLeft(ProcessKey{3})),
                 QStringLiteral("stopping (0 s)"));
        rig.tell("200 exited 3 exit 0");
        QVERIFY(!rig.stops.timeLeft(ProcessKey{3}));
    }

    void changesAreToldOnceATurn()
    {
        Rig rig;
        QTRY_VERIFY(true);
        QSignalSpy changes(&rig.stops, &RunningStopsModel::changed);
        rig.tell(R"(100 stop 1 user 1 kill
                    100 step 1 SIGKILL 1 4711 delivered
                    101 exited 1 SIGKILL)");
        QCOMPARE(changes.count(), 0);
        QTRY_COMPARE(changes.count(), 1);
        rig.stops.clear();
        QVERIFY(rig.stops.stops().empty());
        QTRY_COMPARE(changes.count(), 2);
    }

    void strayEventsAreNoMatter()
    {
        Rig rig;
        rig.say({}, StepWaiting{{9}, 0, {}});
        rig.say({}, StepTaken{.stop = {9}});
        rig.say({}, StopEnded{{9}, {}});
        rig.say({}, StopBegan{.stop = {1}, .target = {1}});
        rig.tell("100 stop 2 user 1 kill");
        rig.say({}, StepWaiting{{2}, 7, {}});
        QCOMPARE(rig.stops.stops().size(), std::size_t{1});
        QCOMPARE(rig.stops.find(StopId{2})->step, std::size_t{0});
    }

    void laddersAreReadInWords()
    {
        const auto words
            = [](const char* ladder) { return ladderText(parseLadder(ladder).value()); };
        QCOMPARE(words("interrupt:5s,terminate:250ms,kill"),
                 QStringLiteral("SIGINT 5 s → SIGTERM 250 ms → SIGKILL"));
        QCOMPARE(words("SIGHUP@process:2m"), QStringLiteral("SIGHUP to the process alone 2m 00s"));
        QCOMPARE(words("SIGHUP@group:1s,kill"),
                 QStringLiteral("SIGHUP to its group 1 s → SIGKILL"));
    }

    void skippingSaysWhatComesNext()
    {
        RunningStop stop;
        stop.ladder = parseLadder("interrupt:5s,SIGQUIT:1s").value();
        QCOMPARE(skipText(stop), QStringLiteral("Send SIGQUIT now"));
        stop.step = 1;
        QCOMPARE(skipText(stop), QStringLiteral("Wait no longer"));
        QCOMPARE(stopCountdown(stop, 61s), QStringLiteral("gives up in 1m 01s"));
    }
};

QTEST_GUILESS_MAIN(TestRunningStopsModel)
#include "tst_running_stops_model.moc"
