#include "tests/ui/models/process_rig.h"
#include "ui/views/empty_state.h"
#include "ui/views/look.h"
#include "ui/views/process_pane.h"
#include "ui/views/process_tree_view.h"
#include "ui/views/strip.h"

#include <QLocale>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace tw;
using namespace std::chrono_literals;

namespace {

/// A pane over a record that a test tells.
struct PaneRig
{
    ProcessRig record{};
    ProcessPane pane{record.model};
    ProcessTreeView& tree{pane.tree()};

    PaneRig()
    {
        pane.resize(900, 300);
        pane.show();
    }

    [[nodiscard]] int topOf(std::uint64_t key) { return tree.visualRect(record.row(key)).top(); }
    Strip& strip(const char* name) { return *pane.findChild<Strip*>(QString::fromLatin1(name)); }
};

} // namespace

class TestProcessTreeView : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QLocale::setDefault(QLocale::c());
        applyLook(Theme::Light);
    }

    void selectionBelongsToTheProcess()
    {
        PaneRig rig;
        rig.record.fill();
        rig.tree.select({21});
        QSignalSpy moves(&rig.tree, &ProcessTreeView::selectionMoved);
        rig.record.model.sort(static_cast<int>(ProcessColumn::Name), Qt::DescendingOrder);
        QCOMPARE(rig.tree.selectedKeys(), std::vector<ProcessKey>{{21}});
        rig.record.model.setFilterText(QStringLiteral("make"));
        QVERIFY(rig.tree.selectedKeys().empty());
        rig.record.model.setFilterText({});
        QCOMPARE(rig.tree.selectedKeys(), std::vector<ProcessKey>{{21}});
        QCOMPARE(moves.count(), 2); // went and came, each told once
        rig.record.model.setFocus(ProcessKey{11});
        QCOMPARE(rig.tree.selectedKeys(), std::vector<ProcessKey>{{21}});
        QCOMPARE(rig.tree.currentKey(), std::optional<ProcessKey>{{21}});
    }

    void aNewChoiceForgetsTheOneThatWentAway()
    {
        PaneRig rig;
        rig.record.fill();
        rig.tree.select({21});
        rig.record.model.setFilterText(QStringLiteral("make"));
        rig.tree.select({5});
        rig.record.model.setFilterText({});
        QCOMPARE(rig.tree.selectedKeys(), std::vector<ProcessKey>{{5}});
    }

    void expansionBelongsToTheProcess()
    {
        PaneRig rig;
        rig.record.fill();
        QVERIFY(rig.tree.isExpanded(rig.record.row(11)));
        rig.tree.collapse(rig.record.row(11));
        rig.record.model.setFilterText(QStringLiteral("make"));
        rig.record.model.setFilterText({});
        rig.record.model.setFocus(ProcessKey{1});
        rig.record.model.setFocus({});
        QVERIFY(!rig.tree.isExpanded(rig.record.row(11)));
        QVERIFY(rig.tree.isExpanded(rig.record.row(1)));
    }

    void whatIsLookedAtStaysWhereItIs()
    {
        PaneRig rig;
        rig.record.launch(1, 1, {"make"});
        rig.record.fork(2, 1, "sh");
        for (std::uint64_t key = 100; key < 140; ++key) {
            rig.record.fork(key, 1, "cc");
        }
        rig.record.turn();
        rig.tree.verticalScrollBar()->setValue(400);
        const std::vector<ProcessKey> seen = rig.tree.visibleKeys();
        QVERIFY(seen.front() > ProcessKey{100});
        const int top = rig.topOf(seen.front().value);
        for (std::uint64_t key = 200; key < 205; ++key) {
            rig.record.fork(key, 2, "above");
        }
        rig.record.turn();
        QVERIFY(rig.tree.isExpanded(rig.record.row(2)));
        QCOMPARE(rig.tree.visibleKeys(), seen);
        QCOMPARE(rig.topOf(seen.front().value), top);
        // The chosen one, where it is on the screen.
        rig.tree.setCurrentIndex(rig.record.row(seen[3].value));
        const int chosen = rig.topOf(seen[3].value);
        rig.record.model.sort(static_cast<int>(ProcessColumn::Pid), Qt::DescendingOrder);
        QCOMPARE(rig.topOf(seen[3].value), chosen);
    }

    void aFoldedProcessIsOpenedToBeSelected()
    {
        PaneRig rig;
        rig.record.storm(50);
        rig.tree.openAll();
        const QModelIndex folded = rig.record.model.index(0, 0, rig.record.row(1));
        QVERIFY(!rig.tree.isExpanded(folded));
        rig.tree.setCurrentIndex(folded);
        QVERIFY(rig.tree.selectedKeys().empty());
        rig.tree.select({120});
        QVERIFY(rig.tree.isExpanded(folded));
        QCOMPARE(rig.tree.selectedKeys(), std::vector<ProcessKey>{{120}});
    }

    void theSelectedOfAStormKeepsItsRow()
    {
        PaneRig rig;
        rig.record.storm(30);
        rig.record.fork(900, 1, "ld");
        rig.record.turn();
        rig.tree.select({900});
        rig.record.end(900, 1);
        rig.record.clock.turn(5s);
        rig.record.turn();
        QCOMPARE(rig.tree.selectedKeys(), std::vector<ProcessKey>{{900}});
        rig.tree.select({1});
        rig.record.turn();
        QVERIFY(!rig.record.row(900).isValid());
    }

    void oneSubtreeHasAWayBack()
    {
        PaneRig rig;
        rig.record.fill();
        Strip& strip = rig.strip("Shown subtree");
        QVERIFY(!strip.isVisible());
        rig.record.model.setFocus(ProcessKey{21});
        QVERIFY(strip.isVisible());
        QCOMPARE(strip.sentence(),
                 QStringLiteral("All processes › pytest -n 4 4711 › python3 4711 › cc1plus 4721"));
        Q_EMIT strip.linkActivated(QStringLiteral("11"));
        QCOMPARE(rig.record.text(), QStringLiteral("python3\n  cc1plus\n"));
        QTest::keyClick(&rig.tree, Qt::Key_Escape);
        QVERIFY(!strip.isVisible());
        QCOMPARE(rig.record.model.rowCount(), 2);
        rig.record.model.setFocus(ProcessKey{12});
        strip.findChild<QToolButton*>()->click();
        QVERIFY(!rig.record.model.focus());
    }

    void escClearsTheFilterFirst()
    {
        PaneRig rig;
        rig.record.fill();
        QSignalSpy cleared(&rig.pane, &ProcessPane::filterCleared);
        rig.record.model.setFocus(ProcessKey{11});
        rig.record.model.setFilterText(QStringLiteral("cc1"));
        QTest::keyClick(&rig.tree, Qt::Key_Escape);
        QCOMPARE(cleared.count(), 1);
        QVERIFY(rig.record.model.focus().has_value());
    }

    void anEmptyTreeSaysWhy()
    {
        PaneRig rig;
        auto* empty = rig.pane.findChild<EmptyState*>();
        QCOMPARE(empty->accessibleName(), QStringLiteral("Nothing is running."));
        rig.record.fill();
        QVERIFY(!empty->isVisible());
        rig.record.model.setFilterText(QStringLiteral("a<b"));
        QVERIFY(empty->isVisible());
        QCOMPARE(empty->accessibleName(), QStringLiteral("No process matches “a<b”."));
        rig.record.model.setFilterText({});
        QVERIFY(!empty->isVisible());
        for (const std::uint64_t key : {21U, 12U, 11U, 1U, 5U}) {
            rig.record.end(key);
        }
        rig.record.turn();
        rig.record.model.setEndedShown(false);
        QCOMPARE(empty->accessibleName(), QStringLiteral("Everything has ended."));
    }

    void aPauseSaysWhatWaits()
    {
        PaneRig rig;
        rig.record.fill();
        Strip& strip = rig.strip("Paused");
        rig.record.model.setPaused(true);
        QVERIFY(strip.isVisible());
        QVERIFY(strip.sentence().contains(QStringLiteral("nothing has changed")));
        rig.record.end(21);
        rig.record.fork(22, 12, "as");
        QTRY_VERIFY(strip.sentence().contains(QStringLiteral("2 processes have changed")));
        rig.record.model.setPaused(false);
        QVERIFY(!strip.isVisible());
    }

    void aThirdClickReturnsToOrderOfBirth()
    {
        PaneRig rig;
        rig.record.fill();
        const auto click = [&] {
            QHeaderView* header = rig.tree.header();
            const int at = header->sectionViewportPosition(1) + header->sectionSize(1) / 2;
            QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, {at, header->height() / 2});
        };
        const QString byBirth = rig.record.text();
        click();
        QCOMPARE(rig.record.text(),
                 QStringLiteral("make -j2\npytest -n 4\n  python3\n  python3\n    cc1plus\n"));
        click();
        QCOMPARE(rig.record.text().section(QLatin1Char('\n'), 0, 0), QStringLiteral("pytest -n 4"));
        click();
        QCOMPARE(rig.record.text(), byBirth);
    }

    /// Not a check: leaves pictures in the folder that TREEWARDEN_PICTURES names.
    void picturesForTheEye()
    {
        const QString folder = qEnvironmentVariable("TREEWARDEN_PICTURES");
        if (folder.isEmpty()) {
            QSKIP("TREEWARDEN_PICTURES names no folder");
        }
        const QString theme = qEnvironmentVariable("TREEWARDEN_THEME", QStringLiteral("light"));
        applyLook(parseTheme(theme));
        const auto save = [&](PaneRig& rig, const char* name) {
            QTest::qWait(50);
            const QString file
                = QStringLiteral("%1/%2-%3.png").arg(folder, QLatin1String(name), theme);
            QVERIFY(rig.pane.grab().save(file));
        };
        PaneRig rig;
        rig.pane.resize(1180, 340);
        tellOfEverything(rig.record);
        save(rig, "states");
        rig.record.model.setFilterText(QStringLiteral("python3"));
        save(rig, "filter");
        rig.record.model.setFilterText(QStringLiteral("no such thing"));
        save(rig, "nothing");
        rig.record.model.setFilterText({});
        rig.tree.select({11});
        rig.record.model.setFocus(ProcessKey{11});
        rig.record.model.setPaused(true);
        rig.record.end(12, 3);
        QTest::qWait(400);
        save(rig, "focus-pause");
        PaneRig storm;
        storm.pane.resize(1180, 340);
        storm.record.modelTester.reset();
        storm.record.storm(10000);
        save(storm, "folded");
        storm.tree.select({5000});
        save(storm, "opened");
    }

