#include "tests/ui/windows/window_rig.h"
#include "ui/views/look.h"
#include "ui/windows/launch_history.h"
#include "ui/windows/notice_bar.h"
#include "ui/windows/run_dialog.h"
#include "ui/windows/stop_dialog.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QStandardPaths>
#include <QTest>

using namespace tw;
using namespace std::chrono_literals;

/// What the actions of the window send, and what it asks before.
class TestWindowCommands : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QLocale::setDefault(QLocale::c());
        QStandardPaths::setTestModeEnabled(true);
        applyLook(Theme::Light);
    }

    void aSelectedProcessIsKilledByItsKey()
    {
        WindowRig rig;
        rig.tell();
        rig.window.show();
        rig.tree().select({11});
        QCOMPARE(rig.window.windowTitle(), QStringLiteral("pytest -n 4 tests/ — Treewarden"));
        rig.action("Kill").trigger();
        rig.action("Interrupt").trigger();
        const auto stops = rig.stops();
        QCOMPARE(stops.size(), std::size_t{2});
        QCOMPARE(stops[0].target.value, std::uint64_t{11});
        QCOMPARE(formatLadder(stops[0].ladder), std::string{"kill@process"});
        QCOMPARE(formatLadder(stops[1].ladder), std::string{"interrupt@process:5s"});
    }

    void killTreeListsWhatItHitsAndAsks()
    {
        WindowRig rig;
        rig.tell();
        rig.window.show();
        rig.tree().select({10});
        rig.action("Kill Tree").trigger();
        QVERIFY(rig.stops().empty());
        auto* dialog = rig.window.findChild<StopDialog*>();
        QVERIFY(dialog != nullptr);
        QVERIFY(dialog->findChild<QLabel*>()->text().contains(QStringLiteral("2 process")));
        dialog->findChild<QCheckBox*>()->setChecked(true);
        dialog->accept();
        const auto stops = rig.stops();
        QCOMPARE(stops.size(), std::size_t{1});
        QCOMPARE(stops[0].target.value, std::uint64_t{10});
        QCOMPARE(formatLadder(stops[0].ladder), std::string{"kill"});
        // Not asked again.
        rig.action("Terminate Tree").trigger();
        QCOMPARE(rig.stops().size(), std::size_t{1});
    }

    void runDialogSplitsAndSends()
    {
        WindowRig rig;
        rig.agent.sayHello();
        rig.window.show();
        rig.action("Run…").trigger();
        auto* dialog = rig.window.findChild<RunDialog*>();
        QVERIFY(dialog != nullptr);
        QPushButton* run = nullptr;
        for (auto* button : dialog->findChildren<QPushButton*>()) {
            run = button->accessibleName() == QLatin1String("Run") ? button : run;
        }
        QVERIFY(!run->isEnabled());
        dialog->setWritten({.line = QStringLiteral("sh -c 'exit 3")});
        QVERIFY(!run->isEnabled());
        dialog->setWritten({.line = QStringLiteral("sh -c 'exit 3'"),
                            .environment = {{"A", "1"}, {"HOME", std::nullopt}}});
        QVERIFY(run->isEnabled());
        run->click();
        const auto launches = rig.launches();
        QCOMPARE(launches.size(), std::size_t{1});
        QCOMPARE(launches[0].argv, (std::vector<std::string>{"sh", "-c", "exit 3"}));
        QCOMPARE(launches[0].environment.size(), std::size_t{2});
        QVERIFY(!launches[0].environment[1].value.has_value());
        QCOMPARE(LaunchHistory(rig.settings).load().at(0).line, QStringLiteral("sh -c 'exit 3'"));
    }

    void whatWasRunIsSelectedOnceItIsThere()
    {
        WindowRig rig;
        rig.agent.sayHello();
        rig.window.run({.argv = {"make"}});
        rig.agent.send(CommandAnswer{.id = 1, .launch = LaunchId{1}});
        QVERIFY(!rig.tree().currentKey());
        rig.agent.say(
            TreeEvent{Launched{.launch = {1}, .key = {1}, .pid = {7}, .command = {"make"}}});
        QCoreApplication::processEvents();
        QCOMPARE(rig.tree().currentKey(), std::optional{ProcessKey{1}});
    }

    void aRefusedLaunchIsSaidInTheWindow()
    {
        WindowRig rig;
        rig.agent.sayHello();
        rig.window.run({.argv = {"maek"}});
        rig.agent.send(CommandAnswer{.id = 1, .error = Error{2, "find maek: No such file"}});
        QCOMPARE(rig.find<NoticeBar>("Notice").sentence(),
                 QStringLiteral("“maek” was not started: cannot find maek: No such file"));
    }

    void restartStopsFirstAndRunsAgainAtTheEnd()
    {
        WindowRig rig;
        rig.agent.sayHello();
        rig.window.run({.argv = {"make"}, .environment = {{"A", "1"}}});
        rig.agent.say(
            TreeEvent{Launched{.launch = {1}, .key = {1}, .pid = {7}, .command = {"make"}}});
        rig.agent.send(CommandAnswer{.id = 1, .launch = LaunchId{1}});
        QCoreApplication::processEvents();
        (void)rig.agent.takeReceived();
        rig.action("Restart").trigger();
        QCOMPARE(formatLadder(rig.stops().at(0).ladder),
                 std::string{"interrupt:5s,terminate:5s,kill"});
        rig.agent.say(TreeEvent{Exited{.key = {1}}});
        rig.agent.say(TreeEvent{LaunchFinished{.launch = {1}}});
        const auto launches = rig.launches();
        QCOMPARE(launches.size(), std::size_t{1});
        QCOMPARE(launches[0].environment.at(0).name, std::string{"A"});
    }

    void closingAsksWhileSomethingRuns()
    {
        WindowRig rig;
        rig.tell();
        rig.window.show();
        QVERIFY(!rig.window.close());
        auto* box = rig.window.findChild<QMessageBox*>(QStringLiteral("Close"));
        QVERIFY(box != nullptr);
        QCOMPARE(box->text(), QStringLiteral("6 processes still run."));
        box->button(QMessageBox::Cancel)->click();
        QVERIFY(rig.window.isVisible());
        QVERIFY(rig.agent.isConnected());
    }

    void leavingThemLetsGoOfTheAgent()
    {
        WindowRig rig;
        rig.tell();
        rig.window.show();
        rig.window.close();
        auto* box = rig.window.findChild<QMessageBox*>(QStringLiteral("Close"));
        for (QAbstractButton* button : box->buttons()) {
            if (button->text().contains(QStringLiteral("Leave"))) {
                button->click();
            }
        }
        QVERIFY(!rig.window.isVisible());
        QVERIFY(!rig.agent.isConnected());
        QVERIFY(rig.stops().empty());
    }

    void stoppingThemClosesOnceNothingRuns()
    {
        WindowRig rig;
        rig.agent.sayHello();
        rig.agent.say(
            TreeEvent{Launched{.launch = {1}, .key = {1}, .pid = {7}, .command = {"make"}}});
        rig.window.show();
        rig.window.close();
        auto* box = rig.window.findChild<QMessageBox*>(QStringLiteral("Close"));
        for (QAbstractButton* button : box->buttons()) {
            if (button->text().contains(QStringLiteral("Stop"))) {
                button->click();
            }
        }
        QCOMPARE(rig.stops().size(), std::size_t{1});
        QVERIFY(rig.window.isVisible());
        rig.agent.say(TreeEvent{Exited{.key = {1}}});
        QTRY_VERIFY(!rig.window.isVisible());
    }

    void selectedProcessesAreCopiedAsATree()
    {
        WindowRig rig;
        rig.tell();
        rig.tree().select({10});
        rig.action("Copy").trigger();
        QCOMPARE(QApplication::clipboard()->text(),
                 QStringLiteral("gw0 · test_pool.py::test_map (4720) running\n"
                                "  cc1plus (4802) exit 1\n"
                                "  g++ (4811) running"));
        rig.action("Copy PID").trigger();
        QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("4720"));
    }

    void theQuestionCanBeAskedAgain()
    {
        WindowRig rig;
        rig.tell();
        rig.window.show();
        rig.tree().select({10});
        QAction& ask = rig.action("Ask Before Stopping a Tree");
        QVERIFY(ask.isChecked());
        rig.action("Kill Tree").trigger();
        auto* dialog = rig.window.findChild<StopDialog*>();
        dialog->findChild<QCheckBox*>()->setChecked(true);
        dialog->accept();
        QCOMPARE(rig.stops().size(), std::size_t{1});
        QVERIFY(!ask.isChecked());
        ask.trigger();
        rig.action("Kill Tree").trigger();
        QVERIFY(rig.stops().empty());
    }

    void aTreeIsStoppedBelowARootThatHasEnded()
    {
        WindowRig rig;
        rig.tell();
        rig.window.show();
        rig.tree().select({20});
        QVERIFY(!rig.action("Kill").isEnabled());
        QVERIFY(rig.action("Kill Tree").isEnabled());
        rig.action("Kill Tree").trigger();
        QCOMPARE(rig.stops().at(0).target.value, std::uint64_t{20});
    }
};

QTEST_MAIN(TestWindowCommands)
#include "tst_window_commands.moc"
