#include "ui/models/line_pages.h"

#include <QTest>

using namespace tw;

namespace {

constexpr LaunchId kLaunch{1};
constexpr auto kShow = LinePages::Purpose::Show;
constexpr auto kScan = LinePages::Purpose::Scan;

/// Pages, and the questions that they ask: "first+count".
struct Fixture
{
    QStringList asked{};
    LinePages pages;

    explicit Fixture(std::size_t budget = 48U << 20U)
        : pages(
            [this](LaunchId /*launch*/, std::uint64_t first, std::uint32_t count) {
                asked += QStringLiteral("%1+%2").arg(first).arg(count);
            },
            budget)
    {}

    void answer(std::uint64_t first, std::uint64_t count, const std::string& bytes = "x")
    {
        LinesAnswer answer{0, kLaunch, {}};
        for (std::uint64_t at = first; at < first + count; ++at)
            answer.lines.push_back({at, at + 1, OutputStream::Stdout, {}, bytes, true});
        pages.receive(answer);
    }

    QString textAt(std::uint64_t index)
    {
        const Line* line = pages.find(kLaunch, index, kShow);
        return line == nullptr ? QStringLiteral("…") : QString::fromStdString(line->bytes);
    }
};

} // namespace

class LinePagesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void lineThatIsLookedAtIsFetchedWithItsPage()
    {
        Fixture fixture;
        fixture.pages.setLineCount(kLaunch, 1000, 0);
        QCOMPARE(fixture.textAt(300), QStringLiteral("…"));
        QCOMPARE(fixture.asked, QStringList{QStringLiteral("256+256")});
        fixture.answer(256, 256);
        QCOMPARE(fixture.textAt(300), QStringLiteral("x"));
        QCOMPARE(fixture.textAt(511), QStringLiteral("x"));
        QCOMPARE(fixture.asked.size(), 1);
    }

    void lineIsAskedForOnce()
    {
        Fixture fixture;
        fixture.pages.setLineCount(kLaunch, 10, 0);
        (void)fixture.textAt(1);
        (void)fixture.textAt(2);
        QCOMPARE(fixture.asked, QStringList{QStringLiteral("0+10")});
    }

    void lineThatDoesNotExistIsNotAskedFor()
    {
        Fixture fixture;
        fixture.pages.setLineCount(kLaunch, 10, 0);
        QCOMPARE(fixture.textAt(10), QStringLiteral("…"));
        QVERIFY(fixture.asked.isEmpty());
    }

    void growingLogFetchesOnlyWhatIsNew()
    {
        Fixture fixture;
        fixture.pages.setLineCount(kLaunch, 10, 0);
        (void)fixture.textAt(0);
        fixture.answer(0, 10);
        fixture.pages.setLineCount(kLaunch, 13, 10);
        QCOMPARE(fixture.textAt(9), QStringLiteral("x"));
        QCOMPARE(fixture.textAt(12), QStringLiteral("…"));
        QCOMPARE(fixture.asked.last(), QStringLiteral("10+3"));
    }

    void changedLineKeepsItsOldTextUntilTheNewOneComes()
    {
        Fixture fixture;
        fixture.pages.setLineCount(kLaunch, 3, 0);
        (void)fixture.textAt(0);
        fixture.answer(0, 3, "old");
        fixture.pages.setLineCount(kLaunch, 3, 2);
        QVERIFY(!fixture.pages.isCurrent(kLaunch, 2));
        QVERIFY(fixture.pages.isCurrent(kLaunch, 1));
        QCOMPARE(fixture.textAt(2), QStringLiteral("old"));
        QCOMPARE(fixture.asked.last(), QStringLiteral("2+1"));
        fixture.answer(2, 1, "new");
        QCOMPARE(fixture.textAt(2), QStringLiteral("new"));
        QCOMPARE(fixture.textAt(1), QStringLiteral("old"));
    }

    void shortAnswerIsAskedOn()
    {
        Fixture fixture;
        fixture.pages.setLineCount(kLaunch, 10, 0);
        (void)fixture.textAt(9);
        fixture.answer(0, 4);
        QCOMPARE(fixture.textAt(9), QStringLiteral("…"));
        QCOMPARE(fixture.asked.last(), QStringLiteral("4+6"));
    }

    void lineThatTheAgentLacksIsMissingAndNotAskedForAgain()
    {
        Fixture fixture;
        fixture.pages.setLineCount(kLaunch, 10, 0);
        (void)fixture.textAt(0);
        fixture.answer(0, 0);
        QVERIFY(fixture.pages.isMissing(kLaunch, 0));
        (void)fixture.textAt(0);
        QCOMPARE(fixture.asked.size(), 1);
        fixture.pages.setLineCount(kLaunch, 11, 10);
        QVERIFY(!fixture.pages.isMissing(kLaunch, 10));
    }

    void memoryIsBoundedAndTheLastSeenStays()
    {
        Fixture fixture(1U << 20U);
        fixture.pages.setLineCount(kLaunch, 256 * 20, 0);
        for (std::uint64_t page = 0; page < 20; ++page) {
            (void)fixture.textAt(page * 256);
            fixture.answer(page * 256, 256, std::string(1000, 'x'));
        }
        QVERIFY(fixture.pages.heldBytes() <= 1U << 20U);
        QVERIFY(fixture.pages.pageCount() < 20);
        QVERIFY(fixture.pages.isCurrent(kLaunch, 19 * 256));
        QVERIFY(!fixture.pages.isCurrent(kLaunch, 0));
    }

    void scanningDoesNotPushOutWhatIsShown()
    {
        Fixture fixture(1U << 20U);
        fixture.pages.setLineCount(kLaunch, 256 * 20, 0);
        (void)fixture.textAt(0);
        fixture.answer(0, 256, std::string(1000, 'x'));
        for (std::uint64_t page = 1; page < 20; ++page) {
            (void)fixture.pages.find(kLaunch, page * 256, kScan);
            fixture.answer(page * 256, 256, std::string(1000, 'x'));
            QVERIFY(fixture.pages.isCurrent(kLaunch, page * 256));
        }
        QVERIFY(fixture.pages.isCurrent(kLaunch, 0));
        QVERIFY(fixture.pages.heldBytes() <= 1U << 20U);
    }

    void answerThatNobodyAskedForIsIgnored()
    {
        Fixture fixture;
        fixture.answer(0, 5);
        QCOMPARE(fixture.pages.pageCount(), 0U);
    }
};

QTEST_GUILESS_MAIN(LinePagesTest)
#include "tst_line_pages.moc"