private:
    static void tellOfEverything(ProcessRig& rig)
    {
        rig.say(Launched{.launch = {1},
                         .key = {1},
                         .pid = {4711},
                         .command = {"pytest", "-n", "4", std::string(300, 'x')},
                         .attached = true});
        rig.fork(10, 1, "python3");
        rig.fork(
            11, 1, "a-name-that-goes-on-and-on-until-nobody-reads-it-any-more-because-it-ends");
        rig.fork(12, 11, "make");
        rig.fork(13, 1, "python3");
        rig.fork(14, 1, "python3");
        rig.fork(15, 1, "dd");
        rig.fork(16, 1, "sh");
        rig.fork(17, 16, "redis-server");
        rig.say(Forked{.key = {18}, .pid = {77}, .parent = {1}, .born = rig.clock.now() - 1h});
        rig.end(16);
        rig.say(SignalsChanged{.key = {10}, .ignored = 0x3, .caught = 0});
        rig.say(SignalsChanged{.key = {17}, .blocked = 0x4000});
        const auto sample = [&](std::uint64_t key, char state, double cpu) {
            rig.say(Sampled{{{{key}, state, cpu, (key * 7) << 20U, 3}}});
        };
        sample(10, 'S', 0);
        sample(12, 'S', 0);
        rig.clock.turn(70s);
        sample(1, 'S', 3);
        sample(11, 'S', 1);
        sample(13, 'T', 0);
        sample(14, 't', 0);
        sample(15, 'D', 0);
        sample(17, 'Z', 0);
        sample(12, 'R', 98);
        rig.fork(19, 12, "g++");
        rig.fork(20, 12, "cc1plus");
        rig.fork(21, 12, "as");
        rig.end(20, 1);
        rig.end(21);
        rig.turn();
    }
};

QTEST_MAIN(TestProcessTreeView)
#include "tst_process_tree_view.moc"
