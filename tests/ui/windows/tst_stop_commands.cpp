#include "tests/ui/windows/window_rig.h"
#include "ui/views/log_pane.h"
#include "ui/views/log_view.h"
#include "ui/views/look.h"
#include "ui/views/stops_bar.h"
#include "ui/windows/ladder_choice.h"
#include "ui/windows/ladder_dialog.h"
#include "ui/windows/notice_bar.h"
#include "ui/windows/signal_menu.h"
#include "ui/windows/stop_dialog.h"

#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QStandardPaths>
#include <QTest>
#include <QTreeWidget>

#include <algorithm>
#include <csignal>
#include <functional>

using namespace tw;
using namespace std::chrono_literals;

namespace {

constexpr std::uint64_t bit(int signal)
{
    return std::uint64_t{1} << static_cast<unsigned>(signal - 1);
}

/// The example record on the screen, with one process selected.
struct Rig : WindowRig
{
    explicit Rig(std::uint64_t selected)
    {
        tell();
        window.show();
        tree().select({selected});
    }

    void press(const QString& name)
    {
        for (auto* button : window.findChildren<QPushButton*>()) {
            if (button->accessibleName() == name) {
                button->click();
                return;
            }
        }
        QFAIL(qPrintable(QStringLiteral("no button ") + name));
    }

    /// What was sent, a line each: target and ladder.
    QStringList sent()
    {
        QStringList lines;
        for (const StopCommand& stop : stops()) {
            lines << QStringLiteral("%1 %2")
                         .arg(stop.target.value)
                         .arg(QString::fromStdString(formatLadder(stop.ladder)));
        }
        return lines;
    }

    template <typename What>
    std::vector<What> commands()
    {
        std::vector<What> found;
        for (const ClientMessage& message : agent.takeReceived()) {
            const auto* command = std::get_if<Command>(&message);
            const auto* what = command == nullptr ? nullptr : std::get_if<What>(&command->what);
            if (what != nullptr) {
                found.push_back(*what);
            }
        }
        return found;
    }

    void select(const std::vector<std::uint64_t>& keys)
    {
        auto& view = tree();
        view.expandAll();
        view.clearSelection();
        const auto* model = view.model();
        std::function<void(const QModelIndex&)> walk = [&](const QModelIndex& parent) {
            for (int row = 0; row < model->rowCount(parent); ++row) {
                const QModelIndex index = model->index(row, 0, parent);
                const auto key = index.data(ProcessTreeModel::KeyRole).toULongLong();
                if (std::find(keys.begin(), keys.end(), key) != keys.end()) {
                    view.selectionModel()->select(
                        index, QItemSelectionModel::Select | QItemSelectionModel::Rows);
                }
                walk(index);
            }
        };
        walk({});
    }

    /// A stop that left `survivors` behind, after SIGINT.
    void survive(std::uint64_t stop, const std::vector<std::uint64_t>& survivors)
    {
        agent.say(StopBegan{{stop}, {1}, parseLadder("interrupt:5s").value(), StopReason::User});
        StopEnded ended{{stop}, {}};
        for (const std::uint64_t key : survivors) {
            const Pid pid = client.tree().find(ProcessKey{key})->pid;
            agent.say(StepTaken{{stop}, {SIGINT}, {key}, pid, StepResult::Delivered, {}});
            ended.survivors.push_back({{key}, pid, "ignores SIGINT"});
        }
        agent.say(ended);
        QCoreApplication::processEvents();
    }
};

QAction* signalAction(QWidget& window, const char* name)
{
    auto* menu = window.findChild<SignalMenu*>();
    return menu == nullptr ? nullptr : menu->findChild<QAction*>(QString::fromUtf8(name));
}

} // namespace

