#include "tests/support/fake_agent.h"
#include "tests/support/fake_clock.h"
#include "tests/ui/windows/example_record.h"
#include "ui/views/log_view.h"
#include "ui/views/look.h"
#include "ui/views/process_tree_view.h"
#include "ui/windows/main_window.h"
#include "ui/windows/notice_bar.h"
#include "ui/windows/run_dialog.h"
#include "ui/windows/stop_dialog.h"

#include <QAccessible>
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QSettings>
#include <QStandardPaths>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

#include <csignal>

using namespace tw;
using namespace std::chrono_literals;

namespace {

/// The accessible names of everything below `object` that has this role.
QStringList names(QAccessibleInterface* object, QAccessible::Role role)
{
    QStringList found;
    for (int child = 0; child < object->childCount(); ++child) {
        QAccessibleInterface* one = object->child(child);
        if (one == nullptr) {
            continue;
        }
        if (one->role() == role) {
            found << one->text(QAccessible::Name);
        }
        if (one->role() != QAccessible::Tree) {
            found << names(one, role);
        }
    }
    return found;
}

QString missing(const QStringList& wanted, const QStringList& found)
{
    QStringList absent;
    for (const QString& name : wanted) {
        if (!found.contains(name)) {
            absent << name;
        }
    }
    return absent.join(QStringLiteral(", "));
}

} // namespace

class TestMainWindow : public QObject
{
    Q_OBJECT

private:
    struct Rig
    {
        FakeAgent agent{};
        FakeClock clock{};
        QTemporaryDir folder{};
        QSettings settings{folder.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat};
        AgentClient client{agent.factory()};
        MainWindow window{client, clock, settings};
        ExampleRecord record{agent, clock};

        Rig()
        {
            client.start();
            (void)agent.takeReceived();
        }

        void tell()
        {
            record.tell();
            QCoreApplication::processEvents();
        }

        template <typename Widget>
        Widget& find(const char* name = "")
        {
            return *window.findChild<Widget*>(QString::fromUtf8(name));
        }

        ProcessTreeView& tree() { return find<ProcessTreeView>("Processes"); }
        QAction& action(const char* name) { return find<QAction>(name); }

        std::vector<StopCommand> stops()
        {
            std::vector<StopCommand> found;
            for (const ClientMessage& message : agent.takeReceived()) {
                if (const auto* command = std::get_if<Command>(&message)) {
                    if (const auto* stop = std::get_if<StopCommand>(&command->what)) {
                        found.push_back(*stop);
                    }
                }
            }
            return found;
        }

        std::vector<LaunchCommand> launches()
        {
            std::vector<LaunchCommand> found;
            for (const ClientMessage& message : agent.takeReceived()) {
                if (const auto* command = std::get_if<Command>(&message)) {
                    if (const auto* launch = std::get_if<LaunchCommand>(&command->what)) {
                        found.push_back(*launch);
                    }
                }
            }
            return found;
        }
    };

private Q_SLOTS:
    void initTestCase()
    {
        QLocale::setDefault(QLocale::c());
        QStandardPaths::setTestModeEnabled(true);
        const QString theme = qEnvironmentVariable("TREEWARDEN_THEME");
        applyLook(parseTheme(theme).value_or(Theme::Light));
    }

