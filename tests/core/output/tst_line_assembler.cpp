#include "core/output/line_assembler.h"

#include <QTest>

#include <vector>

using namespace tw;
using namespace std::string_literals;

namespace {

/// What the sink was given, as text: "1 first|2 second|".
std::string assembled(const std::vector<std::string>& pieces)
{
    std::string text;
    LineAssembler lines{[&text](std::uint64_t number, std::string_view bytes, Time) {
        text += std::to_string(number) + " " + std::string{bytes} + "|";
    }};
    for (const std::string& piece : pieces) {
        lines.append(piece, Time{});
    }
    lines.finish(Time{});
    return text;
}

} // namespace

class LineAssemblerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everySplitGivesTheSameLines();
    void lastLineWithoutLineFeedIsDelivered();
    void nothingGivesNoLine();
    void rawBytesArePassedOn();
    void longLinesAreCutAndTheNextIsWhole();
    void lineIsTimedByItsCompletion();
};

void LineAssemblerTest::everySplitGivesTheSameLines()
{
    const std::string bytes = "first\n\nthird\r\nlast";
    for (std::size_t a = 0; a <= bytes.size(); ++a) {
        for (std::size_t b = a; b <= bytes.size(); ++b) {
            QCOMPARE(assembled({bytes.substr(0, a), bytes.substr(a, b - a), bytes.substr(b)}),
                     "1 first|2 |3 third\r|4 last|"s);
        }
    }
}

void LineAssemblerTest::lastLineWithoutLineFeedIsDelivered()
{
    QCOMPARE(assembled({"a\nb"}), "1 a|2 b|"s);
    QCOMPARE(assembled({"a\n"}), "1 a|"s);
}

void LineAssemblerTest::nothingGivesNoLine()
{
    QCOMPARE(assembled({}), ""s);
    QCOMPARE(assembled({"", ""}), ""s);
}

void LineAssemblerTest::rawBytesArePassedOn()
{
    QCOMPARE(assembled({"\0\xff\x1b[0m\n"s}), "1 \0\xff\x1b[0m|"s);
}

void LineAssemblerTest::longLinesAreCutAndTheNextIsWhole()
{
    const std::string cut(LineAssembler::kLineLimit, 'x');
    const std::string half(LineAssembler::kLineLimit / 2, 'x');
    QCOMPARE(assembled({cut + "yyy\nnext\n"}), "1 " + cut + "|2 next|");
    QCOMPARE(assembled({half, half, half, "\nnext"}), "1 " + cut + "|2 next|");
}

void LineAssemblerTest::lineIsTimedByItsCompletion()
{
    std::vector<Time> times;
    LineAssembler lines{
        [&times](std::uint64_t, std::string_view, Time now) { times.push_back(now); }};
    lines.append("a", Time{std::chrono::seconds{1}});
    lines.append("b\nc", Time{std::chrono::seconds{2}});
    lines.finish(Time{std::chrono::seconds{3}});
    const std::vector<Time> expected{Time{std::chrono::seconds{2}}, Time{std::chrono::seconds{3}}};
    QVERIFY(times == expected);
}

QTEST_GUILESS_MAIN(LineAssemblerTest)
#include "tst_line_assembler.moc"
