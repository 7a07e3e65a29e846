#include "core/traces/trace_scanner.h"
#include "trace_text.h"

#include <QTest>

#include <chrono>

namespace tw {

namespace {

using std::chrono::milliseconds;

constexpr auto kTraceback = "Traceback (most recent call last):\n"
                            "  File \"/src/app/a.py\", line 3, in f\n"
                            "    g()\n"
                            "ValueError: bad\n";

std::string repeated(std::string_view text, int times)
{
    std::string result;
    for (int i = 0; i < times; ++i)
        result += text;
    return result;
}

/// A scanner with what it found, fed one line a call at a time that the test turns.
struct LiveScanner
{
    std::vector<Trace> found{};
    TraceScanner scanner{[this](Trace trace) { found.push_back(std::move(trace)); }};
    std::uint64_t number{0};
    Time now{};

    void feed(std::string_view text)
    {
        for (const auto line : linesOf(text))
            scanner.feed({line, ++number}, now);
    }
    void pass(milliseconds duration)
    {
        now += duration;
        scanner.advance(now);
    }
};

} // namespace

/// What surrounds the grammars: when a trace is given away, whose line it is, and the bounds.
class TraceScannerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ordinaryLinesAskForNoTimer();
    void traceIsGivenAfterAPause();
    void traceIsGivenOnce();
    void unfinishedTraceOutlastsAShortPause();
    void chainIsJoinedBeforeThePause();
    void headWithoutFramesIsDropped();
    void doctestIsNoTrace();
    void foreignLinesAreSkipped();
    void fourForeignLinesEndATrace();
    void knownShapeEndsAMessage();
    void indentedTextBelongsToTheMessage();
    void headBehindALogPrefixHasABodyWithout();
    void headBehindAnUnfinishedLineIsFound();
    void framesWithoutHeadAreIncomplete();
    void lastFrameAloneIsFoundByItsMessage();
    void partsOfSeveralWritersAreGathered();
    void oneBodyOfSeveralWritersIsTheTrace();
    void sharedStreamBeginsWithItsFirstPart();
    void cutGroupIsIncomplete();
    void tabsOfSyslogAreTabs();
    void onlyTheStartOfALongLineCounts();
    void framesAreBounded();
    void messageIsBounded();
    void linesOfATraceAreBounded();
    void depthIsBounded();
    void lanesAreBounded();
    void unusedPrefixIsForgotten();
};

void TraceScannerTest::ordinaryLinesAskForNoTimer()
{
    LiveScanner live;
    live.feed("one\ntwo: three\nException: handled\n");
    QVERIFY(!live.scanner.deadline());
}

void TraceScannerTest::traceIsGivenAfterAPause()
{
    LiveScanner live;
    live.feed(kTraceback);
    QVERIFY(live.found.empty());
    QVERIFY(live.scanner.deadline() == Time{} + milliseconds{200});
    live.pass(milliseconds{199});
    QVERIFY(live.found.empty());
    live.pass(milliseconds{1});
    QCOMPARE(textOf(live.found), std::string{"1-4 python [ValueError] bad\n  f /src/app/a.py:3\n"});
    QVERIFY(!live.scanner.deadline());
}

void TraceScannerTest::traceIsGivenOnce()
{
    LiveScanner live;
    live.feed(kTraceback);
    live.pass(milliseconds{500});
    live.feed("goes on\n");
    live.scanner.finish();
    live.scanner.finish();
    QCOMPARE(live.found.size(), std::size_t{1});
}

void TraceScannerTest::unfinishedTraceOutlastsAShortPause()
{
    LiveScanner live;
    live.feed("Traceback (most recent call last):\n  File \"a.py\", line 3, in f\n");
    live.pass(milliseconds{1000});
    live.feed("    g()\nKeyError: 1\n");
    live.pass(milliseconds{200});
    QCOMPARE(textOf(live.found), std::string{"1-4 python [KeyError] 1\n  f a.py:3\n"});
}

void TraceScannerTest::chainIsJoinedBeforeThePause()
{
    LiveScanner live;
    live.feed(kTraceback);
    live.pass(milliseconds{150});
    live.feed("\nDuring handling of the above exception, another exception occurred:\n\n");
    live.pass(milliseconds{150});
    live.feed(kTraceback);
    live.scanner.finish();
    QCOMPARE(textOf(live.found),
             std::string{"1-11 python [ValueError] bad\n"
                         "  f /src/app/a.py:3\n"
                         "    1-4 context python [ValueError] bad\n"
                         "      f /src/app/a.py:3\n"});
}

