#include "core/tracking/reading_pace.h"

#include <QtTest>

using namespace tw;
using namespace std::chrono_literals;

class TestReadingPace final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fewEventsAreReadAndDeliveredAtOnce()
    {
        ReadingPace pace;
        for (int event = 0; event < 100; ++event) {
            pace.note(m_now += 1ms, 1, false);
            QCOMPARE(pace.pause().count(), 0);
            QCOMPARE(pace.delivery().count(), 0);
        }
    }

    void stormIsReadInBatches()
    {
        ReadingPace pace;
        storm(pace, false);
        QVERIFY(pace.pause() == 5ms);
        QVERIFY(pace.delivery() == 5ms);
    }

    void stormOfExecsIsReadAtOnceAndDeliveredInBatches()
    {
        ReadingPace pace;
        storm(pace, true);
        QCOMPARE(pace.pause().count(), 0);
        QVERIFY(pace.delivery() == 5ms);
    }

    void firstExecInAStormEndsThePauses()
    {
        ReadingPace pace;
        storm(pace, false);
        pace.note(m_now += 1ms, 5, true);
        QCOMPARE(pace.pause().count(), 0);
        storm(pace, false);
        storm(pace, false);
        QVERIFY(pace.pause() == 5ms);
    }

    void chainThatForksInEachGenerationIsNoStorm()
    {
        ReadingPace pace;
        for (int event = 0; event < 100; ++event) {
            pace.note(m_now += 250us, 1, false);
            QCOMPARE(pace.delivery().count(), 0);
        }
    }

    void whileATreeIsChasedAllIsPrompt()
    {
        ReadingPace pace;
        storm(pace, false);
        pace.hurry(m_now);
        QCOMPARE(pace.pause().count(), 0);
        QCOMPARE(pace.delivery().count(), 0);
        storm(pace, false);
        QCOMPARE(pace.delivery().count(), 0);
        for (int time = 0; time < 5; ++time) {
            storm(pace, false);
        }
        QVERIFY(pace.pause() == 5ms);
    }

    void whatComesAfterAQuietTimeIsPrompt()
    {
        ReadingPace pace;
        storm(pace, false);
        pace.note(m_now += 1s, 1, false);
        QCOMPARE(pace.pause().count(), 0);
        QCOMPARE(pace.delivery().count(), 0);
    }

    void batchesThatComeLateAreAStormStill()
    {
        ReadingPace pace;
        storm(pace, false);
        pace.note(m_now += 50ms, 1000, false); // the machine had something else to do
        QVERIFY(pace.pause() == 5ms);
    }

private:
    /// 25000 events a second for 20 ms.
    void storm(ReadingPace& pace, bool hasExec)
    {
        for (int event = 0; event < 500; ++event) {
            pace.note(m_now += 40us, 1, hasExec);
        }
    }

    std::chrono::nanoseconds m_now{1h};
};

QTEST_GUILESS_MAIN(TestReadingPace)
#include "tst_reading_pace.moc"
