#include "core/stream/event_stream.h"
#include "tests/support/event_script.h"
#include "tests/support/fake_clock.h"
#include "tests/support/print_values.h"

namespace tw {

/// Numbering and fan-out of events.
class TestEventStream : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void countsFromOneWithoutAGap();
    void everySubscriberSeesTheSameInOrderOfSubscription();
    void subscribersSeeOnlyWhatComesLater();
    void whoHasGoneIsNotCalled();
    void scriptsHoldEveryKindOfEvent();
};

void TestEventStream::countsFromOneWithoutAGap()
{
    EventStream stream;
    QCOMPARE(stream.lastSequence(), std::uint64_t{0});
    std::vector<std::uint64_t> seen;
    stream.subscribe([&](const Event& event) { seen.push_back(event.sequence); });
    for (int i = 0; i < 3; ++i) {
        stream.publish(FakeClock::kStart, TreeEvent{EventsLost{}});
    }
    QVERIFY(seen == (std::vector<std::uint64_t>{1, 2, 3}));
    QCOMPARE(stream.lastSequence(), std::uint64_t{3});
}

void TestEventStream::everySubscriberSeesTheSameInOrderOfSubscription()
{
    EventStream stream;
    std::vector<std::pair<char, Event>> seen;
    stream.subscribe([&](const Event& event) { seen.emplace_back('a', event); });
    stream.subscribe([&](const Event& event) { seen.emplace_back('b', event); });
    stream.publish(FakeClock::kStart, StopEnded{StopId{7}, {}});
    QCOMPARE(seen.size(), std::size_t{2});
    QCOMPARE(seen[0].first, 'a');
    QCOMPARE(seen[1].first, 'b');
    const Event expected{1, FakeClock::kStart, StopEnded{StopId{7}, {}}};
    QVERIFY(seen[0].second == expected);
    QVERIFY(seen[1].second == expected);
}

void TestEventStream::whoHasGoneIsNotCalled()
{
    EventStream stream;
    int kept = 0;
    int gone = 0;
    stream.subscribe([&](const Event&) { ++kept; });
    const auto subscription = stream.subscribe([&](const Event&) { ++gone; });
    stream.publish(Time{}, StopEnded{});
    stream.unsubscribe(subscription);
    stream.publish(Time{}, StopEnded{});
    QCOMPARE(kept, 2);
    QCOMPARE(gone, 1);
}

void TestEventStream::subscribersSeeOnlyWhatComesLater()
{
    EventStream stream;
    stream.publish(FakeClock::kStart, TreeEvent{EventsLost{}});
    std::uint64_t first = 0;
    stream.subscribe([&](const Event& event) { first = event.sequence; });
    stream.publish(FakeClock::kStart, TreeEvent{EventsLost{}});
    QCOMPARE(first, std::uint64_t{2});
}

void TestEventStream::scriptsHoldEveryKindOfEvent()
{
    const auto events = parseEvents(R"(
        0 launched 1 4711 pytest -n 2
        1 stop 1 user 1 interrupt:5s,kill
        2 step 1 SIGINT 1 4711 refused no permission
        3 stopped 1 1 4711 ignores SIGINT
        4 trace 1 by 1 KeyboardInterrupt work@/src/pool.py:33
        5 output 3 0 10 20
        6 closed stderr)");
    QCOMPARE(errorOf(events), std::string{});
    QCOMPARE(events->size(), std::size_t{7});
    const auto& step = std::get<StepTaken>((*events)[2].body);
    QCOMPARE(step.error.value_or(""), std::string{"no permission"});
    const auto& trace = std::get<TraceFound>((*events)[4].body).trace;
    QCOMPARE(trace.frames.at(0).function, std::string{"work"});
    QCOMPARE(trace.frames.at(0).file, std::string{"/src/pool.py"});
    QVERIFY(trace.frames.at(0).line == 33U);
    QCOMPARE(errorOf(parseEvents("5 nonsense 3")),
             std::string{"read the script line '5 nonsense 3'"});
}

} // namespace tw

QTEST_GUILESS_MAIN(tw::TestEventStream)
#include "tst_event_stream.moc"
