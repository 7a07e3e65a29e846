#pragma once

#include "tests/support/fake_clock.h"
#include "ui/models/process_tree_model.h"

#include <QAbstractItemModelTester>
#include <QCoreApplication>
#include <QSignalSpy>
#include <QTest>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace tw {

/// A tree and its model, with a tester on it.
struct ProcessRig
{
    FakeClock clock{};
    ProcessTree tree{};
    ProcessTreeModel model{tree, clock};
    std::unique_ptr<QAbstractItemModelTester> modelTester
        = std::make_unique<QAbstractItemModelTester>(
            &model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy resets{&model, &QAbstractItemModel::modelReset};
    QSignalSpy inserts{&model, &QAbstractItemModel::rowsInserted};
    QSignalSpy changes{&model, &QAbstractItemModel::dataChanged};

    ProcessRig() { modelTester->setUseFetchMore(false); } // what is folded is to stay so

    void say(TreeEvent change)
    {
        QVERIFY(tree.apply(clock.now(), change).has_value());
        model.applyEvent({.time = clock.now(), .body = std::move(change)});
    }

    /// What the loop does at the end of a burst, however long the model would have it wait.
    void turn() { model.flush(); }

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

    void end(std::uint64_t key, int code = 0)
    {
        say(Exited{.key = {key}, .status = WaitStatus::exited(code)});
    }

    /// Two launches: pytest with two workers, one of which compiles; and make.
    void fill()
    {
        launch(1, 4711, {"pytest", "-n", "4"});
        fork(11, 1, "python3");
        fork(12, 1, "python3");
        fork(21, 11, "cc1plus");
        launch(5, 5120, {"make", "-j2"});
        turn();
    }

    /// A make that has had `count` children, keys from 100; every tenth failed.
    void storm(std::uint64_t count)
    {
        launch(1, 1, {"make"});
        for (std::uint64_t key = 100; key < 100 + count; ++key) {
            fork(key, 1, "cc");
            end(key, key % 10 == 9 ? 2 : 0);
        }
        clock.turn(std::chrono::seconds{5});
        turn();
    }

    [[nodiscard]] QModelIndex row(std::uint64_t key, ProcessColumn column = ProcessColumn::Name)
    {
        return model.indexOf({key}, column);
    }

    [[nodiscard]] QString cell(std::uint64_t key, ProcessColumn column, int role = Qt::DisplayRole)
    {
        return row(key, column).data(role).toString();
    }

    /// A line a row: two spaces a level, then name and what else is asked for.
    [[nodiscard]] QString text(const std::vector<ProcessColumn>& columns = {},
                               const QModelIndex& parent = {},
                               int depth = 0) const
    {
        QString lines;
        for (int row = 0; row < model.rowCount(parent); ++row) {
            const QModelIndex index = model.index(row, 0, parent);
            QStringList cells{index.data().toString()};
            for (const ProcessColumn column : columns) {
                cells << index.siblingAtColumn(static_cast<int>(column)).data().toString();
            }
            cells.removeAll(QString{});
            lines += QString(2 * depth, QLatin1Char(' ')) + cells.join(QStringLiteral(" | "))
                     + QLatin1Char('\n') + text(columns, index, depth + 1);
        }
        return lines;
    }
};

} // namespace tw
