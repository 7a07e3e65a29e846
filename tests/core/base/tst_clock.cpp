#include "core/base/clock.h"
#include "tests/support/fake_clock.h"
#include "tests/support/print_values.h"

#include <ctime>

using namespace std::chrono_literals;

namespace tw {

/// The one source of time, and the one that tests turn.
class TestClock : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nowIsTheWallClock();
    void neverGoesBackwards();
    void monotonicReadingsAreMovedToTheWallClock();
    void fakeClockMovesOnlyWhenTurned();
};

void TestClock::nowIsTheWallClock()
{
    const SystemClock clock;
    const auto wall = std::chrono::system_clock::now();
    QVERIFY(std::chrono::abs(clock.now() - wall) < 10s);
}

void TestClock::neverGoesBackwards()
{
    const SystemClock clock;
    Time last = clock.now();
    for (int i = 0; i < 100000; ++i) {
        const Time next = clock.now();
        QVERIFY(next >= last);
        last = next;
    }
}

void TestClock::monotonicReadingsAreMovedToTheWallClock()
{
    const SystemClock clock;
    const Time before = clock.now();
    timespec reading{};
    ::clock_gettime(CLOCK_MONOTONIC, &reading);
    const Time moved = clock.fromMonotonic(std::chrono::seconds{reading.tv_sec}
                                           + std::chrono::nanoseconds{reading.tv_nsec});
    QVERIFY(before <= moved);
    QVERIFY(moved <= clock.now());
}

void TestClock::fakeClockMovesOnlyWhenTurned()
{
    FakeClock clock;
    QCOMPARE(clock.now(), FakeClock::kStart);
    clock.turn(5ms);
    QCOMPARE(clock.now() - FakeClock::kStart, std::chrono::nanoseconds{5ms});
    QCOMPARE(clock.fromMonotonic(1s) - FakeClock::kStart, std::chrono::nanoseconds{1s});
}

} // namespace tw

QTEST_GUILESS_MAIN(tw::TestClock)
#include "tst_clock.moc"