void TraceScannerTest::headWithoutFramesIsDropped()
{
    QCOMPARE(textOf(scan("Traceback (most recent call last):\na\nb\nc\nd\nValueError: x\n")),
             std::string{});
    QCOMPARE(textOf(scan("Traceback (most recent call last):\n")), std::string{});
}

void TraceScannerTest::doctestIsNoTrace()
{
    QCOMPARE(textOf(scan("    >>> 1/0\n    Traceback (most recent call last):\n        ...\n"
                         "    ZeroDivisionError: division by zero\n")),
             std::string{});
}

void TraceScannerTest::foreignLinesAreSkipped()
{
    QCOMPARE(textOf(scan("Traceback (most recent call last):\ntick\n  File \"a.py\", line 3, in f\n"
                         "tick\ntick\n    g()\ntick\nINFO: still here\nKeyError: 1\ntick\n")),
             std::string{"1-9 python [KeyError] 1\n  f a.py:3\n"});
}

void TraceScannerTest::fourForeignLinesEndATrace()
{
    QCOMPARE(textOf(scan("Traceback (most recent call last):\n  File \"a.py\", line 3, in f\n"
                         "one\ntwo\nthree\nfour\nKeyError: 1\n")),
             std::string{"1-2 python []  (incomplete)\n  f a.py:3\n"});
}

void TraceScannerTest::knownShapeEndsAMessage()
{
    QCOMPARE(textOf(scan("   step 1 of 9\n" + std::string{kTraceback} + "   step 2 of 9\n")),
             std::string{"2-5 python [ValueError] bad\n  f /src/app/a.py:3\n"});
}

void TraceScannerTest::indentedTextBelongsToTheMessage()
{
    QCOMPARE(textOf(scan(std::string{kTraceback} + "  field: missing\n\n  more\nordinary\n")),
             std::string{"1-5 python [ValueError] bad\\n  field: missing\n  f /src/app/a.py:3\n"});
}

void TraceScannerTest::headBehindALogPrefixHasABodyWithout()
{
    QCOMPARE(textOf(scan("2026-11-22 13:00:00 INFO app: start\n2026-11-22 13:00:01 ERROR app: "
                         + std::string{kTraceback} + "2026-11-22 13:00:02 INFO app: end\n")),
             std::string{"2-5 python [ValueError] bad\n  f /src/app/a.py:3\n"});
}

void TraceScannerTest::headBehindAnUnfinishedLineIsFound()
{
    QCOMPARE(textOf(scan("..F." + std::string{kTraceback})),
             std::string{"1-4 python [ValueError] bad\n  f /src/app/a.py:3\n"});
    QCOMPARE(textOf(scan("..Fatal Python error: Aborted\n\nStack (most recent call first):\n"
                         "  File \"a.py\", line 4 in f\n")),
             std::string{"1-4 python [Fatal Python error] Aborted\n    3-4 thread python [] \n"
                         "      f a.py:4\n"});
}

void TraceScannerTest::framesWithoutHeadAreIncomplete()
{
    QCOMPARE(textOf(scan("    lost()\n  File \"a.py\", line 3, in f\n    g()\n"
                         "  File \"a.py\", line 4, in g\n    h()\nKeyError: 1\n")),
             std::string{"2-6 python [KeyError] 1 (incomplete)\n  g a.py:4\n  f a.py:3\n"});
}

void TraceScannerTest::lastFrameAloneIsFoundByItsMessage()
{
    QCOMPARE(textOf(scan("  File \"a.py\", line 3, in f\n    g()\nKeyError: 1\n")),
             std::string{"1-3 python [KeyError] 1 (incomplete)\n  f a.py:3\n"});
    QCOMPARE(textOf(scan("  File \"a.py\", line 3, in f\n    g()\nok\n")), std::string{});
    QCOMPARE(textOf(scan("  File \"a.py\", line 3\n    text\nKeyError: 1\n")), std::string{});
}

void TraceScannerTest::partsOfSeveralWritersAreGathered()
{
    QCOMPARE(
        textOf(scan("Process P-1:\nTraceback (most recent call last):\nProcess P-2:\n"
                    + std::string{kTraceback} + "  File \"b.py\", line 1, in h\nOSError\ndone\n")),
        std::string{"1-9 python []  (incomplete)\n"
                    "    4-7 part python [ValueError] bad\n"
                    "      f /src/app/a.py:3\n"
                    "    8-9 part python [OSError]  (incomplete)\n"
                    "      h b.py:1\n"});
}

void TraceScannerTest::oneBodyOfSeveralWritersIsTheTrace()
{
    const std::string heads = "Process P-1:\nProcess P-2:\nTraceback (most recent call last):\n";
    QCOMPARE(textOf(scan(heads + kTraceback)),
             std::string{"1-7 python [ValueError] bad (incomplete)\n  f /src/app/a.py:3\n"});
}

