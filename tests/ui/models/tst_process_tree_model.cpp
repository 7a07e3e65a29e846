#include "tests/support/fake_clock.h"
#include "ui/models/process_filter_model.h"
#include "ui/models/process_tree_model.h"

#include <QAbstractItemModelTester>
#include <QLocale>
#include <QSignalSpy>
#include <QTest>

#include <memory>

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

private:
    /// A tree, its model and the proxy above it, with a tester on both.
    struct Rig
    {
        FakeClock clock{};
        ProcessTree tree{};
        ProcessTreeModel model{tree, clock};
        ProcessFilterModel shown{};
        std::unique_ptr<QAbstractItemModelTester> modelTester
            = std::make_unique<QAbstractItemModelTester>(&model, Mode);
        QSignalSpy resets{&model, &QAbstractItemModel::modelReset};
        QSignalSpy inserts{&model, &QAbstractItemModel::rowsInserted};
        QSignalSpy changes{&model, &QAbstractItemModel::dataChanged};

        static constexpr auto Mode = QAbstractItemModelTester::FailureReportingMode::QtTest;

        Rig() { shown.setSourceModel(&model); }

        void say(TreeEvent change)
        {
            QVERIFY(tree.apply(clock.now(), change).has_value());
            model.applyEvent({.time = clock.now(), .body = std::move(change)});
        }

        /// Turns the loop once, as it would at the end of a burst.
        static void turn() { QCoreApplication::processEvents(); }

        void launch(std::uint64_t number, int pid, std::vector<std::string> command)
        {
            say(Launched{
                .launch = {number}, .key = {number}, .pid = {pid}, .command = std::move(command)});
        }

        void fork(std::uint64_t key, std::uint64_t parent, const std::string& name)
        {
            say(Forked{.key = {key}, .pid = {4700 + static_cast<int>(key)}, .parent = {parent}});
            say(Executed{.key = {key}, .command = {{name}}, .name = name});
        }
    };

    static void fill(Rig& rig)
    {
        rig.launch(1, 4711, {"pytest", "-n", "4"});
        rig.fork(11, 1, "python3");
        rig.fork(12, 1, "python3");
        rig.fork(21, 11, "cc1plus");
        rig.launch(5, 5120, {"make", "-j2"});
        Rig::turn();
    }

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }

    void processesStandBelowTheirCreator()
    {
        Rig rig;
        fill(rig);
        QCOMPARE(asText(rig.model),
                 QStringLiteral("pytest -n 4 | 4711 | running | 0 ms\n"
                                "  python3 | 4711 | running | 0 ms\n"
                                "    cc1plus | 4721 | running | 0 ms\n"
                                "  python3 | 4712 | running | 0 ms\n"
                                "make -j2 | 5120 | running | 0 ms\n"));
        QCOMPARE(rig.inserts.count(), 3);
        QCOMPARE(rig.changes.count(), 0);
        QCOMPARE(rig.resets.count(), 0);
    }

    void theEndedStayAndOrphansKeepTheirPlace()
    {
        Rig rig;
        fill(rig);
        rig.clock.turn(133s);
        rig.say(Exited{.key = {11}, .status = WaitStatus::killed({11}, true)});
        rig.say(
            Sampled{{{.key = {21}, .state = 'R', .cpuPercent = 41, .residentBytes = 38U << 20U}}});
        QCOMPARE(
            asText(rig.model),
            QStringLiteral("pytest -n 4 | 4711 | running | 2m 13s\n"
                           "  python3 | 4711 | exited | 2m 13s | SIGSEGV (11), core dumped\n"
                           "    cc1plus | 4721 | running | 41 % | 38 MiB | 1 | 2m 13s | orphaned\n"
                           "  python3 | 4712 | running | 2m 13s\n"
                           "make -j2 | 5120 | running | 2m 13s\n"));
        QCOMPARE(rig.resets.count(), 0);
    }

    void aTurnOfSamplesIsOneChangeARange()
    {
        Rig rig;
        rig.launch(1, 1, {"make"});
        for (std::uint64_t key = 2; key < 102; ++key) {
            rig.say(Forked{.key = {key}, .pid = {9}, .parent = {1}});
        }
        Rig::turn();
        QCOMPARE(rig.inserts.count(), 2);
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
        Rig::turn();
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
        Rig rig;
        fill(rig);
        rig.say(Exited{.key = {12}});
        rig.clock.turn(5s);
        rig.model.refresh({});
        Rig::turn();
        rig.changes.clear();

        rig.model.refresh({{1}, {5}, {11}, {12}});
        // Rows 1 and 5 are neighbours.
        QCOMPARE(rig.changes.count(), 2);
        for (const auto& change : rig.changes) {
            QCOMPARE(change[0].toModelIndex().column(), static_cast<int>(ProcessColumn::Elapsed));
        }
    }

    void rowsAreFreshForASecond()
    {
        Rig rig;
        rig.launch(1, 4711, {"make"});
        Rig::turn();
        const QModelIndex row = rig.model.indexOf({1}, ProcessColumn::Name);
        const auto freshness = [&] {
            return static_cast<Freshness>(row.data(ProcessTreeModel::FreshnessRole).toInt());
        };
        QCOMPARE(freshness(), Freshness::Born);
        rig.clock.turn(1s);
        rig.model.refresh({});
        Rig::turn();
        QCOMPARE(rig.changes.count(), 1);
        QCOMPARE(freshness(), Freshness::None);
        rig.say(Exited{.key = {1}, .status = WaitStatus::exited(0)});
        QCOMPARE(freshness(), Freshness::Ended);
        rig.clock.turn(1s);
        QCOMPARE(freshness(), Freshness::None);
    }

    void aNewRecordIsTheOnlyReset()
    {
        Rig rig;
        fill(rig);
        const QString before = asText(rig.model);
        rig.model.reload();
        QCOMPARE(asText(rig.model), before);
        QCOMPARE(rig.resets.count(), 1);
        rig.tree = ProcessTree{};
        rig.model.reload();
        QCOMPARE(asText(rig.model), QString{});
        rig.launch(1, 7, {"true"});
        Rig::turn();
        QCOMPARE(asText(rig.model), QStringLiteral("true | 7 | running | 0 ms\n"));
        QCOMPARE(rig.resets.count(), 2);
    }

    void tenThousandChildrenAreFound()
    {
        Rig rig;
        rig.modelTester.reset(); // it looks at every row after every insertion
        rig.launch(1, 1, {"make"});
        for (std::uint64_t key = 2; key < 10002; ++key) {
            rig.say(Forked{.key = {key}, .pid = {9}, .parent = {1}});
        }
        Rig::turn();
        QCOMPARE(rig.model.indexOf({10001}, ProcessColumn::Pid).row(), 9999);
        QCOMPARE(rig.shown.rowCount(rig.shown.index(0, 0)), 10000);
    }

    void filteringKeepsAncestors()
    {
        Rig rig;
        fill(rig);
        rig.shown.setFilterText(QStringLiteral(" CC1 "));
        QCOMPARE(asText(rig.shown),
                 QStringLiteral("pytest -n 4 | 4711 | running | 0 ms\n"
                                "  python3 | 4711 | running | 0 ms\n"
                                "    cc1plus | 4721 | running | 0 ms\n"));
        const QModelIndex top = rig.shown.index(0, 0);
        QCOMPARE(top.data(ProcessTreeModel::MatchRole).toBool(), false);
        const QModelIndex match = rig.shown.index(0, 0, rig.shown.index(0, 0, top));
        QCOMPARE(match.data(ProcessTreeModel::MatchRole).toBool(), true);

        rig.fork(22, 12, "cc1");
        Rig::turn();
        QCOMPARE(rig.shown.rowCount(top), 2);
        rig.shown.setFilterText(QStringLiteral("5120"));
        QCOMPARE(asText(rig.shown), QStringLiteral("make -j2 | 5120 | running | 0 ms\n"));
        rig.shown.setFilterText(QStringLiteral("nothing like it"));
        QCOMPARE(asText(rig.shown), QString{});
        rig.shown.setFilterText({});
        QCOMPARE(asText(rig.shown), asText(rig.model));
        QCOMPARE(rig.resets.count(), 0);
    }

    void theEndedCanBeHidden()
    {
        Rig rig;
        fill(rig);
        rig.say(Exited{.key = {11}});
        rig.say(Exited{.key = {12}});
        Rig::turn();
        rig.shown.setEndedShown(false);
        QCOMPARE(asText(rig.shown),
                 QStringLiteral("pytest -n 4 | 4711 | running | 0 ms\n"
                                "  python3 | 4711 | exited | 0 ms | unknown\n"
                                "    cc1plus | 4721 | running | 0 ms | orphaned\n"
                                "make -j2 | 5120 | running | 0 ms\n"));
        rig.say(Exited{.key = {21}});
        Rig::turn();
        QCOMPARE(asText(rig.shown),
                 QStringLiteral("pytest -n 4 | 4711 | running | 0 ms\n"
                                "make -j2 | 5120 | running | 0 ms\n"));
    }

    void numbersSortAsNumbers()
    {
        Rig rig;
        rig.launch(1, 1, {"make"});
        rig.fork(2, 1, "a");
        rig.fork(3, 1, "b");
        rig.fork(4, 1, "c");
        rig.say(Sampled{{{.key = {2}, .residentBytes = 900U << 20U},
                         {.key = {3}, .residentBytes = 2ULL << 30U},
                         {.key = {4}, .residentBytes = 12U << 20U}}});
        const auto names = [&] {
            QString text;
            for (int row = 0; row < 3; ++row) {
                text += rig.shown.index(row, 0, rig.shown.index(0, 0)).data().toString();
            }
            return text;
        };
        Rig::turn();
        rig.shown.sort(static_cast<int>(ProcessColumn::Memory), Qt::DescendingOrder);
        QCOMPARE(names(), QStringLiteral("bac"));
        rig.shown.sort(-1);
        QCOMPARE(names(), QStringLiteral("abc"));
        QCOMPARE(rig.model.headerData(3, Qt::Horizontal, Qt::InitialSortOrderRole).toInt(),
                 static_cast<int>(Qt::DescendingOrder));
    }

    void columnsHaveTheirContractNames()
    {
        const Rig rig;
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