/// What is sent to stop things, and what is said before and meanwhile.
class TestStopCommands : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QLocale::setDefault(QLocale::c());
        QStandardPaths::setTestModeEnabled(true);
        applyLook(Theme::Light);
    }

    void everySignalIsInTheMenu()
    {
        Rig rig(12);
        rig.agent.say(TreeEvent{SignalsChanged{{12}, 0, bit(SIGINT), bit(SIGUSR1)}});
        rig.action("Send Signal…").trigger();
        auto* menu = rig.window.findChild<SignalMenu*>();
        QVERIFY(menu != nullptr);
        QStringList texts;
        for (const QAction* action : menu->actions()) {
            texts << action->text();
        }
        QCOMPARE(texts.first(), QStringLiteral("Send to gw2 · test_io.py::test_flush 4722:"));
        for (int number = 1; number <= 31; ++number) {
            const QString name = QString::fromStdString(SignalNumber{number}.name());
            const QString start = QStringLiteral("%1 (%2)\t").arg(name).arg(number);
            QVERIFY2(texts[number + 1].startsWith(start), qPrintable(texts[number + 1]));
        }
        QCOMPARE(signalAction(rig.window, "SIGINT")->text(),
                 QStringLiteral("SIGINT (2)\tinterrupted, as by Ctrl+C · ignored"));
        QCOMPARE(signalAction(rig.window, "SIGUSR1")->text(),
                 QStringLiteral("SIGUSR1 (10)\tfor the program's own use · handled"));
        QCOMPARE(menu->actions().last()->menu()->actions().size(), SIGRTMAX - SIGRTMIN + 1);
        menu->close();
        menu->actions().last()->menu()->actions().last()->trigger();
        signalAction(rig.window, "SIGUSR1")->trigger();
        QCOMPARE(rig.sent(),
                 (QStringList{QStringLiteral("12 SIGRTMIN+30@process:5s"),
                              QStringLiteral("12 SIGUSR1@process:5s")}));
    }

    void eachOfTheSelectedIsSentItsOwn()
    {
        Rig rig(12);
        rig.select({10, 11, 12});
        rig.action("Suspend").trigger();
        QCOMPARE(rig.sent(),
                 (QStringList{QStringLiteral("10 SIGSTOP@process:0s"),
                              QStringLiteral("11 SIGSTOP@process:0s"),
                              QStringLiteral("12 SIGSTOP@process:0s")}));
        rig.action("Resume").trigger();
        QCOMPARE(rig.sent().size(), 3);
    }

    void aTreeUnderASelectedOneIsNotHitTwice()
    {
        Rig rig(1);
        rig.select({10, 11, 31});
        rig.action("Interrupt Tree").trigger();
        QCOMPARE(
            rig.sent(),
            (QStringList{QStringLiteral("10 interrupt:5s"), QStringLiteral("11 interrupt:5s")}));
    }

    void stopClimbsTheChosenLadderAndAsks()
    {
        Rig rig(10);
        LadderChoice(rig.settings).choose(parseLadder("SIGHUP:1s,kill").value());
        rig.action("Stop").trigger();
        auto* dialog = rig.window.findChild<StopDialog*>();
        QVERIFY(dialog != nullptr);
        QCOMPARE(dialog->findChild<QLabel*>(QStringLiteral("Question"))->text(),
                 QStringLiteral("Stop climbs SIGHUP 1 s → SIGKILL against 2 processes:"));
        QVERIFY(rig.sent().isEmpty());
        dialog->accept();
        QCOMPARE(rig.sent(), QStringList{QStringLiteral("10 SIGHUP:1s,kill")});
        // One process is not much: nothing is asked.
        rig.tree().select({12});
        rig.action("Stop").trigger();
        QCOMPARE(rig.sent(), QStringList{QStringLiteral("12 SIGHUP:1s,kill")});
    }

    void aCustomLadderIsReadAsItIsWritten()
    {
        Rig rig(12);
        rig.action("Custom Ladder…").trigger();
        auto* dialog = rig.window.findChild<LadderDialog*>();
        auto* text = dialog->findChild<QLineEdit*>(QStringLiteral("Ladder"));
        auto* meaning = dialog->findChild<QLabel*>(QStringLiteral("Meaning"));
        QCOMPARE(text->text(), QStringLiteral("interrupt:5s,terminate:5s,kill"));
        QCOMPARE(meaning->text(), QStringLiteral("SIGINT 5 s → SIGTERM 5 s → SIGKILL"));
        text->setText(QStringLiteral("SIGHUP:1s,bury"));
        QCOMPARE(meaning->text(),
                 QStringLiteral("Cannot read 'bury' as a step: write interrupt, terminate, kill or "
                                "a signal's name"));
        QPushButton* use = nullptr;
        for (auto* button : dialog->findChildren<QPushButton*>()) {
            use = button->accessibleName() == QStringLiteral("Use") ? button : use;
        }
        QVERIFY(!use->isEnabled());
        text->setText(QStringLiteral("SIGHUP:1s,kill"));
        QVERIFY(use->isEnabled());
        use->click();
        rig.action("Stop").trigger();
        QCOMPARE(rig.sent(), QStringList{QStringLiteral("12 SIGHUP:1s,kill")});
        QVERIFY(rig.action("Stop").toolTip().endsWith(QStringLiteral("\nSIGHUP 1 s → SIGKILL")));
        QCOMPARE(formatLadder(LadderChoice(rig.settings).custom()), std::string{"SIGHUP:1s,kill"});
    }

    void aLadderThatCannotBeReadIsTheDefault()
    {
        Rig rig(12);
        rig.settings.setValue(QStringLiteral("stop/ladder"), QStringLiteral("bury"));
        rig.action("Stop").trigger();
        QCOMPARE(rig.sent(), QStringList{QStringLiteral("12 interrupt:5s,terminate:5s,kill")});
    }

    void ignoredSignalsAreToldBeforeAButtonIsPressed()
    {
        Rig rig(12);
        QAction& note = rig.action("Signal Note");
        QVERIFY(!note.isVisible());
        rig.agent.say(TreeEvent{SignalsChanged{{12}, 0, bit(SIGINT), bit(SIGTERM)}});
        QTRY_VERIFY(
            rig.action("Interrupt")
                .toolTip()
                .endsWith(QStringLiteral("\ngw2 · test_io.py::test_flush 4722 ignores SIGINT")));
        QVERIFY(
            rig.action("Terminate")
                .toolTip()
                .endsWith(QStringLiteral("\ngw2 · test_io.py::test_flush 4722 handles SIGTERM")));
        QVERIFY(note.isVisible());
        QCOMPARE(note.text(),
                 QStringLiteral("gw2 · test_io.py::test_flush 4722 ignores SIGINT · gw2 · "
                                "test_io.py::test_flush 4722 handles SIGTERM"));
        rig.tree().select({11});
        QVERIFY(!note.isVisible());
    }

    void theRunningStopIsSkippedAndExtended()
    {
        Rig rig(12);
        rig.agent.say(StopBegan{{5}, {12}, defaultLadder(), StopReason::User});
        rig.clock.turn(1s);
        rig.find<StopsBar>("Running stops").refresh();
        QVERIFY(rig.find<StopsBar>("Running stops").isVisible());
        (void)rig.agent.takeReceived();
        rig.press(QStringLiteral("Skip"));
        QCOMPARE(rig.commands<SkipStepCommand>(), std::vector<SkipStepCommand>{{StopId{5}}});
        rig.press(QStringLiteral("Extend by 30 s"));
        QCOMPARE(rig.commands<ExtendStepCommand>(),
                 (std::vector<ExtendStepCommand>{{StopId{5}, 30s}}));
        rig.agent.die(QStringLiteral("The agent has ended"));
        QTRY_VERIFY(!rig.find<StopsBar>("Running stops").isVisible());
    }

    void whatIsBeingStoppedSaysSoInItsRow()
    {
        Rig rig(12);
        const auto state = [&rig] {
            const QModelIndex row = rig.tree().currentIndex();
            return row.siblingAtColumn(static_cast<int>(ProcessColumn::State)).data().toString();
        };
        QCOMPARE(state(), QStringLiteral("running"));
        rig.agent.say(StopBegan{{5}, {12}, defaultLadder(), StopReason::User});
        rig.clock.turn(1s);
        QCOMPARE(state(), QStringLiteral("stopping (5 s)"));
        rig.agent.say(StepWaiting{{5}, 0, FakeClock::kStart + 133s + 2s});
        QCOMPARE(state(), QStringLiteral("stopping (2 s)"));
        rig.agent.say(StopEnded{{5}, {}});
        QCOMPARE(state(), QStringLiteral("running"));
    }

    void aSkipThatCameTooLateIsNoFailure()
    {
        Rig rig(12);
        rig.agent.say(StopBegan{{5}, {12}, defaultLadder(), StopReason::User});
        rig.clock.turn(1s);
        rig.find<StopsBar>("Running stops").refresh();
        (void)rig.agent.takeReceived();
        rig.press(QStringLiteral("Skip"));
        const auto received = rig.agent.takeReceived();
        const std::uint64_t id = std::get<Command>(received.at(0)).id;
        rig.agent.send(CommandAnswer{.id = id, .error = Error{3, "skip stop 5: it is over"}});
        QVERIFY(!rig.find<NoticeBar>("Notice").isVisible());
    }

    void survivorsAreHitByKeyEachAlone()
    {
        Rig rig(1);
        rig.survive(1, {12, 21});
        auto& view = rig.find<LogPane>().view();
        view.takeOffer(StopId{1}, SurvivorAction::Terminate);
        QCOMPARE(rig.sent(),
                 (QStringList{QStringLiteral("12 terminate@process:5s"),
                              QStringLiteral("21 terminate@process:5s")}));
        rig.agent.say(TreeEvent{Exited{.key = {12}}});
        view.takeOffer(StopId{1}, SurvivorAction::Kill);
        QCOMPARE(rig.sent(), QStringList{QStringLiteral("21 kill@process")});
        rig.agent.say(TreeEvent{Exited{.key = {21}}});
        view.takeOffer(StopId{1}, SurvivorAction::Kill);
        QVERIFY(rig.sent().isEmpty());
    }

    void moreSurvivorsThanTheRecordNamesAreListedFirst()
    {
        Rig rig(1);
        for (std::uint64_t key = 200; key < 206; ++key) {
            rig.agent.say(TreeEvent{Forked{{key}, {7000 + static_cast<int>(key)}, {1}}});
        }
        rig.survive(1, {200, 201, 202, 203, 204, 205});
        rig.find<LogPane>().view().takeOffer(StopId{1}, SurvivorAction::Kill);
        QVERIFY(rig.sent().isEmpty());
        auto* dialog = rig.window.findChild<StopDialog*>();
        QVERIFY(dialog != nullptr);
        QCOMPARE(dialog->findChild<QLabel*>(QStringLiteral("Question"))->text(),
                 QStringLiteral("Kill sends SIGKILL to 6 processes:"));
        dialog->accept();
        QCOMPARE(rig.sent().size(), 6);
    }

    void aLongListIsCutAndCounted()
    {
        Rig rig(1);
        for (std::uint64_t key = 200; key < 600; ++key) {
            rig.agent.say(TreeEvent{Forked{{key}, {7000 + static_cast<int>(key)}, {10}}});
        }
        rig.tree().select({10});
        rig.action("Kill Tree").trigger();
        auto* dialog = rig.window.findChild<StopDialog*>();
        QCOMPARE(dialog->findChild<QLabel*>(QStringLiteral("Question"))->text(),
                 QStringLiteral("Kill Tree sends SIGKILL to 402 processes:"));
        const auto* list = dialog->findChild<QTreeWidget*>();
        QCOMPARE(list->topLevelItemCount(), static_cast<int>(StopDialog::kListed));
        QCOMPARE(list->topLevelItem(0)->text(0), QStringLiteral("gw0 · test_pool.py::test_map"));
        QCOMPARE(list->topLevelItem(0)->text(1), QStringLiteral("4720"));
        QCOMPARE(dialog->findChild<QLabel*>(QStringLiteral("More"))->text(),
                 QStringLiteral("and 302 more"));
    }
};

QTEST_MAIN(TestStopCommands)
#include "tst_stop_commands.moc"