void TraceScannerTest::sharedStreamBeginsWithItsFirstPart()
{
    const std::string chained = "KeyError: 1\n\nDuring handling of the above exception, "
                                "another exception occurred:\n\n"
                                "Traceback (most recent call last):\n"
                                "  File \"a.py\", line 3, in f\n";
    const auto found = scan(chained + kTraceback);
    QCOMPARE(found.size(), std::size_t{1});
    QCOMPARE(found.front().firstLine, std::uint64_t{1});
    QCOMPARE(found.front().children.size(), std::size_t{2});
    QCOMPARE(found.front().children.front().firstLine, std::uint64_t{1});
}

void TraceScannerTest::cutGroupIsIncomplete()
{
    QCOMPARE(textOf(scan("  + Exception Group Traceback (most recent call last):\n"
                         "  |   File \"a.py\", line 3, in f\n"
                         "  | ExceptionGroup: two (2 sub-exceptions)\n"
                         "  +-+---------------- 1 ----------------\n"
                         "    | KeyError: 1\n")),
             std::string{"1-5 python [ExceptionGroup] two (2 sub-exceptions) (incomplete)\n"
                         "  f a.py:3\n    5-5 member python [KeyError] 1\n"});
}

void TraceScannerTest::tabsOfSyslogAreTabs()
{
    QCOMPARE(
        textOf(scan("Traceback (most recent call last):\n  File \"#011a#011.py\", line 3, in f\n"
                    "KeyError: 1\n")),
        std::string{"1-3 python [KeyError] 1\n  f \ta\t.py:3\n"});
}

void TraceScannerTest::onlyTheStartOfALongLineCounts()
{
    const auto found = scan(std::string{kTraceback} + "  " + std::string(1000000, 'x') + "\n");
    QCOMPARE(found.size(), std::size_t{1});
    QVERIFY(found.front().message.size() < 5000);
}

void TraceScannerTest::framesAreBounded()
{
    const auto found = scan("Traceback (most recent call last):\n"
                            + repeated("  File \"a.py\", line 3, in f\n", 6000)
                            + "  File \"a.py\", line 4, in last\nKeyError: 1\n");
    QCOMPARE(found.size(), std::size_t{1});
    QCOMPARE(found.front().frames.size(), std::size_t{5000});
    QCOMPARE(found.front().frames.front().function, std::string{"last"});
    QVERIFY(!found.front().complete);
}

void TraceScannerTest::messageIsBounded()
{
    const auto found = scan(std::string{kTraceback} + repeated("  more\n", 1000));
    QCOMPARE(found.size(), std::size_t{1});
    QCOMPARE(found.front().lastLine, std::uint64_t{204});
}

void TraceScannerTest::linesOfATraceAreBounded()
{
    const auto found = scan("Traceback (most recent call last):\n  File \"a.py\", line 3, in f\n"
                            + repeated("    source\n", 30000));
    QCOMPARE(found.size(), std::size_t{1});
    QCOMPARE(found.front().lastLine, std::uint64_t{20001});
}

void TraceScannerTest::depthIsBounded()
{
    const auto link = std::string{kTraceback}
                      + "\nDuring handling of the above exception, another exception occurred:\n\n";
    const auto found = scan(repeated(link, 100) + kTraceback);
    QCOMPARE(found.size(), std::size_t{1});
    int depth = 0;
    for (const auto* part = &found.front(); !part->children.empty(); part = &part->children.front())
        ++depth;
    QCOMPARE(depth, 32);
    QVERIFY(!found.front().complete);
}

void TraceScannerTest::lanesAreBounded()
{
    LiveScanner live;
    constexpr int kWriters = 65;
    for (int i = 0; i < kWriters; ++i)
        for (const auto line : linesOf(kTraceback))
            live.feed("writer-" + std::to_string(i) + " | " + std::string{line} + "\n");
    QCOMPARE(live.found.size(), std::size_t{1}); // the oldest made room
    live.scanner.finish();
    QCOMPARE(live.found.size(), std::size_t{kWriters});
}

void TraceScannerTest::unusedPrefixIsForgotten()
{
    LiveScanner live;
    live.feed("web | Traceback (most recent call last):\nweb | a\nweb | b\nweb | c\nweb | d\n");
    live.feed(repeated("ordinary\n", 60));
    live.feed("web | \nweb |\n" + std::string{kTraceback});
    live.scanner.finish();
    QCOMPARE(textOf(live.found),
             std::string{"68-71 python [ValueError] bad\n  f /src/app/a.py:3\n"});
}

} // namespace tw

QTEST_GUILESS_MAIN(tw::TraceScannerTest)
#include "tst_trace_scanner.moc"
