#include "tests/ui/windows/window_rig.h"
#include "ui/windows/attach_dialog.h"
#include "ui/windows/notice_bar.h"

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>
#include <QTreeView>

using namespace tw;

namespace {

RunningProcess process(int pid, int parent, const char* name)
{
    RunningProcess made{Pid{pid}, Pid{parent}, {0, "root"}, name};
    made.command = {name};
    made.startTicks = static_cast<std::uint64_t>(pid);
    return made;
}

/// A window whose dialog is open; pid 100 is the agent.
struct Rig : WindowRig
{
    AttachDialog* dialog{nullptr};

    Rig()
    {
        tell();
        action("Attach…").trigger();
        dialog = window.findChild<AttachDialog*>(QStringLiteral("Attach"));
        list({process(1, 0, "init"),
              process(100, 1, "agent"),
              process(500, 1, "daemon"),
              process(501, 500, "worker")});
    }

    /// Answers what was asked for processes.
    bool list(const std::vector<RunningProcess>& processes)
    {
        bool asked = false;
        for (const ClientMessage& message : agent.takeReceived()) {
            if (const auto* request = std::get_if<ProcessListRequest>(&message)) {
                asked = true;
                agent.send(ProcessListAnswer{request->id, {processes, processes.size()}});
            }
        }
        return asked;
    }

    /// The one command that was sent, with its id.
    std::optional<Command> attachment()
    {
        for (const ClientMessage& message : agent.takeReceived()) {
            if (const auto* command = std::get_if<Command>(&message)) {
                return *command;
            }
        }
        return std::nullopt;
    }

    [[nodiscard]] QTreeView& rows() const { return *dialog->findChild<QTreeView*>(); }
    [[nodiscard]] QLineEdit& filter() const { return *dialog->findChild<QLineEdit*>(); }

    [[nodiscard]] QPushButton& button(const QString& name) const
    {
        for (QPushButton* each : dialog->findChildren<QPushButton*>()) {
            if (each->accessibleName() == name) {
                return *each;
            }
        }
        qFatal("no such button");
    }

    [[nodiscard]] QString hint() const
    {
        for (const QLabel* label : dialog->findChildren<QLabel*>()) {
            if (label->accessibleName() == QStringLiteral("What can be done")) {
                return label->text();
            }
        }
        return {};
    }

    void choose(int pid)
    {
        auto& shown = *static_cast<RunningFilter*>(rows().model());
        rows().setCurrentIndex(shown.mapFromSource(
            dialog->model().indexOf(Pid{pid}, static_cast<std::uint64_t>(pid))));
    }
};

} // namespace

class TestAttachDialog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingIsChosenAtFirst()
    {
        const Rig rig;
        QVERIFY(rig.dialog != nullptr);
        QVERIFY(!rig.button(QStringLiteral("Attach")).isEnabled());
        QVERIFY(rig.hint().startsWith(QStringLiteral("Choose a process")));
        QCOMPARE(rig.rows().model()->rowCount(), 1);
    }

    void greyedOnesSayWhy()
    {
        Rig rig;
        rig.choose(100);
        QVERIFY(!rig.button(QStringLiteral("Attach")).isEnabled());
        QCOMPARE(rig.hint(), QStringLiteral("Cannot be chosen: This is the agent that watches."));
        rig.choose(501);
        QVERIFY(rig.button(QStringLiteral("Attach")).isEnabled());
        QVERIFY(rig.hint().startsWith(QStringLiteral("worker (PID 501) and everything below it")));
    }

    void nameAndReturnAttach()
    {
        Rig rig;
        QTest::keyClicks(&rig.filter(), QStringLiteral("wor"));
        QTest::keyClick(&rig.filter(), Qt::Key_Return);
        const auto command = rig.attachment();
        QVERIFY(command.has_value());
        QVERIFY(std::get<AttachCommand>(command->what)
                == (AttachCommand{Pid{501}, std::uint64_t{501}}));
        QCOMPARE(rig.hint(), QStringLiteral("Attaching to worker (PID 501)…"));
        QVERIFY(!rig.button(QStringLiteral("Attach")).isEnabled());
        const QPointer<AttachDialog> open(rig.dialog);
        rig.agent.send(CommandAnswer{command->id, std::nullopt, LaunchId{1}});
        QTRY_VERIFY(!open);
    }

    void arrowsMoveTheChoiceFromTheField()
    {
        Rig rig;
        rig.filter().setFocus();
        QTest::keyClicks(&rig.filter(), QStringLiteral("daemon"));
        QTest::keyClick(&rig.filter(), Qt::Key_Up);
        QCOMPARE(rig.rows().currentIndex().data().toString(), QStringLiteral("init"));
        QTest::keyClick(&rig.filter(), Qt::Key_Down);
        QCOMPARE(rig.rows().currentIndex().data().toString(), QStringLiteral("daemon"));
        QTest::keyClicks(&rig.filter(), QStringLiteral(" no such"));
        QVERIFY(rig.hint().startsWith(QStringLiteral("No process has that")));
    }

    void failureIsSaidInTheDialog()
    {
        Rig rig;
        rig.choose(501);
        rig.button(QStringLiteral("Attach")).click();
        const auto command = rig.attachment();
        rig.agent.send(CommandAnswer{
            command->id, Error{0, "attach to process 501: this agent only launches"}, {}});
        QCOMPARE(rig.hint(),
                 QStringLiteral("That was not done: cannot attach to process 501: this agent only "
                                "launches"));
        QVERIFY(rig.dialog->isVisible());
        QVERIFY(rig.button(QStringLiteral("Attach")).isEnabled());
        QVERIFY(!rig.window.findChild<NoticeBar*>()->isVisibleTo(&rig.window));
    }

    void failureAfterTheDialogIsSaidInTheWindow()
    {
        Rig rig;
        rig.choose(501);
        rig.button(QStringLiteral("Attach")).click();
        const auto command = rig.attachment();
        const QPointer<AttachDialog> open(rig.dialog);
        rig.button(QStringLiteral("Cancel")).click();
        QTRY_VERIFY(!open);
        rig.agent.send(CommandAnswer{command->id, Error{0, "attach: it has ended"}, {}});
        QCOMPARE(rig.window.findChild<NoticeBar*>()->sentence(),
                 QStringLiteral("That was not done: cannot attach: it has ended"));
    }

    void refreshKeepsTheChoice()
    {
        Rig rig;
        rig.choose(501);
        rig.button(QStringLiteral("Refresh")).click();
        QVERIFY(rig.list({process(1, 0, "init"),
                          process(2, 1, "new"),
                          process(500, 1, "daemon"),
                          process(501, 500, "worker")}));
        QCOMPARE(rig.rows().currentIndex().data().toString(), QStringLiteral("worker"));
        QTest::keyClick(rig.dialog, Qt::Key_F5);
        QVERIFY(rig.list({process(1, 0, "init")}));
        QVERIFY(!rig.button(QStringLiteral("Attach")).isEnabled());
    }
};

QTEST_MAIN(TestAttachDialog)
#include "tst_attach_dialog.moc"
