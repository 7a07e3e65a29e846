#include "ui/models/running_model.h"

#include <QAbstractItemModelTester>
#include <QRegularExpression>
#include <QTest>

using namespace tw;

namespace {

RunningProcess process(int pid, int parent, const char* name, std::uint64_t start = 0)
{
    RunningProcess made{Pid{pid}, Pid{parent}, {0, "root"}, name};
    made.command = {name, "-x"};
    made.startTicks = start == 0 ? static_cast<std::uint64_t>(pid) : start;
    return made;
}

/// init, a shell with the window, the agent below it and two watched, a daemon.
std::vector<RunningProcess> machine()
{
    return {process(1, 0, "init"),
            process(10, 1, "shell"),
            process(20, 10, "treewarden"),
            process(30, 20, "agent"),
            process(31, 30, "make"),
            process(40, 1, "daemon")};
}

OwnProcesses own()
{
    return {Pid{30}, Pid{20}, {}};
}

/// A model of `processes`, with its rows as text: a row a line, `!` and why where it is greyed.
struct Fixture
{
    RunningModel model{};
    QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::QtTest};

    explicit Fixture(std::vector<RunningProcess> processes, const OwnProcesses& ours = own())
    {
        model.setProcesses(std::move(processes), ours);
    }

    static QString
    text(const QAbstractItemModel& rows, const QModelIndex& parent = {}, int deep = 0)
    {
        QString text;
        for (int row = 0; row < rows.rowCount(parent); ++row) {
            const QModelIndex index = rows.index(row, 0, parent);
            const QString why = index.data(RunningModel::WhyNotRole).toString();
            text += QString(deep, QLatin1Char(' ')) + index.data().toString()
                    + (why.isEmpty() ? QString{} : QStringLiteral("! ") + why) + QLatin1Char('\n');
            text += Fixture::text(rows, index, deep + 1);
        }
        return text;
    }
};

} // namespace

class TestRunningModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ownTreeIsGreyedWithTheReason()
    {
        const Fixture fixture(machine());
        QCOMPARE(
            Fixture::text(fixture.model),
            QStringLiteral("init! The agent that watches runs below it: it would watch itself\n"
                           " shell! The agent that watches runs below it: it would watch itself\n"
                           "  treewarden! This is this window\n"
                           "   agent! This is the agent that watches\n"
                           "    make! It is watched already\n"
                           " daemon\n"));
    }

    void watchedElsewhereIsGreyed()
    {
        OwnProcesses ours = own();
        ours.watched.insert(Pid{40});
        const Fixture fixture(machine(), ours);
        QVERIFY(Fixture::text(fixture.model)
                    .endsWith(QStringLiteral(" daemon! It is watched already\n")));
    }

    void kernelAndZombiesAreGreyed()
    {
        auto processes = machine();
        processes.push_back(process(50, 0, "kworker"));
        processes.back().isKernelThread = true;
        processes.push_back(process(51, 40, "dead"));
        processes.back().isZombie = true;
        const Fixture fixture(processes);
        QVERIFY(Fixture::text(fixture.model)
                    .endsWith(QStringLiteral(
                        " daemon\n"
                        "  dead! It has ended; its parent has not taken note of it yet\n"
                        "kworker! It is a part of the kernel\n")));
    }

    void numbersThatWereUsedAgainMakeNoCircle()
    {
        const Fixture fixture({process(5, 6, "a", 100), process(6, 5, "b", 200)});
        QCOMPARE(Fixture::text(fixture.model), QStringLiteral("a\n b\n"));
        const Fixture self({process(7, 7, "c")});
        QCOMPARE(Fixture::text(self.model), QStringLiteral("c\n"));
    }

    void rowsAreFoundByNumberAndStart()
    {
        const Fixture fixture(machine());
        const QModelIndex found = fixture.model.indexOf(Pid{40}, 40);
        QCOMPARE(fixture.model.processOf(found)->name, std::string{"daemon"});
        QCOMPARE(found.siblingAtColumn(RunningModel::PidColumn).data().toString(),
                 QStringLiteral("40"));
        QCOMPARE(found.siblingAtColumn(RunningModel::UserColumn).data().toString(),
                 QStringLiteral("root"));
        QCOMPARE(found.siblingAtColumn(RunningModel::CommandColumn).data().toString(),
                 QStringLiteral("daemon -x"));
        QVERIFY(!fixture.model.indexOf(Pid{40}, 41).isValid());
        QVERIFY(!fixture.model.indexOf(Pid{41}, 41).isValid());
    }

    void filterLooksAtAllColumnsAndKeepsAncestors()
    {
        auto processes = machine();
        processes.back().user = {65534, "nobody"};
        Fixture fixture(processes);
        RunningFilter filter;
        const QAbstractItemModelTester tester(&filter);
        filter.setSourceModel(&fixture.model);
        const auto names = [&filter] {
            QString text = Fixture::text(filter);
            return text.remove(QRegularExpression(QStringLiteral("![^\n]*")));
        };
        filter.setText(QStringLiteral(" NOBODY"));
        QCOMPARE(names(), QStringLiteral("init\n daemon\n"));
        QVERIFY(!filter.isMatch(filter.index(0, 0)));
        QVERIFY(filter.isMatch(filter.index(0, 0, filter.index(0, 0))));
        filter.setText(QStringLiteral("31"));
        QCOMPARE(names(), QStringLiteral("init\n shell\n  treewarden\n   agent\n    make\n"));
        filter.setText(QStringLiteral("daemon -x"));
        QCOMPARE(names(), QStringLiteral("init\n daemon\n"));
        filter.setText(QStringLiteral("no such"));
        QCOMPARE(names(), QString{});
    }
};

QTEST_GUILESS_MAIN(TestRunningModel)
#include "tst_running_model.moc"
