// What of a tree is shown, and in which order: folding, filter, focus, sorting, pause.

#include "tests/ui/models/process_rig.h"

#include <QLocale>
#include <QMimeData>
#include <QPersistentModelIndex>

using namespace tw;
using namespace std::chrono_literals;

class TestShownProcesses : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }

    void aFewEndedKeepTheirRows()
    {
        ProcessRig rig;
        rig.storm(ProcessFamilies::kFewEnded);
        QCOMPARE(rig.model.rowCount(rig.row(1)), static_cast<int>(ProcessFamilies::kFewEnded));
    }

    void manyEndedStandBehindOneRow()
    {
        ProcessRig rig;
        rig.storm(348);
        QCOMPARE(rig.text({ProcessColumn::Status}),
                 QStringLiteral("make\n"
                                "  348 ended children | 314 exit 0 · 34 exit 2\n"));
        const QModelIndex folded = rig.model.index(0, 0, rig.row(1));
        QCOMPARE(ProcessTreeModel::keyOf(folded), ProcessKey{});
        QVERIFY(folded.data(ProcessTreeModel::FoldedRole).toBool());
        QVERIFY(folded.data(Qt::ToolTipRole).toString().contains(QStringLiteral("34 exit 2")));
    }

    void aFoldedRowOpensToEachOfThem()
    {
        ProcessRig rig;
        rig.modelTester.reset(); // it fetches what can be fetched
        rig.storm(30);
        const QModelIndex folded = rig.model.index(0, 0, rig.row(1));
        QCOMPARE(rig.model.rowCount(folded), 0);
        QVERIFY(rig.model.hasChildren(folded));
        QVERIFY(rig.model.canFetchMore(folded));
        rig.model.fetchMore(folded);
        QCOMPARE(rig.model.rowCount(folded), 30);
        QCOMPARE(rig.cell(109, ProcessColumn::Status), QStringLiteral("exit 2"));
        rig.fork(900, 1, "cc");
        rig.end(900);
        rig.clock.turn(5s);
        rig.turn();
        QCOMPARE(rig.model.rowCount(folded), 31);
        QCOMPARE(folded.data().toString(), QStringLiteral("31 ended children"));
        QCOMPARE(rig.resets.count(), 0);
    }

    void aStormMakesNoRows()
    {
        ProcessRig rig;
        rig.modelTester.reset();
        rig.storm(100);
        rig.inserts.clear();
        for (std::uint64_t key = 1000; key < 2000; ++key) {
            rig.fork(key, 1, "cc");
            rig.end(key);
        }
        rig.turn();
        QCOMPARE(rig.inserts.count(), 0);
        QCOMPARE(rig.text(), QStringLiteral("make\n  1100 ended children\n"));
    }

    void anEndIsSeenBeforeItFolds()
    {
        ProcessRig rig;
        rig.storm(30);
        rig.fork(900, 1, "ld");
        rig.turn();
        rig.clock.turn(5s);
        rig.end(900);
        rig.turn();
        QCOMPARE(rig.text(), QStringLiteral("make\n  ld\n  30 ended children\n"));
        rig.clock.turn(2s);
        rig.model.refresh({});
        rig.turn();
        QCOMPARE(rig.text(), QStringLiteral("make\n  31 ended children\n"));
    }

    void whatIsChosenDoesNotFoldUnderTheHand()
    {
        ProcessRig rig;
        rig.storm(30);
        rig.fork(900, 1, "ld");
        rig.turn();
        rig.model.keep({{900}});
        rig.end(900);
        rig.clock.turn(5s);
        rig.turn();
        rig.model.refresh({});
        rig.turn();
        QCOMPARE(rig.text(), QStringLiteral("make\n  ld\n  30 ended children\n"));
        rig.model.keep({});
        rig.turn();
        QCOMPARE(rig.text(), QStringLiteral("make\n  31 ended children\n"));
    }

    void theEndedWithLiveChildrenDoNotFold()
    {
        ProcessRig rig;
        rig.storm(30);
        rig.fork(900, 1, "sh");
        rig.fork(901, 900, "redis-server");
        rig.end(900);
        rig.clock.turn(5s);
        rig.turn();
        QCOMPARE(rig.text({ProcessColumn::Status}),
                 QStringLiteral("make\n"
                                "  sh | exit 0\n"
                                "    redis-server | orphaned\n"
                                "  30 ended children | 27 exit 0 · 3 exit 2\n"));
        rig.end(901);
        rig.clock.turn(5s);
        rig.turn();
        QCOMPARE(rig.text(), QStringLiteral("make\n  31 ended children\n"));
        // Told late: it was born before its parent ended.
        rig.fork(902, 901, "late");
        rig.turn();
        QCOMPARE(rig.text(),
                 QStringLiteral("make\n  sh\n    redis-server\n      late\n  30 ended children\n"));
    }

    void aFoldedProcessCanBeRevealed()
    {
        ProcessRig rig;
        rig.modelTester.reset();
        rig.storm(30);
        QVERIFY(!rig.row(105).isValid());
        const QModelIndex found = rig.model.reveal({105});
        QCOMPARE(ProcessTreeModel::keyOf(found), ProcessKey{105});
        QVERIFY(found.parent().data(ProcessTreeModel::FoldedRole).toBool());
        QVERIFY(!rig.model.reveal({77}).isValid());
    }

    void aClosedRowShowsTheSum()
    {
        ProcessRig rig;
        rig.fill();
        rig.say(Sampled{{{.key = {11}, .cpuPercent = 3, .residentBytes = 10U << 20U, .threads = 2},
                         {.key = {21}, .cpuPercent = 95, .residentBytes = 20U << 20U}}});
        rig.turn();
        QCOMPARE(rig.cell(11, ProcessColumn::Cpu), QStringLiteral("Σ 98 %"));
        QCOMPARE(rig.cell(11, ProcessColumn::Memory), QStringLiteral("Σ 30 MiB"));
        QCOMPARE(rig.cell(11, ProcessColumn::Threads), QStringLiteral("Σ 3"));
        QCOMPARE(rig.cell(11, ProcessColumn::Threads, Qt::AccessibleTextRole),
                 QStringLiteral("3 (sum)"));
        QCOMPARE(rig.cell(11, ProcessColumn::Cpu, Qt::ToolTipRole),
                 QStringLiteral("98 % in all 2 live processes from here down\n3 % of its own"));
        rig.changes.clear();
        rig.model.setOpen(rig.row(11), true);
        QCOMPARE(rig.changes.count(), 1);
        QCOMPARE(rig.cell(11, ProcessColumn::Cpu), QStringLiteral("3 %"));
        // A launch stands for all of it.
        rig.model.setOpen(rig.row(1), true);
        QCOMPARE(rig.cell(1, ProcessColumn::Cpu), QStringLiteral("Σ 98 %"));
        rig.end(21);
        rig.turn();
        rig.model.setOpen(rig.row(11), false);
        QCOMPARE(rig.cell(11, ProcessColumn::Cpu), QStringLiteral("3 %"));
    }

    void quietIsSaidOfWholeSubtreesAfterAMinute()
    {
        ProcessRig rig;
        rig.fill();
        const auto sample = [&](std::uint64_t key, double cpu) {
            rig.say(Sampled{{{.key = {key}, .cpuPercent = cpu, .residentBytes = 1U << 20U}}});
        };
        for (const std::uint64_t key : {1U, 11U, 12U}) {
            sample(key, 0);
        }
        sample(21, 50);
        rig.clock.turn(59s);
        rig.turn();
        QCOMPARE(rig.cell(12, ProcessColumn::State), QStringLiteral("sleeping"));
        rig.clock.turn(1s);
        QCOMPARE(rig.cell(12, ProcessColumn::State), QStringLiteral("quiet 60s"));
        QCOMPARE(rig.cell(11, ProcessColumn::State), QStringLiteral("sleeping"));
        // A steady value is told once: it was busy until it was not.
        sample(21, 0);
        rig.clock.turn(60s);
        rig.turn();
        QCOMPARE(rig.cell(11, ProcessColumn::State), QStringLiteral("quiet 60s"));
        QCOMPARE(rig.cell(12, ProcessColumn::State), QStringLiteral("quiet 2m"));
        sample(21, 1);
        rig.turn();
        QCOMPARE(rig.cell(1, ProcessColumn::State), QStringLiteral("sleeping"));
    }

    void filteringKeepsAncestors()
    {
        ProcessRig rig;
        rig.fill();
        rig.model.setFilterText(QStringLiteral(" CC1 "));
        QCOMPARE(rig.text(), QStringLiteral("pytest -n 4\n  python3\n    cc1plus\n"));
        QCOMPARE(rig.row(1).data(ProcessTreeModel::MatchRole).toBool(), false);
        QCOMPARE(rig.row(21).data(ProcessTreeModel::MatchRole).toBool(), true);
        rig.fork(22, 12, "cc1");
        rig.turn();
        QCOMPARE(rig.text(),
                 QStringLiteral("pytest -n 4\n  python3\n    cc1plus\n  python3\n    cc1\n"));
        rig.say(Executed{.key = {22}, .command = {{"ld"}}, .name = "ld"});
        rig.turn();
        QCOMPARE(rig.text(), QStringLiteral("pytest -n 4\n  python3\n    cc1plus\n"));
        rig.model.setFilterText(QStringLiteral("5120"));
        QCOMPARE(rig.text(), QStringLiteral("make -j2\n"));
        rig.model.setFilterText(QStringLiteral("nothing like it"));
        QCOMPARE(rig.text(), QString{});
        rig.model.setFilterText({});
        QCOMPARE(
            rig.text(),
            QStringLiteral("pytest -n 4\n  python3\n    cc1plus\n  python3\n    ld\nmake -j2\n"));
        QCOMPARE(rig.resets.count(), 0);
    }

    void aFilterFindsWhatIsFolded()
    {
        ProcessRig rig;
        rig.storm(60);
        rig.fork(900, 1, "ld");
        rig.end(900, 1);
        rig.clock.turn(5s);
        rig.turn();
        rig.model.setFilterText(QStringLiteral("ld"));
        QCOMPARE(rig.text({ProcessColumn::Status}), QStringLiteral("make\n  ld | exit 1\n"));
        rig.model.setFilterText(QStringLiteral("cc"));
        QCOMPARE(rig.text({ProcessColumn::Status}).section(QLatin1Char('\n'), 0, 1),
                 QStringLiteral("make\n  60 ended children | 54 exit 0 · 6 exit 2"));
        rig.model.setFilterText({});
        QCOMPARE(rig.text().section(QLatin1Char('\n'), 1, 1),
                 QStringLiteral("  61 ended children"));
    }

    void theEndedCanBeHidden()
    {
        ProcessRig rig;
        rig.fill();
        rig.say(Exited{.key = {11}});
        rig.say(Exited{.key = {12}});
        rig.turn();
        rig.model.setEndedShown(false);
        QCOMPARE(rig.text({ProcessColumn::Status}),
                 QStringLiteral("pytest -n 4\n  python3 | unknown\n    cc1plus | orphaned\n"
                                "make -j2\n"));
        rig.say(Exited{.key = {21}});
        rig.turn();
        QCOMPARE(rig.text(), QStringLiteral("pytest -n 4\nmake -j2\n"));
        rig.model.setEndedShown(true);
        QCOMPARE(rig.text(),
                 QStringLiteral("pytest -n 4\n  python3\n    cc1plus\n  python3\nmake -j2\n"));
    }

    void oneSubtreeAloneCanBeShown()
    {
        ProcessRig rig;
        rig.fill();
        rig.model.setFocus(ProcessKey{11});
        QCOMPARE(rig.text(), QStringLiteral("python3\n  cc1plus\n"));
        rig.fork(22, 21, "as");
        rig.fork(13, 1, "python3");
        rig.turn();
        QCOMPARE(rig.text(), QStringLiteral("python3\n  cc1plus\n    as\n"));
        rig.model.setFocus({});
        QCOMPARE(
            rig.text(),
            QStringLiteral("pytest -n 4\n  python3\n    cc1plus\n      as\n  python3\n  python3\n"
                           "make -j2\n"));
        QCOMPARE(rig.resets.count(), 0);
    }

    void siblingsSortWithinTheirParent()
    {
        ProcessRig rig;
        rig.launch(1, 1, {"make"});
        rig.fork(2, 1, "a");
        rig.fork(3, 1, "b");
        rig.fork(4, 1, "c");
        rig.fork(5, 2, "below a");
        rig.launch(9, 9, {"top"});
        rig.say(Sampled{{{.key = {2}, .residentBytes = 900U << 20U},
                         {.key = {3}, .residentBytes = 2ULL << 30U},
                         {.key = {4}, .residentBytes = 12U << 20U},
                         {.key = {9}, .residentBytes = 9ULL << 30U}}});
        rig.turn();
        rig.model.sort(static_cast<int>(ProcessColumn::Memory), Qt::DescendingOrder);
        QCOMPARE(rig.text(), QStringLiteral("top\nmake\n  b\n  a\n    below a\n  c\n"));
        rig.model.sort(static_cast<int>(ProcessColumn::Name), Qt::DescendingOrder);
        QCOMPARE(rig.text(), QStringLiteral("top\nmake\n  c\n  b\n  a\n    below a\n"));
        rig.model.sort(-1, Qt::AscendingOrder);
        QCOMPARE(rig.text(), QStringLiteral("make\n  a\n    below a\n  b\n  c\ntop\n"));
        QCOMPARE(rig.model.headerData(3, Qt::Horizontal, Qt::InitialSortOrderRole).toInt(),
                 static_cast<int>(Qt::DescendingOrder));
        QCOMPARE(rig.resets.count(), 0);
    }

    void sortingCountsWhatIsBelowAndFollowsReadings()
    {
        ProcessRig rig;
        rig.launch(1, 1, {"make"});
        rig.fork(2, 1, "a");
        rig.fork(3, 1, "b");
        rig.fork(4, 2, "below a");
        rig.turn();
        rig.model.sort(static_cast<int>(ProcessColumn::Cpu), Qt::DescendingOrder);
        const QPersistentModelIndex chosen = rig.row(3);
        const auto read = [&](std::uint64_t key, double cpu) {
            rig.say(Sampled{{{.key = {key}, .cpuPercent = cpu, .residentBytes = 1U << 20U}}});
            rig.turn();
        };
        read(3, 50);
        QCOMPARE(rig.text(), QStringLiteral("make\n  b\n  a\n    below a\n"));
        read(4, 90);
        QCOMPARE(rig.text(), QStringLiteral("make\n  a\n    below a\n  b\n"));
        QCOMPARE(ProcessTreeModel::keyOf(chosen), ProcessKey{3});
        QCOMPARE(chosen.row(), 1);
    }

    void pausedItStandsStillAndCounts()
    {
        ProcessRig rig;
        rig.fill();
        const std::vector<ProcessColumn> columns{
            ProcessColumn::State, ProcessColumn::Elapsed, ProcessColumn::Status};
        rig.model.setPaused(true);
        const QString before = rig.text(columns);
        rig.clock.turn(9s);
        rig.end(21);
        rig.fork(13, 1, "python3");
        rig.end(13);
        rig.turn();
        rig.model.refresh({{1}, {11}, {21}});
        QCOMPARE(rig.text(columns), before);
        QCOMPARE(rig.model.waitingCount(), std::size_t{2});
        // What is shown of it can still be chosen.
        rig.model.setFilterText(QStringLiteral("cc1"));
        QCOMPARE(rig.text(), QStringLiteral("pytest -n 4\n  python3\n    cc1plus\n"));
        rig.model.setFilterText({});
        QCOMPARE(rig.text(columns), before);
        rig.model.setPaused(false);
        QCOMPARE(rig.text({ProcessColumn::State}),
                 QStringLiteral("pytest -n 4 | running\n"
                                "  python3 | running\n"
                                "    cc1plus | exited\n"
                                "  python3 | running\n"
                                "  python3 | exited\n"
                                "make -j2 | running\n"));
        QCOMPARE(rig.model.waitingCount(), std::size_t{0});
    }

    void rowsAreDraggedAsText()
    {
        ProcessRig rig;
        rig.fill();
        QVERIFY(rig.row(11).flags().testFlag(Qt::ItemIsDragEnabled));
        const std::unique_ptr<QMimeData> data{
            rig.model.mimeData({rig.row(11), rig.row(11, ProcessColumn::Pid), rig.row(21)})};
        QCOMPARE(data->text(), QStringLiteral("python3 (4711) running\n  cc1plus (4721) running"));
    }
};

QTEST_GUILESS_MAIN(TestShownProcesses)
#include "tst_shown_processes.moc"
