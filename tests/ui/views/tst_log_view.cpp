#include "tests/ui/fake_log.h"
#include "ui/views/log_accessible.h"
#include "ui/views/log_view.h"

#include <QAccessible>
#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

#include <csignal>
#include <set>

using namespace tw;

namespace {

/// A view of a fake log, on the screen, ten rows high.
struct Fixture
{
    FakeLog log{};
    LogView view{log.model};

    Fixture()
    {
        log.launch(1, {"pytest"});
        const int rowHeight = logGeometry(view.font(), {}).rowHeight;
        view.resize(800, rowHeight * 10);
        view.setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        view.show();
        QCoreApplication::processEvents();
    }

    /// The one process that there is survives SIGINT.
    void survive()
    {
        log.say(StopBegan{{1}, {1}, parseLadder("interrupt@process:5s").value(), StopReason::User});
        log.say(StepTaken{{1}, {SIGINT}, {1}, {4001}, StepResult::Delivered, {}});
        log.say(StopEnded{{1}, {{{1}, {4001}, "ignores SIGINT"}}});
        QCoreApplication::processEvents();
    }

    void settle()
    {
        for (int turn = 0; turn < 5; ++turn) {
            QCoreApplication::processEvents();
            log.answerAll();
        }
        QCoreApplication::processEvents();
    }

    [[nodiscard]] QString selected() const
    {
        const auto range = view.selection().range();
        return range ? QStringLiteral("%1-%2").arg(range->first).arg(range->last) : QString();
    }
};

} // namespace

class LogViewTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tenMillionRowsFetchOnlyWhatIsSeen()
    {
        Fixture fixture;
        fixture.view.setFollowing(false);
        // The lines themselves are not needed to be ten million.
        fixture.log.model.apply({1, {}, OutputGrew{LaunchId{1}, 10'000'000, 0, 0, 0}});
        QCoreApplication::processEvents();
        QCOMPARE(fixture.view.verticalScrollBar()->maximum(), 9'999'990);
        fixture.view.verticalScrollBar()->setValue(5'000'000);
        fixture.view.repaint();
        QCOMPARE(fixture.log.asked.back().first, 4'999'936U);
        QVERIFY(fixture.log.askedEver <= 3);
    }

    void followSticksToTheEndOnlyWhileThere()
    {
        Fixture fixture;
        QSignalSpy changes(&fixture.view, &LogView::followingChanged);
        fixture.log.flood(1, 100, "x");
        QCOMPARE(fixture.view.topRow(), 90U);
        fixture.log.flood(1, 5, "x");
        QCOMPARE(fixture.view.topRow(), 95U);
        fixture.view.verticalScrollBar()->setValue(20);
        QVERIFY(!fixture.view.isFollowing());
        fixture.log.flood(1, 5, "x");
        QCOMPARE(fixture.view.topRow(), 20U);
        fixture.view.verticalScrollBar()->setValue(fixture.view.verticalScrollBar()->maximum());
        QVERIFY(fixture.view.isFollowing());
        QCOMPARE(changes.count(), 2);
    }

    void controlEndFollows()
    {
        Fixture fixture;
        fixture.log.flood(1, 100, "x");
        fixture.view.verticalScrollBar()->setValue(0);
        QTest::keyClick(&fixture.view, Qt::Key_End, Qt::ControlModifier);
        QVERIFY(fixture.view.isFollowing());
        QCOMPARE(fixture.view.topRow(), 90U);
    }

    void rowsAreSelectedByKeyboardAndMouse()
    {
        Fixture fixture;
        fixture.log.flood(1, 100, "x");
        fixture.view.goToRow(50);
        QCOMPARE(fixture.selected(), QStringLiteral("50-50"));
        QTest::keyClick(&fixture.view, Qt::Key_Down, Qt::ShiftModifier);
        QTest::keyClick(&fixture.view, Qt::Key_Down, Qt::ShiftModifier);
        QCOMPARE(fixture.selected(), QStringLiteral("50-52"));
        QTest::keyClick(&fixture.view, Qt::Key_Up);
        QCOMPARE(fixture.selected(), QStringLiteral("51-51"));
        QTest::keyClick(&fixture.view, Qt::Key_A, Qt::ControlModifier);
        QCOMPARE(fixture.selected(), QStringLiteral("0-99"));
        const std::uint64_t top = fixture.view.topRow();
        QTest::mouseClick(
            fixture.view.viewport(), Qt::LeftButton, {}, fixture.view.rowRect(top + 3).center());
        QCOMPARE(fixture.selected(), QStringLiteral("%1-%1").arg(top + 3));
        QTest::mouseClick(fixture.view.viewport(),
                          Qt::LeftButton,
                          Qt::ShiftModifier,
                          fixture.view.rowRect(top + 1).center());
        QCOMPARE(fixture.selected(), QStringLiteral("%1-%2").arg(top + 1).arg(top + 3));
    }

    void copyFetchesWholeLines()
    {
        Fixture fixture;
        fixture.log.write(1, {"one", "\x1b[31mtwo\x1b[0m", "three"});
        fixture.log.record(1, QStringLiteral("Kill → pytest 4001"));
        QSignalSpy notices(&fixture.view, &LogView::noticed);
        fixture.view.selectAll();
        fixture.view.copySelection();
        QTRY_COMPARE((fixture.log.answerAll(), notices.count()), 1);
        QCOMPARE(QGuiApplication::clipboard()->text(),
                 QStringLiteral("one\ntwo\nthree\nKill → pytest 4001\n"));
        QVERIFY(notices.first().first().toString().startsWith(QStringLiteral("4 line")));
    }

    void resetForgetsTheSelection()
    {
        Fixture fixture;
        fixture.log.flood(1, 10, "x");
        fixture.view.selectAll();
        fixture.log.model.setLaunch(LaunchId{1});
        QCOMPARE(fixture.selected(), QString());
    }

    void controlClickOnAFileOpensIt()
    {
        Fixture fixture;
        fixture.log.write(1, {"  File \"/src/pool.py\", line 33, in work"});
        Trace trace;
        trace.firstLine = 1;
        trace.lastLine = 1;
        trace.frames = {{"work", "/src/pool.py", 33, 0}};
        fixture.log.find(1, OutputStream::Stdout, trace);
        fixture.settle();
        QSignalSpy opened(&fixture.view, &LogView::sourceRequested);
        const LogGeometry geometry = logGeometry(fixture.view.font(), fixture.view.columns());
        const QRect row = fixture.view.rowRect(0);
        const auto at = [&](double cell) {
            return QPoint(geometry.textLeft + static_cast<int>(geometry.cellWidth * cell),
                          row.center().y());
        };
        QTest::mouseClick(fixture.view.viewport(), Qt::LeftButton, Qt::ControlModifier, at(2.5));
        QCOMPARE(opened.count(), 0);
        QTest::mouseClick(fixture.view.viewport(), Qt::LeftButton, Qt::ControlModifier, at(10.5));
        QCOMPARE(opened.count(), 1);
        QCOMPARE(opened.first().at(0).toString(), QStringLiteral("/src/pool.py"));
        QCOMPARE(opened.first().at(1).toInt(), 33);
    }

    void screenReaderReadsTheLastRowsWithTheRecords()
    {
        Fixture fixture;
        fixture.log.flood(1, 1000, "x");
        fixture.log.write(1, {"!last words"});
        fixture.log.record(1, QStringLiteral("Interrupt → pytest 4001 (SIGINT): exited"));
        QAccessibleInterface* interface = QAccessible::queryAccessibleInterface(&fixture.view);
        QVERIFY(interface != nullptr);
        QCOMPARE(interface->role(), QAccessible::EditableText);
        QCOMPARE(interface->text(QAccessible::Name), QStringLiteral("Log"));
        QVERIFY(interface->state().readOnly);
        QAccessibleTextInterface* text = interface->textInterface();
        QVERIFY(text != nullptr);
        (void)text->characterCount();
        fixture.settle();
        const QString spoken = text->text(0, text->characterCount());
        QCOMPARE(spoken.count(u'\n'), static_cast<qsizetype>(LogAccessible::kMostRows));
        const QStringList lines = spoken.split(u'\n', Qt::SkipEmptyParts);
        QVERIFY(lines.last().endsWith(QStringLiteral(" Interrupt → pytest 4001 (SIGINT): exited")));
        QVERIFY(lines.at(lines.size() - 2).endsWith(QStringLiteral(" pytest stderr last words")));
    }

    void aRecordOffersWhatCanBeDoneAboutSurvivors()
    {
        Fixture fixture;
        fixture.survive();
        const QString text = styleRow(fixture.log.model.row(0), {}, {}).text;
        QCOMPARE(
            text,
            QStringLiteral("Interrupt → pytest 4001 (SIGINT): still alive after 2.0 s (ignores "
                           "SIGINT) · Terminate · Kill"));
        fixture.log.say(TreeEvent{Exited{ProcessKey{1}, {}, {}, {}}});
        QCOMPARE(styleRow(fixture.log.model.row(0), {}, {}).text,
                 text.left(text.indexOf(QStringLiteral(" · Terminate"))));
    }

    void aClickOnAnOfferChoosesIt()
    {
        Fixture fixture;
        fixture.survive();
        fixture.view.resize(1200, fixture.view.height());
        QSignalSpy chosen(&fixture.view, &LogView::survivorsChosen);
        const int middle = fixture.view.rowRect(0).center().y();
        // Every fourth pixel of the row: each word is hit somewhere, and nothing else does
        // anything.
        std::set<SurvivorAction> actions;
        int last = -1;
        for (int x = 0; x < 1200; x += 4) {
            const auto before = chosen.count();
            QTest::mouseClick(fixture.view.viewport(), Qt::LeftButton, {}, {x, middle});
            if (chosen.count() > before) {
                actions.insert(chosen.last().at(0).value<SurvivorAction>());
                QCOMPARE(chosen.last().at(1).value<std::vector<ProcessKey>>(),
                         std::vector<ProcessKey>{{1}});
                last = x;
            }
        }
        QCOMPARE(actions, (std::set{SurvivorAction::Terminate, SurvivorAction::Kill}));
        QVERIFY(chosen.count() < 40);
        // In a view that is too narrow the sentence gives way.
        fixture.view.resize(500, fixture.view.height());
        const auto before = chosen.count();
        for (int x = 300; x < 500; x += 4)
            QTest::mouseClick(fixture.view.viewport(), Qt::LeftButton, {}, {x, middle});
        QVERIFY(chosen.count() > before);
        QVERIFY(last > 500);
    }

    void returnOpensTheMenuOfAnOffer()
    {
        Fixture fixture;
        fixture.survive();
        fixture.view.goToRow(0);
        QTest::keyClick(&fixture.view, Qt::Key_Return);
        auto* menu = fixture.view.findChild<QMenu*>();
        QVERIFY(menu != nullptr);
        QCOMPARE(menu->actions().at(0)->text(), QStringLiteral("Terminate pytest 4001"));
        QSignalSpy chosen(&fixture.view, &LogView::survivorsChosen);
        menu->actions().at(1)->trigger();
        QCOMPARE(chosen.last().at(0).value<SurvivorAction>(), SurvivorAction::Kill);
        menu->close();
    }

    void screenReaderHasTheOffersAsLinks()
    {
        Fixture fixture;
        QAccessibleInterface* log = QAccessible::queryAccessibleInterface(&fixture.view);
        const int before = log->childCount();
        fixture.survive();
        QCOMPARE(log->childCount(), before + 2);
        QAccessibleInterface* link = log->child(before + 1);
        QCOMPARE(link->role(), QAccessible::Link);
        QCOMPARE(link->text(QAccessible::Name), QStringLiteral("Kill pytest 4001"));
        QCOMPARE(link->parent(), log);
        QCOMPARE(log->indexOfChild(link), before + 1);
        QVERIFY(!link->rect().isEmpty());
        QSignalSpy chosen(&fixture.view, &LogView::survivorsChosen);
        link->actionInterface()->doAction(QAccessibleActionInterface::pressAction());
        QCOMPARE(chosen.count(), 1);
        fixture.log.say(TreeEvent{Exited{ProcessKey{1}, {}, {}, {}}});
        QCOMPARE(log->childCount(), before);
        QVERIFY(!link->isValid());
        link->actionInterface()->doAction(QAccessibleActionInterface::pressAction());
        QCOMPARE(chosen.count(), 1);
    }

    void longLineIsScrolledTo()
    {
        Fixture fixture;
        fixture.view.setHorizontalScrollBarPolicy(Qt::ScrollBarAsNeeded);
        fixture.log.write(1, {std::string(10'000, 'x')});
        QTRY_VERIFY((fixture.settle(), fixture.view.horizontalScrollBar()->maximum() > 10'000));
    }
};

QTEST_MAIN(LogViewTest)
#include "tst_log_view.moc"
