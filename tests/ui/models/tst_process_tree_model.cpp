#include "tests/ui/models/process_rig.h"

#include <QLocale>
#include <QTest>

using namespace tw;
using namespace std::chrono_literals;

namespace {

/// A line a row: two spaces a level, then the cells that are not empty.
QString asText(const QAbstractItemModel& model, const QModelIndex& parent = {}, int depth = 0)
{
    QString text;
    for (int row = 0; row < model.rowCount(parent); ++row) {
        QStringList cells;
        for (int column = 0; column < kProcessColumns - 1; ++column) {
            cells << model.index(row, column, parent).data().toString();
        }
        cells.removeAll(QString{});
        text += QString(2 * depth, QLatin1Char(' ')) + cells.join(QStringLiteral(" | "))
                + QLatin1Char('\n');
        text += asText(model, model.index(row, 0, parent), depth + 1);
    }
    return text;
}

} // namespace

class TestProcessTreeModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }

    void processesStandBelowTheirCreator()
    {
        ProcessRig rig;
        rig.fill();
        QCOMPARE(asText(rig.model),
                 QStringLiteral("pytest -n 4 | 4711 | running | 0 ms\n"
                                "  python3 | 4711 | running | 0 ms\n"
                                "    cc1plus | 4721 | running | 0 ms\n"
                                "  python3 | 4712 | running | 0 ms\n"
                                "make -j2 | 5120 | running | 0 ms\n"));
        QCOMPARE(rig.inserts.count(), 1);
        QCOMPARE(rig.changes.count(), 0);
        QCOMPARE(rig.resets.count(), 0);
    }

    void nameFullOfTagsIsShownAsItIs()
    {
        ProcessRig rig;
        rig.fill();
        rig.fork(13, 1, "<img src=x>");
        rig.turn();
        QCOMPARE(rig.cell(13, ProcessColumn::Name), QStringLiteral("<img src=x>"));
        QCOMPARE(rig.cell(13, ProcessColumn::Name, Qt::ToolTipRole),
                 QStringLiteral("<p style=\"white-space: pre-wrap\">&lt;img src=x&gt;</p>"));
    }

    void theEndedStayAndOrphansKeepTheirPlace()
    {
        ProcessRig rig;
        rig.fill();
        rig.clock.turn(133s);
        rig.say(Exited{.key = {11}, .status = WaitStatus::killed({11}, true)});
        rig.say(
            Sampled{{{.key = {21}, .state = 'R', .cpuPercent = 41, .residentBytes = 38U << 20U}}});
        rig.turn();
        QCOMPARE(
            asText(rig.model),
            QStringLiteral("pytest -n 4 | 4711 | running | Σ 41 % | Σ 38 MiB | Σ 1 | 2m 13s\n"
                           "  python3 | 4711 | exited | Σ 41 % | Σ 38 MiB | Σ 1 | 2m 13s | "
                           "SIGSEGV (11), core dumped\n"
                           "    cc1plus | 4721 | running | 41 % | 38 MiB | 1 | 2m 13s | orphaned\n"
                           "  python3 | 4712 | running | 2m 13s\n"
                           "make -j2 | 5120 | running | 2m 13s\n"));
        QCOMPARE(rig.resets.count(), 0);
    }

    void aTurnOfSamplesIsOneChangeARange()
    {
        ProcessRig rig;
        rig.launch(1, 1, {"make"});
        for (std::uint64_t key = 2; key < 102; ++key) {
            rig.say(Forked{.key = {key}, .pid = {9}, .parent = {1}});
        }
        rig.turn();
        QCOMPARE(rig.inserts.count(), 1);
        for (int reading = 0; reading < 3; ++reading) {
            Sampled sampled;
            for (std::uint64_t key = 2; key < 102; ++key) {
                if (key != 50) {
                    sampled.samples.push_back({.key = {key}, .cpuPercent = 1.0 + reading});
                }
            }
            rig.say(sampled);
        }
        QCOMPARE(rig.changes.count(), 0);
        rig.turn();
        QCOMPARE(rig.changes.count(), 2);
        QCOMPARE(rig.changes[0][0].toModelIndex().row(), 0);
        QCOMPARE(rig.changes[0][1].toModelIndex().row(), 47);
        QCOMPARE(rig.changes[1][0].toModelIndex().row(), 49);
        QCOMPARE(rig.changes[1][1].toModelIndex().row(), 99);
        QCOMPARE(rig.changes[1][1].toModelIndex().column(), kProcessColumns - 1);
        QCOMPARE(rig.resets.count(), 0);
    }

    void elapsedOfWhatIsShownAndLivesMovesOn()
    {
        ProcessRig rig;
        rig.fill();
        rig.say(Exited{.key = {12}});
        rig.clock.turn(5s);
        rig.model.refresh({});
        rig.turn();
        rig.changes.clear();

        rig.model.refresh({{1}, {5}, {11}, {12}});
        // Rows 1 and 5 are neighbours.
        QCOMPARE(rig.changes.count(), 4);
        for (const auto& change : rig.changes) {
            const int column = change[0].toModelIndex().column();
            QVERIFY(column == static_cast<int>(ProcessColumn::Elapsed)
                    || column == static_cast<int>(ProcessColumn::State));
        }
    }

    void rowsAreFreshForASecond()
    {
        ProcessRig rig;
        rig.launch(1, 4711, {"make"});
        rig.turn();
        const QModelIndex row = rig.model.indexOf({1}, ProcessColumn::Name);
        const auto freshness = [&] {
            return static_cast<Freshness>(row.data(ProcessTreeModel::FreshnessRole).toInt());
        };
        QCOMPARE(freshness(), Freshness::Born);
        rig.clock.turn(1s);
        rig.model.refresh({});
        rig.turn();
        QCOMPARE(rig.changes.count(), 1);
        QCOMPARE(freshness(), Freshness::None);
        rig.say(Exited{.key = {1}, .status = WaitStatus::exited(0)});
        QCOMPARE(freshness(), Freshness::Ended);
        rig.clock.turn(1s);
        QCOMPARE(freshness(), Freshness::None);
    }

    void aNewRecordIsTheOnlyReset()
    {
        ProcessRig rig;
        rig.fill();
        const QString before = asText(rig.model);
        rig.model.reload();
        QCOMPARE(asText(rig.model), before);
        QCOMPARE(rig.resets.count(), 1);
        rig.tree = ProcessTree{};
        rig.model.reload();
        QCOMPARE(asText(rig.model), QString{});
        rig.launch(1, 7, {"true"});
        rig.turn();
        QCOMPARE(asText(rig.model), QStringLiteral("true | 7 | running | 0 ms\n"));
        QCOMPARE(rig.resets.count(), 2);
    }

    void tenThousandChildrenAreFound()
    {
        ProcessRig rig;
        rig.modelTester.reset(); // it looks at every row after every insertion
        rig.launch(1, 1, {"make"});
        for (std::uint64_t key = 2; key < 10002; ++key) {
            rig.say(Forked{.key = {key}, .pid = {9}, .parent = {1}});
        }
        rig.turn();
        QCOMPARE(rig.model.indexOf({10001}, ProcessColumn::Pid).row(), 9999);
        QCOMPARE(rig.model.rowCount(rig.model.index(0, 0)), 10000);
    }

    void columnsHaveTheirContractNames()
    {
        const ProcessRig rig;
        QStringList names;
        for (int column = 0; column < rig.model.columnCount(); ++column) {
            names << rig.model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
        }
        QCOMPARE(names.join(QLatin1Char(' ')),
                 QStringLiteral("Name PID State CPU Memory Threads Elapsed Status Command"));
    }
};

QTEST_GUILESS_MAIN(TestProcessTreeModel)
#include "tst_process_tree_model.moc"