    void namesOfTheContractAreAccessible()
    {
        Rig rig;
        rig.tell();
        rig.window.show();
        QAccessibleInterface* root = QAccessible::queryAccessibleInterface(&rig.window);
        QStringList trees = names(root, QAccessible::Tree);
        trees.sort();
        QCOMPARE(trees, (QStringList{QStringLiteral("Processes"), QStringLiteral("Traces")}));
        const QStringList buttons = names(root, QAccessible::PushButton)
                                    + names(root, QAccessible::ButtonMenu)
                                    + names(root, QAccessible::ButtonDropDown);
        const QString absent = missing(
            QStringLiteral("Run…|Restart|Interrupt|Terminate|Kill").split(QLatin1Char('|')),
            buttons);
        QVERIFY2(absent.isEmpty(),
                 qPrintable(absent + QStringLiteral(" not in ") + buttons.join(QLatin1Char('|'))));
        QVERIFY(
            names(root, QAccessible::EditableText).contains(QStringLiteral("Filter processes")));
        QVERIFY(names(root, QAccessible::EditableText).contains(QStringLiteral("Find in log")));
        QAccessibleInterface* log
            = QAccessible::queryAccessibleInterface(&rig.find<LogView>("Log"));
        QCOMPARE(log->text(QAccessible::Name), QStringLiteral("Log"));
        QVERIFY(log->textInterface() != nullptr);
        for (const char* action : {"Interrupt Tree", "Terminate Tree", "Kill Tree"}) {
            QVERIFY2(rig.window.findChild<QAction*>(QLatin1String(action)) != nullptr, action);
        }
        QAccessibleInterface* tree = QAccessible::queryAccessibleInterface(&rig.tree());
        QStringList columns;
        for (int column = 0; column < 9; ++column) {
            columns << tree->child(column)->text(QAccessible::Name);
        }
        QCOMPARE(columns.join(QLatin1Char(' ')),
                 QStringLiteral("Name PID State CPU Memory Threads Elapsed Status Command"));
    }

    void anEmptyWindowSaysWhatToDo()
    {
        Rig rig;
        rig.agent.sayHello();
        rig.window.show();
        QVERIFY(!rig.tree().isVisible());
        QCOMPARE(rig.window.windowTitle(), QStringLiteral("Treewarden"));
        QVERIFY(rig.action("Run…").isEnabled());
        QVERIFY(!rig.action("Kill").isEnabled());
        QVERIFY(rig.action("Kill").toolTip().contains(QStringLiteral("Select a process first")));
        QVERIFY(rig.action("Kill").toolTip().contains(QStringLiteral("SIGKILL")));
    }

