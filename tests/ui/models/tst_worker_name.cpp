#include "ui/models/process_text.h"
#include "ui/models/worker_name.h"

#include <QTest>

using namespace tw;

namespace {

const std::vector<std::string> kSpawn{
    "/usr/bin/python3",
    "-c",
    "from multiprocessing.spawn import spawn_main; spawn_main(tracker_fd=5, pipe_handle=7)",
    "--multiprocessing-fork"};
const std::vector<std::string> kServer{
    "/usr/bin/python3.11", "-c", "from multiprocessing.forkserver import main; main(4, 5, ['x'])"};

QString named(const std::vector<std::string>& command)
{
    const std::vector<std::string> parent{"python3", "demo.py"};
    return workerName(command, &parent);
}

} // namespace

class TestWorkerName : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void pythonsOwnWorkersAreNamed()
    {
        QCOMPARE(named(kSpawn), QStringLiteral("spawn worker"));
        QCOMPARE(named(kServer), QStringLiteral("fork server"));
        QCOMPARE(named({"python3",
                        "-s",
                        "-c",
                        "from multiprocessing.resource_tracker import main;main(6)"}),
                 QStringLiteral("resource tracker"));
        QCOMPARE(
            named({"/venv/bin/python", "-u", "-c", "import sys;exec(eval(sys.stdin.readline()))"}),
            QStringLiteral("execnet worker"));
    }

    void everythingElseIsNotGuessedAt()
    {
        QCOMPARE(named({}), QString{});
        QCOMPARE(named({"python3", "demo.py"}), QString{});
        QCOMPARE(named({"python3", "-c"}), QString{});
        QCOMPARE(named({"python3", "-c", "print('from multiprocessing.spawn import')"}), QString{});
        QCOMPARE(named({"grep", "-c", kSpawn[2]}), QString{});
    }

    void aForkSaysNothingOfItsOwn()
    {
        QCOMPARE(workerName(kSpawn, &kSpawn), QString{});
        QCOMPARE(workerName(kServer, &kServer), QStringLiteral("fork server worker"));
        QCOMPARE(workerName(kSpawn, nullptr), QStringLiteral("spawn worker"));
    }

    void aNameThatTheProcessGaveItselfStays()
    {
        ProcessTree tree;
        const Launched launched{.launch = {1}, .key = {1}, .pid = {7}, .command = {"pytest"}};
        QVERIFY(tree.apply({}, launched).has_value());
        QVERIFY(tree.apply({}, Forked{.key = {2}, .pid = {8}, .parent = {1}}).has_value());
        QVERIFY(
            tree.apply({}, Executed{.key = {2}, .command = kSpawn, .name = "python3"}).has_value());
        QCOMPARE(nameText(tree, *tree.find(ProcessKey{2})), QStringLiteral("spawn worker"));
        QVERIFY(tree.apply({}, Renamed{.key = {2}, .name = "loader"}).has_value());
        QCOMPARE(nameText(tree, *tree.find(ProcessKey{2})), QStringLiteral("loader"));
        QCOMPARE(nameText(tree, *tree.find(ProcessKey{1})), QStringLiteral("pytest"));
    }
};

QTEST_GUILESS_MAIN(TestWorkerName)
#include "tst_worker_name.moc"
