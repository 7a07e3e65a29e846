#include "core/base/duration.h"
#include "tests/support/print_values.h"

using namespace std::chrono_literals;

namespace tw {

/// Reading and writing of durations.
class TestDuration : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyUnitIsRead();
    void nonsenseIsRefusedWithTheWayToWriteIt();
    void whatIsWrittenIsReadBack();
    void describedAsPeopleSayIt();
};

void TestDuration::everyUnitIsRead()
{
    QCOMPARE(parseDuration("250ms").value(), 250ms);
    QCOMPARE(parseDuration("5s").value(), 5000ms);
    QCOMPARE(parseDuration("2m").value(), 120000ms);
    QCOMPARE(parseDuration("1h").value(), 3600000ms);
    QCOMPARE(parseDuration("7").value(), 7000ms);
    QCOMPARE(parseDuration("1.5").value(), 1500ms);
    QCOMPARE(parseDuration(".5m").value(), 30000ms);
    QCOMPARE(parseDuration("0").value(), 0ms);
    QCOMPARE(parseDuration("0.0004s").value(), 0ms);
}

void TestDuration::nonsenseIsRefusedWithTheWayToWriteIt()
{
    for (const char* text : {"",
                             "s",
                             "ms",
                             "5 s",
                             " 5s",
                             "5s ",
                             "5S",
                             "-1s",
                             "-0",
                             "1e3",
                             "0x10",
                             "inf",
                             "nan",
                             "5d",
                             "1.2.3s",
                             "1000000000000h",
                             "9999999999999999999999"}) {
        QCOMPARE(errorOf(parseDuration(text)),
                 "read '" + std::string{text}
                     + "' as a duration: write 250ms, 5s, 2m, 1h or a number of seconds");
    }
}

void TestDuration::whatIsWrittenIsReadBack()
{
    QCOMPARE(formatDuration(250ms), std::string{"250ms"});
    QCOMPARE(formatDuration(90s), std::string{"90s"});
    QCOMPARE(formatDuration(1500ms), std::string{"1500ms"});
    for (const auto duration : {0ms, 1ms, 999ms, 1000ms, 1001ms, 60000ms, 86400000ms}) {
        QCOMPARE(parseDuration(formatDuration(duration)).value(), duration);
    }
}

void TestDuration::describedAsPeopleSayIt()
{
    QCOMPARE(describeDuration(0ms), std::string{"0 ms"});
    QCOMPARE(describeDuration(35ms + 900us), std::string{"35 ms"});
    QCOMPARE(describeDuration(99ms), std::string{"99 ms"});
    QCOMPARE(describeDuration(100ms), std::string{"0.1 s"});
    QCOMPARE(describeDuration(849ms), std::string{"0.8 s"});
    QCOMPARE(describeDuration(9960ms), std::string{"9.9 s"});
    QCOMPARE(describeDuration(10s), std::string{"10 s"});
    QCOMPARE(describeDuration(41999ms), std::string{"41 s"});
    QCOMPARE(describeDuration(133s), std::string{"2m 13s"});
    QCOMPARE(describeDuration(65min), std::string{"1h 05m"});
}

} // namespace tw

QTEST_GUILESS_MAIN(tw::TestDuration)
#include "tst_duration.moc"
