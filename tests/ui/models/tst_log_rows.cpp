#include "ui/models/log_rows.h"

#include <QTest>

using namespace tw;

namespace {

constexpr LaunchId kOne{1};
constexpr LaunchId kTwo{2};

QString textOf(const LogRows& rows)
{
    QString text;
    for (std::uint64_t row = 0; row < rows.rowCount(); ++row) {
        const RowPosition position = rows.at(row);
        if (const auto* line = std::get_if<LinePosition>(&position))
            text += QStringLiteral("%1:%2 ").arg(line->launch.value).arg(line->index);
        else
            text += QStringLiteral("record %1 ").arg(std::get<RecordPosition>(position).record);
    }
    return text.trimmed();
}

LogRows mixed()
{
    LogRows rows;
    rows.appendLines(kOne, 0, 2);
    rows.appendLines(kTwo, 0, 1);
    rows.appendRecord(kOne, 0);
    rows.appendLines(kOne, 2, 2);
    rows.appendLines(kTwo, 1, 1);
    return rows;
}

} // namespace

class LogRowsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rowsStandInOrderOfArrival()
    {
        QCOMPARE(textOf(mixed()), QStringLiteral("1:0 1:1 2:0 record 0 1:2 1:3 2:1"));
    }

    void linesThatFollowEachOtherAreOneRun()
    {
        LogRows rows;
        for (std::uint64_t at = 0; at < 10'000'000; at += 1000)
            rows.appendLines(kOne, at, 1000);
        QCOMPARE(rows.rowCount(), 10'000'000U);
        QCOMPARE(rows.runs().size(), 1U);
        QVERIFY(rows.at(9'999'999) == RowPosition(LinePosition{kOne, 9'999'999}));
    }

    void recordsSplitRuns()
    {
        LogRows rows;
        rows.appendLines(kOne, 0, 1);
        rows.appendRecord(kOne, 0);
        rows.appendLines(kOne, 1, 1);
        QCOMPARE(rows.runs().size(), 3U);
    }

    void lineIsFoundInItsRow()
    {
        const LogRows rows = mixed();
        QCOMPARE(rows.rowOf(kOne, 0), std::optional<std::uint64_t>(0));
        QCOMPARE(rows.rowOf(kOne, 3), std::optional<std::uint64_t>(5));
        QCOMPARE(rows.rowOf(kTwo, 1), std::optional<std::uint64_t>(6));
        QCOMPARE(rows.rowOf(kTwo, 2), std::optional<std::uint64_t>());
        QCOMPARE(rows.rowOf(LaunchId{3}, 0), std::optional<std::uint64_t>());
    }

    void lineLeftOutLeadsToTheNextThere()
    {
        LogRows rows;
        rows.appendLines(kOne, 4, 1);
        rows.appendLines(kOne, 9, 1);
        QCOMPARE(rows.rowOf(kOne, 0), std::optional<std::uint64_t>(0));
        QCOMPARE(rows.rowOf(kOne, 5), std::optional<std::uint64_t>(1));
    }

    void oneLaunchAloneKeepsItsOrderAndItsRecords()
    {
        QCOMPARE(textOf(mixed().ofLaunch(kOne)), QStringLiteral("1:0 1:1 record 0 1:2 1:3"));
        QCOMPARE(textOf(mixed().ofLaunch(kTwo)), QStringLiteral("2:0 2:1"));
        QCOMPARE(mixed().ofLaunch(kTwo).runs().size(), 1U);
    }

    void recordIsLoweredBelowALine()
    {
        LogRows rows = mixed();
        QCOMPARE(rows.lowerRecord(0, kOne, 2), std::optional<std::uint64_t>(3));
        QCOMPARE(textOf(rows), QStringLiteral("1:0 1:1 2:0 1:2 record 0 1:3 2:1"));
        QCOMPARE(rows.rowOf(kOne, 2), std::optional<std::uint64_t>(3));
        QCOMPARE(rows.rowOf(kOne, 3), std::optional<std::uint64_t>(5));
        QCOMPARE(rows.rowOf(kTwo, 1), std::optional<std::uint64_t>(6));
        QCOMPARE(rows.lowerRecord(0, kTwo, 1), std::optional<std::uint64_t>(4));
        QCOMPARE(textOf(rows), QStringLiteral("1:0 1:1 2:0 1:2 1:3 2:1 record 0"));
        rows.appendLines(kTwo, 2, 1);
        QCOMPARE(rows.rowCount(), 8U);
        QCOMPARE(rows.rowOf(kTwo, 2), std::optional<std::uint64_t>(7));
    }

    void recordIsNeverRaised()
    {
        LogRows rows = mixed();
        QCOMPARE(rows.lowerRecord(0, kOne, 1), std::optional<std::uint64_t>());
        QCOMPARE(rows.lowerRecord(0, kOne, 9), std::optional<std::uint64_t>());
        QCOMPARE(rows.lowerRecord(7, kOne, 3), std::optional<std::uint64_t>());
        QCOMPARE(textOf(rows), textOf(mixed()));
    }

    void linesThatARecordPartedAreOneRunOnceItIsBelow()
    {
        LogRows rows;
        rows.appendLines(kOne, 0, 2);
        rows.appendRecord(kOne, 0);
        rows.appendLines(kOne, 2, 2);
        rows.lowerRecord(0, kOne, 3);
        QCOMPARE(rows.runs().size(), 2U);
    }

    void nothingIsAppendedForNoLines()
    {
        LogRows rows;
        rows.appendLines(kOne, 0, 0);
        QVERIFY(rows.runs().empty());
    }
};

QTEST_GUILESS_MAIN(LogRowsTest)
#include "tst_log_rows.moc"