    void aSelectedProcessIsKilledByItsKey()
    {
        Rig rig;
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
        Rig rig;
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

    void filterFieldFilters()
    {
        Rig rig;
        rig.tell();
        rig.find<QLineEdit>("Filter processes").setText(QStringLiteral("redis"));
        const QAbstractItemModel& shown = *rig.tree().model();
        QCOMPARE(shown.rowCount(), 1);
        QCOMPARE(shown.rowCount(shown.index(0, 0)), 1);
    }

    void expansionBelongsToTheProcess()
    {
        Rig rig;
        rig.tell();
        rig.window.show();
        const auto index = [&](int row) {
            return rig.tree().model()->index(row, 0, rig.tree().model()->index(0, 0));
        };
        QVERIFY(rig.tree().isExpanded(index(0)));
        rig.tree().collapse(index(0));
        QLineEdit& filter = rig.find<QLineEdit>("Filter processes");
        filter.setText(QStringLiteral("redis"));
        filter.clear();
        QCOMPARE(index(0).data().toString(), QStringLiteral("gw0 · test_pool.py::test_map"));
        QVERIFY(!rig.tree().isExpanded(index(0)));
        QVERIFY(rig.tree().isExpanded(index(4)));
    }

    void runDialogSplitsAndSends()
    {
        Rig rig;
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
        Rig rig;
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
        Rig rig;
        rig.agent.sayHello();
        rig.window.run({.argv = {"maek"}});
        rig.agent.send(CommandAnswer{.id = 1, .error = Error{2, "find maek: No such file"}});
        QCOMPARE(rig.find<NoticeBar>("Notice").sentence(),
                 QStringLiteral("“maek” was not started: cannot find maek: No such file"));
    }

    void restartStopsFirstAndRunsAgainAtTheEnd()
    {
        Rig rig;
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

    void aLostAgentLeavesTheRecordAndOffersANewOne()
    {
        Rig rig;
        rig.tell();
        rig.window.show();
        rig.tree().select({11});
        rig.agent.die(QStringLiteral("treewarden-agent was ended by SIGKILL (9)"));
        NoticeBar& notice = rig.find<NoticeBar>("Notice");
        QVERIFY(notice.isVisible());
        QVERIFY(notice.sentence().startsWith(
            QStringLiteral("treewarden-agent was ended by SIGKILL (9). ")));
        QVERIFY(!rig.action("Kill").isEnabled());
        QVERIFY(!rig.action("Run…").isEnabled());
        QVERIFY(rig.action("Copy").isEnabled());
        QCOMPARE(rig.tree().model()->rowCount(), 2);

        notice.findChild<QPushButton*>()->click();
        QCOMPARE(rig.agent.links(), 2);
        rig.agent.sayHello();
        QVERIFY(!notice.isVisible());
        QVERIFY(rig.action("Run…").isEnabled());
        QCOMPARE(rig.tree().model()->rowCount(), 0);
    }

    void closingAsksWhileSomethingRuns()
    {
        Rig rig;
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
        Rig rig;
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
        Rig rig;
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
        Rig rig;
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

    void columnsAreKept()
    {
        Rig rig;
        constexpr int kThreads = 5;
        rig.tree().setColumnHidden(kThreads, true);
        rig.action("Show Ended Processes").trigger();
        QVERIFY(rig.window.close());
        const MainWindow again(rig.client, rig.clock, rig.settings);
        QVERIFY(again.findChild<ProcessTreeView*>()->isColumnHidden(kThreads));
        QVERIFY(!again.findChild<ProcessTreeView*>()->isColumnHidden(kThreads + 1));
        QVERIFY(!again.findChild<QAction*>(QStringLiteral("Show Ended Processes"))->isChecked());
    }

    void everyWidgetThatTakesFocusHasAName()
    {
        Rig rig;
        rig.tell();
        rig.action("Run…").trigger();
        for (const QWidget* widget : rig.window.findChildren<QWidget*>()) {
            const bool inner = widget->objectName().startsWith(QLatin1String("qt_"));
            if (widget->focusPolicy() == Qt::NoFocus || inner
                || qobject_cast<const QAbstractButton*>(widget) != nullptr) {
                continue;
            }
            QAccessibleInterface* object
                = QAccessible::queryAccessibleInterface(const_cast<QWidget*>(widget));
            QVERIFY2(object != nullptr && !object->text(QAccessible::Name).isEmpty(),
                     qPrintable(QString::fromLatin1(widget->metaObject()->className())
                                + widget->objectName()));
        }
    }

    /// Not a check: leaves pictures in the folder that TREEWARDEN_PICTURES names.
    void picturesForTheEye()
    {
        const QString folder = qEnvironmentVariable("TREEWARDEN_PICTURES");
        if (folder.isEmpty()) {
            QSKIP("TREEWARDEN_PICTURES names no folder");
        }
        const auto save = [&](QWidget& widget, const char* name) {
            QTest::qWait(50);
            QVERIFY(widget.grab().save(folder + QLatin1Char('/') + QLatin1String(name)));
        };
        Rig rig;
        rig.agent.sayHello();
        rig.window.show();
        save(rig.window, "empty.png");
        rig.action("Run…").trigger();
        auto* dialog = rig.window.findChild<RunDialog*>();
        dialog->setWritten(
            {.line = QStringLiteral("pytest -n 4 'tests/with blank'"),
             .environment = {{"PYTHONFAULTHANDLER", "1"}, {"DISPLAY", std::nullopt}}});
        save(*dialog, "run.png");
        dialog->setWritten({.line = QStringLiteral("pytest -n 4 'tests/with blank")});
        save(*dialog, "run-error.png");
        dialog->close();
        Rig full;
        full.window.show();
        full.tell();
        full.tree().select({11});
        save(full.window, "window.png");
        full.tree().select({10});
        full.action("Kill Tree").trigger();
        save(*full.window.findChild<StopDialog*>(), "stop.png");
        full.window.findChild<StopDialog*>()->reject();
        full.agent.die(QStringLiteral("treewarden-agent was ended by SIGKILL (9)"));
        save(full.window, "lost.png");
    }
};

QTEST_MAIN(TestMainWindow)
#include "tst_main_window.moc"
