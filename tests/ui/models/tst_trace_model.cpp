#include "ui/models/trace_model.h"
#include "ui/models/trace_text.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace tw;

namespace {

Trace valueError(const char* message, std::uint32_t line)
{
    Trace trace;
    trace.runtime = "python";
    trace.type = "ValueError";
    trace.message = message;
    trace.frames = {{"loads", "/usr/lib/python3.11/json/__init__.py", 346, 0},
                    {"parse", "/src/app/rows.py", line, 2}};
    return trace;
}

Trace withCause()
{
    Trace trace;
    trace.runtime = "python";
    trace.type = "RuntimeError";
    trace.message = "no rows";
    trace.frames = {{"main", "/src/app/main.py", 7, 0}};
    trace.children.push_back(valueError("bad", 12));
    trace.children.front().relation = TraceRelation::Cause;
    return trace;
}

/// A tree, a model over it and a tester of the model.
struct Fixture
{
    ProcessTree tree{};
    TraceModel model{tree, 3};
    QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::QtTest};
    QSignalSpy resets{&model, &QAbstractItemModel::modelReset};
    std::uint64_t sequence{0};

    Fixture()
    {
        const Launched launched{LaunchId{1},
                                ProcessKey{1},
                                Pid{4711},
                                {"python3", "jobs.py"},
                                "/src",
                                TrackingMode::Exact,
                                {}};
        if (!tree.apply({}, launched))
            qFatal("the tree does not take the launch");
    }

    void find(Trace trace, std::optional<ProcessKey> process = {})
    {
        ++sequence;
        const Time time{std::chrono::seconds(sequence)};
        model.apply(
            {sequence,
             time,
             TraceFound{
                 TraceId{sequence}, LaunchId{1}, OutputStream::Stderr, process, std::move(trace)}});
    }

    /// A row a line, indented, without the times.
    [[nodiscard]] QString text(const QModelIndex& parent = {}, int depth = 0) const
    {
        QString text;
        for (int row = 0; row < model.rowCount(parent); ++row) {
            QStringList cells;
            for (int column = depth == 0 ? 1 : 0; column < model.columnCount(); ++column) {
                const QString cell = model.index(row, column, parent).data().toString();
                if (!cell.isEmpty())
                    cells += cell;
            }
            const QModelIndex first = model.index(row, 0, parent);
            const QString mark
                = first.data(TraceModel::IsLibraryRole).toBool() ? QStringLiteral("~") : QString();
            text += QString(qsizetype{2} * depth, u' ') + mark + cells.join(QStringLiteral(" | "))
                    + u'\n';
            text += this->text(first, depth + 1);
        }
        return text;
    }
};

} // namespace

class TraceModelTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void newestTraceStandsFirstWithItsFrames()
    {
        Fixture fixture;
        fixture.find(valueError("bad row", 12));
        fixture.find(withCause(), ProcessKey{1});
        QCOMPARE(
            fixture.text(),
            QStringLiteral("jobs.py 4711 | python | RuntimeError | no rows | main.py:7 in main\n"
                           "  /src/app/main.py:7 in main\n"
                           "  caused by ValueError: bad\n"
                           "    ~/usr/lib/python3.11/json/__init__.py:346 in loads\n"
                           "    /src/app/rows.py:12 in parse ×3\n"
                           "jobs.py | python | ValueError | bad row | rows.py:12 in parse\n"
                           "  ~/usr/lib/python3.11/json/__init__.py:346 in loads\n"
                           "  /src/app/rows.py:12 in parse ×3\n"));
        QCOMPARE(fixture.resets.count(), 0);
    }

    void equalTracesAreCountedAndTheNewestGoesUp()
    {
        Fixture fixture;
        QSignalSpy counts(&fixture.model, &TraceModel::countChanged);
        fixture.find(valueError("first", 12));
        fixture.find(withCause());
        fixture.find(valueError("second message", 13));
        QCOMPARE(fixture.model.rowCount(), 2);
        QVERIFY(fixture.text().startsWith(
            QStringLiteral("jobs.py | python | ValueError ×2 | first | ")));
        QCOMPARE(fixture.model.traceCount(), 3);
        QCOMPARE(counts.count(), 3);
        QCOMPARE(fixture.model.traceCount(LaunchId{1}), 3);
        QCOMPARE(fixture.model.traceCount(LaunchId{2}), 0);
        QCOMPARE(fixture.resets.count(), 0);
    }

    void oldestAreLeftOutAndCounted()
    {
        Fixture fixture;
        const auto findAt = [&fixture](const char* function) {
            Trace trace = valueError("bad", 1);
            trace.frames.back().function = function;
            fixture.find(std::move(trace));
        };
        findAt("a");
        findAt("a");
        findAt("b");
        findAt("c");
        QCOMPARE(fixture.model.leftOutCount(), 0);
        findAt("d");
        QCOMPARE(fixture.model.rowCount(), 3);
        QCOMPARE(fixture.model.leftOutCount(), 2);
        QCOMPARE(fixture.model.traceCount(), 5);
        // What was left out is new when it comes again.
        findAt("a");
        QCOMPARE(fixture.model.rowCount(), 3);
        QCOMPARE(fixture.model.leftOutCount(), 3);
        fixture.model.clear();
        QCOMPARE(fixture.model.leftOutCount(), 0);
        QCOMPARE(fixture.model.traceCount(), 0);
    }

    void selectionStaysWithItsTrace()
    {
        Fixture fixture;
        fixture.find(valueError("first", 12));
        const QPersistentModelIndex frame(fixture.model.index(1, 0, fixture.model.index(0, 0)));
        fixture.find(withCause());
        fixture.find(withCause());
        QCOMPARE(frame.data().toString(), QStringLiteral("/src/app/rows.py:12 in parse ×3"));
        QCOMPARE(frame.parent().row(), 1);
        fixture.find(valueError("again", 12));
        QCOMPARE(frame.parent().row(), 0);
        QCOMPARE(fixture.model.traceOf(frame)->type, std::string("ValueError"));
    }

    void rowSaysWhereItsCodeIs()
    {
        Fixture fixture;
        fixture.find(valueError("bad", 12));
        const QModelIndex trace = fixture.model.index(0, 0);
        QCOMPARE(trace.data(TraceModel::FileRole).toString(), QStringLiteral("/src/app/rows.py"));
        QCOMPARE(trace.data(TraceModel::LineRole).toInt(), 12);
        const QModelIndex library = fixture.model.index(0, 0, trace);
        QCOMPARE(library.data(TraceModel::LineRole).toInt(), 346);
        QVERIFY(library.data(TraceModel::IsSpannedRole).toBool());
    }

    void traceThatNamesItsWriterIsHis()
    {
        Fixture fixture;
        Trace trace = valueError("bad", 1);
        trace.writer = "Process-2";
        fixture.find(trace);
        QVERIFY(fixture.text().startsWith(QStringLiteral("Process-2 | python")));
    }

    void newRecordIsOneReset()
    {
        Fixture fixture;
        fixture.find(withCause());
        fixture.model.clear();
        QCOMPARE(fixture.model.rowCount(), 0);
        QCOMPARE(fixture.resets.count(), 1);
    }

    void traceIsCopiedAsText()
    {
        QCOMPARE(traceText(withCause()),
                 QStringLiteral("RuntimeError: no rows\n"
                                "  /src/app/main.py:7 in main\n"
                                "  caused by ValueError: bad\n"
                                "    /usr/lib/python3.11/json/__init__.py:346 in loads\n"
                                "    /src/app/rows.py:12 in parse ×3\n"));
    }

    void fingerprintLooksAtOwnCodeAlone()
    {
        Trace otherLibraryLine = valueError("x", 1);
        otherLibraryLine.frames.front().function = "dumps";
        QCOMPARE(traceFingerprint(otherLibraryLine), traceFingerprint(valueError("y", 2)));
        Trace otherFunction = valueError("x", 1);
        otherFunction.frames.back().function = "read";
        QVERIFY(traceFingerprint(otherFunction) != traceFingerprint(valueError("x", 1)));
    }
};

QTEST_GUILESS_MAIN(TraceModelTest)
#include "tst_trace_model.moc"
