#include "tests/ui/windows/window_rig.h"
#include "ui/views/log_view.h"
#include "ui/views/look.h"
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
        WindowRig rig;
        rig.tell();
        rig.window.show();
        QAccessibleInterface* root = QAccessible::queryAccessibleInterface(&rig.window);
        QStringList trees = names(root, QAccessible::Tree);
        trees.sort();
        QCOMPARE(trees,
                 (QStringList{QStringLiteral("Process details"),
                              QStringLiteral("Processes"),
                              QStringLiteral("Traces")}));
        QVERIFY(names(root, QAccessible::Pane).contains(QStringLiteral("Details")));
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

    void whatASelectionIsAboutIsInAllPanes()
    {
        WindowRig rig;
        rig.tell();
        rig.window.show();
        auto* shown = rig.window.findChild<QToolButton*>(QStringLiteral("Shown launch"));
        QCOMPARE(shown->text(), QStringLiteral("All launches"));
        rig.tree().select({11});
        QCOMPARE(shown->text(), QStringLiteral("pytest, whole launch"));
        // As a screen reader does it: another row is selected, and the current one is not moved.
        QItemSelectionModel& selection = *rig.tree().selectionModel();
        const QModelIndex make = rig.tree().model()->index(1, 0);
        selection.select(make, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
        QCOMPARE(shown->text(), QStringLiteral("make, whole launch"));
        QVERIFY(rig.window.windowTitle().startsWith(QStringLiteral("make -j2 all")));
        selection.clearSelection();
        QCOMPARE(shown->text(), QStringLiteral("All launches"));
    }

    void everyActionIsInAMenuAndNoKeyIsTakenTwice()
    {
        WindowRig rig;
        QStringList keys;
        for (const ActionRow& row : actionTable()) {
            QString name = QString::fromUtf8(row.text);
            QAction& action = rig.action(name.remove(QLatin1Char('&')).toUtf8().constData());
            QVERIFY2(!action.associatedObjects().isEmpty(), row.text);
            for (const QKeySequence& key : action.shortcuts()) {
                QVERIFY2(!keys.contains(key.toString()), qPrintable(key.toString()));
                keys << key.toString();
            }
        }
        for (const char* key :
             {"Ctrl+F", "F3", "Shift+F3", "Alt+1", "Alt+2", "Ctrl+End", "Ctrl+K", "F4", "F6"}) {
            QVERIFY2(keys.contains(QLatin1String(key)), key);
        }
    }

    void keysLeadToThePanes()
    {
        WindowRig rig;
        rig.tell();
        rig.window.show();
        rig.window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&rig.window));
        auto* panes = rig.window.findChild<QTabWidget*>();
        QTest::keyClick(&rig.window, Qt::Key_2, Qt::AltModifier);
        QCOMPARE(panes->currentIndex(), 1);
        QTest::keyClick(&rig.window, Qt::Key_1, Qt::AltModifier);
        QCOMPARE(panes->currentIndex(), 0);
        panes->setCurrentIndex(1);
        QTest::keyClick(&rig.window, Qt::Key_F, Qt::ControlModifier);
        QCOMPARE(panes->currentIndex(), 0);
        QVERIFY(rig.find<QLineEdit>("Find in log").hasFocus());
        QTest::keyClick(&rig.window, Qt::Key_K, Qt::ControlModifier);
        QVERIFY(rig.find<QLineEdit>("Filter processes").hasFocus());
        rig.tree().setFocus();
        QTest::keyClick(&rig.window, Qt::Key_F4);
        QVERIFY(rig.find<QLineEdit>("Filter processes").hasFocus());
        LogView& log = rig.find<LogView>("Log");
        log.setFollowing(false);
        QTest::keyClick(&rig.window, Qt::Key_End, Qt::ControlModifier);
        QVERIFY(log.isFollowing());
    }

    void anEmptyWindowSaysWhatToDo()
    {
        WindowRig rig;
        rig.agent.sayHello();
        rig.window.show();
        QVERIFY(!rig.tree().isVisible());
        QCOMPARE(rig.window.windowTitle(), QStringLiteral("Treewarden"));
        QVERIFY(rig.action("Run…").isEnabled());
        QVERIFY(!rig.action("Kill").isEnabled());
        QVERIFY(rig.action("Kill").toolTip().contains(QStringLiteral("Select a process first")));
        QVERIFY(rig.action("Kill").toolTip().contains(QStringLiteral("SIGKILL")));
    }

    void filterFieldFilters()
    {
        WindowRig rig;
        rig.tell();
        rig.find<QLineEdit>("Filter processes").setText(QStringLiteral("redis"));
        const QAbstractItemModel& shown = *rig.tree().model();
        QCOMPARE(shown.rowCount(), 1);
        QCOMPARE(shown.rowCount(shown.index(0, 0)), 1);
    }

    void escLeavesTheFilter()
    {
        WindowRig rig;
        rig.tell();
        rig.window.show();
        rig.window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&rig.window));
        QLineEdit& filter = rig.find<QLineEdit>("Filter processes");
        rig.action("Filter Processes").trigger();
        filter.setText(QStringLiteral("nothing like it"));
        QVERIFY(!rig.tree().isVisible());
        QTest::keyClick(&filter, Qt::Key_Escape);
        QCOMPARE(filter.text(), QString{});
        QVERIFY(rig.tree().isVisible());
        QVERIFY(rig.tree().hasFocus());
    }

    void pausedTheTitleSaysSo()
    {
        WindowRig rig;
        rig.tell();
        rig.window.show();
        QAction& pause = rig.action("Pause");
        pause.trigger();
        QVERIFY(pause.isChecked());
        QVERIFY(rig.window.windowTitle().endsWith(QStringLiteral("Treewarden (paused)")));
        rig.window.findChild<QWidget*>(QStringLiteral("Paused"))
            ->findChild<QToolButton*>()
            ->click();
        QVERIFY(!pause.isChecked());
        QVERIFY(rig.window.windowTitle().endsWith(QStringLiteral("Treewarden")));
    }

    void oneSubtreeAloneCanBeShown()
    {
        WindowRig rig;
        rig.tell();
        rig.window.show();
        QVERIFY(!rig.action("Show Everything").isEnabled());
        rig.tree().select({10});
        rig.action("Show Only This Subtree").trigger();
        QCOMPARE(rig.tree().model()->rowCount(), 1);
        QCOMPARE(rig.tree().selectedKeys(), std::vector<ProcessKey>{{10}});
        rig.action("Show Everything").trigger();
        QCOMPARE(rig.tree().model()->rowCount(), 2);
    }

    void expansionBelongsToTheProcess()
    {
        WindowRig rig;
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

    void aLostAgentLeavesTheRecordAndOffersANewOne()
    {
        WindowRig rig;
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

    void columnsAreKept()
    {
        WindowRig rig;
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
        WindowRig rig;
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
        WindowRig rig;
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
        WindowRig full;
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
