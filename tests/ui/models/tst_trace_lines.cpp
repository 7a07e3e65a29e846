#include "core/report/own_code.h"
#include "ui/models/frame_text.h"
#include "ui/models/trace_lines.h"

#include <QTest>

using namespace tw;

namespace {

Trace deadlock()
{
    Trace trace;
    trace.runtime = "python";
    trace.type = "KeyboardInterrupt";
    trace.firstLine = 10;
    trace.lastLine = 14;
    trace.frames = {{"__enter__", "/usr/lib/python3.11/multiprocessing/synchronize.py", 95, 0},
                    {"take_and_wait", "tests/test_lock.py", 33, 0}};
    return trace;
}

/// "link 8+18 tests/test_lock.py:33; function 39+13; library; error"
QString partsOf(const char* text, const Trace& trace)
{
    const TraceLineParts parts = readTraceLine(QString::fromUtf8(text), trace);
    QStringList words;
    if (parts.link) {
        words += QStringLiteral("link %1+%2 %3:%4")
                     .arg(parts.link->range.start)
                     .arg(parts.link->range.length)
                     .arg(parts.link->file)
                     .arg(parts.link->line);
    }
    if (parts.function)
        words += QStringLiteral("function %1+%2")
                     .arg(parts.function->start)
                     .arg(parts.function->length);
    if (parts.isLibrary)
        words += QStringLiteral("library");
    if (parts.isError)
        words += QStringLiteral("error");
    return words.join(QStringLiteral("; "));
}

} // namespace

class TraceLinesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void linesBelongToTheTraceOfTheirStream()
    {
        TraceLines lines;
        lines.add({TraceId{1}, LaunchId{1}, OutputStream::Stderr, {}, deadlock()});
        const auto holds = [&lines](std::uint64_t number) {
            return lines.find(LaunchId{1}, OutputStream::Stderr, number) != nullptr;
        };
        QVERIFY(!holds(9));
        QVERIFY(holds(10));
        QVERIFY(holds(14));
        QVERIFY(!holds(15));
        QVERIFY(lines.find(LaunchId{1}, OutputStream::Stdout, 12) == nullptr);
        QVERIFY(lines.find(LaunchId{2}, OutputStream::Stderr, 12) == nullptr);
    }

    void ownFrameIsALinkWithItsFunction()
    {
        QCOMPARE(partsOf("  File \"tests/test_lock.py\", line 33, in take_and_wait", deadlock()),
                 QStringLiteral("link 8+18 tests/test_lock.py:33; function 41+13"));
    }

    void otherLineOfTheSameFileIsNoFrame()
    {
        QCOMPARE(partsOf("  File \"tests/test_lock.py\", line 333, in other", deadlock()),
                 QString());
        QCOMPARE(partsOf("  File \"tests/test_lock.py\", line 3, in other", deadlock()), QString());
    }

    void libraryFrameAndErrorAreTold()
    {
        QCOMPARE(partsOf("  File \"/usr/lib/python3.11/multiprocessing/synchronize.py\", line 95, "
                         "in __enter__",
                         deadlock()),
                 QStringLiteral("library"));
        QCOMPARE(partsOf("KeyboardInterrupt", deadlock()), QStringLiteral("error"));
        QCOMPARE(partsOf("    lock.acquire()", deadlock()), QString());
    }

    void framesOfPartsCount()
    {
        Trace whole;
        whole.type = "RuntimeError";
        whole.children.push_back(deadlock());
        QCOMPARE(partsOf("at tests/test_lock.py:33", whole),
                 QStringLiteral("link 3+18 tests/test_lock.py:33"));
        QCOMPARE(partsOf("KeyboardInterrupt: x", whole), QStringLiteral("error"));
    }

    void placeInASentenceLeadsToItsFile()
    {
        TraceLines lines;
        lines.add({TraceId{1}, LaunchId{1}, OutputStream::Stderr, {}, deadlock()});
        const auto link = lines.findPlace(
            QStringLiteral("KeyboardInterrupt at test_lock.py:33 in take_and_wait"));
        QVERIFY(link.has_value());
        QCOMPARE(link->file, QStringLiteral("tests/test_lock.py"));
        QCOMPARE(link->line, 33);
        QCOMPARE(link->range, (TextRange{21, 15}));
        QVERIFY(!lines.findPlace(QStringLiteral("at test_lock.py:34 in x")));
    }

    void topFrameIsTheInnermostOfOwnCode()
    {
        QCOMPARE(frameText(*ownFrame(deadlock())),
                 QStringLiteral("test_lock.py:33 in take_and_wait"));
        Trace libraryOnly = deadlock();
        libraryOnly.frames.pop_back();
        QCOMPARE(frameText(*ownFrame(libraryOnly)),
                 QStringLiteral("synchronize.py:95 in __enter__"));
        QVERIFY(ownFrame(Trace{}) == nullptr);
    }
};

QTEST_GUILESS_MAIN(TraceLinesTest)
#include "tst_trace_lines.moc"
