#include "tests/support/details_text.h"
#include "tests/support/fake_agent.h"
#include "ui/views/details_pane.h"
#include "ui/views/details_view.h"

#include <QAccessible>
#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace tw;
using namespace std::chrono_literals;

namespace {

/// The page over a client whose agent is this test; `make` runs and has a child that has ended.
struct Fixture
{
    FakeAgent agent{};
    AgentClient client{agent.factory()};
    DetailsPane pane{client};

    explicit Fixture(bool shown = true)
    {
        client.start();
        agent.sayHello();
        agent.say(TreeEvent(Launched{LaunchId{1},
                                     ProcessKey{1},
                                     Pid{4711},
                                     {"make", "all"},
                                     "/src",
                                     TrackingMode::Exact,
                                     {}}));
        agent.say(TreeEvent(Forked{ProcessKey{2}, Pid{4712}, ProcessKey{1}}));
        agent.say(TreeEvent(Exited{ProcessKey{2}, WaitStatus::exited(3), 1s, 1ULL << 20U}));
        (void)agent.takeReceived();
        pane.resize(900, 300);
        if (shown) {
            pane.show();
        }
    }

    /// What was asked since the last call.
    std::vector<DetailsRequest> requests()
    {
        std::vector<DetailsRequest> found;
        for (const ClientMessage& message : agent.takeReceived()) {
            if (const auto* request = std::get_if<DetailsRequest>(&message)) {
                found.push_back(*request);
            }
        }
        return found;
    }

    void answer(const Result<ProcessDetails>& details)
    {
        for (const DetailsRequest& request : requests()) {
            agent.send(DetailsAnswer{request.id, request.key, details});
        }
    }

    /// Lets the pane's second pass.
    void answerNext(const Result<ProcessDetails>& details)
    {
        const QSignalSpy answered(&client, &AgentClient::detailsReceived);
        QTRY_VERIFY([&] {
            answer(details);
            return answered.count() > 0;
        }());
    }

    [[nodiscard]] QString text() { return shownText(*pane.view().model()); }

    [[nodiscard]] QModelIndex row(const QString& word)
    {
        const QAbstractItemModel& model = *pane.view().model();
        for (int at = 0; at < model.rowCount(); ++at) {
            const QModelIndex section = model.index(at, 0);
            for (int row = 0; row < model.rowCount(section); ++row) {
                if (model.index(row, 0, section).data().toString().contains(word)) {
                    return model.index(row, 0, section);
                }
            }
        }
        return {};
    }
};

ProcessDetails withVariables(int count)
{
    ProcessDetails details = exampleDetails();
    details.environment = Bounded<std::string>{};
    for (int number = 100; number < 100 + count; ++number) {
        details.environment->listed.push_back("V" + std::to_string(number) + "=x");
    }
    details.environment->total = details.environment->listed.size();
    return details;
}

} // namespace

class TestDetailsPane : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingSelectedSaysWhatToDo()
    {
        Fixture fixture;
        QVERIFY(fixture.requests().empty());
        const auto labels = fixture.pane.findChildren<QLabel*>();
        QVERIFY(std::any_of(labels.begin(), labels.end(), [](const QLabel* label) {
            return label->isVisible()
                   && label->text().contains(QStringLiteral("No process is selected."))
                   && label->text().contains(QStringLiteral("Select one in the tree"));
        }));
        QCOMPARE(fixture.pane.accessibleName(), QStringLiteral("Details"));
        QCOMPARE(fixture.pane.objectName(), QStringLiteral("Details"));
        QCOMPARE(QAccessible::queryAccessibleInterface(&fixture.pane)->role(), QAccessible::Pane);
    }

    void selectedProcessIsAskedForAndShown()
    {
        Fixture fixture;
        fixture.pane.setFocusProcess(ProcessKey{1});
        const auto asked = fixture.requests();
        QCOMPARE(asked.size(), std::size_t{1});
        QCOMPARE(asked.front().key.value, std::uint64_t{1});
        fixture.agent.send(DetailsAnswer{asked.front().id, ProcessKey{1}, exampleDetails()});
        QVERIFY(fixture.text().contains(QStringLiteral("  HOME  /root\n")));
        QVERIFY(fixture.text().contains(QStringLiteral("Descriptors 6,000\n")));
        QVERIFY(!fixture.text().contains(QStringLiteral("s3cret")));
        QCOMPARE(fixture.pane.note(), QString{});
    }

    void hiddenPageAsksNothing()
    {
        Fixture fixture(false);
        fixture.pane.setFocusProcess(ProcessKey{1});
        QVERIFY(fixture.requests().empty());
        fixture.pane.show();
        QCOMPARE(fixture.requests().size(), std::size_t{1});
        fixture.pane.hide();
        fixture.pane.setFocusProcess(ProcessKey{2});
        fixture.pane.setFocusProcess(ProcessKey{1});
        QVERIFY(fixture.requests().empty());
    }

    void isAskedAgainWithinASecondButNotMeanwhile()
    {
        Fixture fixture;
        fixture.pane.setFocusProcess(ProcessKey{1});
        QCOMPARE(fixture.requests().size(), std::size_t{1}); // not answered
        fixture.pane.hide();
        fixture.pane.show();
        QCOMPARE(fixture.requests().size(), std::size_t{1}); // what was asked before is forgotten
        fixture.answer(exampleDetails());
        QVERIFY(fixture.requests().empty());
    }

    void lateAnswersAreNotShown()
    {
        Fixture fixture;
        fixture.pane.setFocusProcess(ProcessKey{1});
        const auto asked = fixture.requests();
        fixture.pane.setFocusProcess({});
        fixture.pane.setFocusProcess(ProcessKey{1});
        fixture.agent.send(DetailsAnswer{asked.front().id, ProcessKey{1}, exampleDetails()});
        QCOMPARE(fixture.text(), QString{});
        fixture.answer(exampleDetails());
        QVERIFY(!fixture.text().isEmpty());
    }

    void refreshKeepsSelectionAndScrollPosition()
    {
        Fixture fixture;
        fixture.pane.setFocusProcess(ProcessKey{1});
        fixture.answer(withVariables(60));
        DetailsView& view = fixture.pane.view();
        const QModelIndex chosen = fixture.row(QStringLiteral("V140"));
        view.setCurrentIndex(chosen);
        view.scrollTo(chosen, QAbstractItemView::PositionAtTop);
        const int before = view.visualRect(chosen).top();
        // Rows above the view go; what is looked at stays where it is.
        ProcessDetails fewer = withVariables(60);
        fewer.environment->listed.erase(fewer.environment->listed.begin(),
                                        fewer.environment->listed.begin() + 10);
        fixture.answerNext(fewer);
        QVERIFY(!fixture.text().contains(QStringLiteral("V105")));
        QCOMPARE(view.currentIndex().data().toString(), QStringLiteral("V140  x"));
        QCOMPARE(view.visualRect(view.currentIndex()).top(), before);
    }

    void closedSectionsStayClosed()
    {
        Fixture fixture;
        fixture.pane.setFocusProcess(ProcessKey{1});
        fixture.answer(exampleDetails());
        DetailsView& view = fixture.pane.view();
        const QModelIndex environment = view.model()->index(1, 0);
        QVERIFY(view.isExpanded(environment));
        view.collapse(environment);
        fixture.answerNext(withVariables(3));
        QVERIFY(!view.isExpanded(view.model()->index(1, 0)));
        // A search looks into them all the same.
        auto& find = *fixture.pane.findChild<QLineEdit*>(QStringLiteral("Find in details"));
        QCOMPARE(find.accessibleName(), QStringLiteral("Find in details"));
        find.setText(QStringLiteral("V102"));
        QCOMPARE(fixture.text(), QStringLiteral("Environment 3\n  V102  x\n"));
        QVERIFY(view.isExpanded(view.model()->index(0, 0)));
    }

    void endedProcessShowsTheRecord()
    {
        Fixture fixture;
        fixture.pane.setFocusProcess(ProcessKey{2});
        QVERIFY(fixture.requests().empty());
        QVERIFY(fixture.pane.note().startsWith(QStringLiteral("It has ended: exit 3.")));
        QVERIFY(fixture.text().startsWith(QStringLiteral("Record\n  Status  exit 3\n")));
    }

    void processThatEndsTurnsIntoItsRecord()
    {
        Fixture fixture;
        fixture.pane.setFocusProcess(ProcessKey{1});
        fixture.answer(exampleDetails());
        fixture.agent.say(TreeEvent(
            Exited{ProcessKey{1}, WaitStatus::killed(SignalNumber{9}, false), 1s, 1ULL << 20U}));
        QTRY_VERIFY(fixture.pane.note().startsWith(QStringLiteral("It has ended: SIGKILL (9).")));
        QVERIFY(fixture.text().contains(QStringLiteral("  Command line  make all\n")));
        QVERIFY(!fixture.text().contains(QStringLiteral("HOME")));
    }

    void refusalOfEverythingIsSaid()
    {
        Fixture fixture;
        fixture.pane.setFocusProcess(ProcessKey{1});
        fixture.answer(tl::unexpected<Error>{Error{13, "open /proc/4711: hidden"}});
        QCOMPARE(fixture.pane.note(),
                 QStringLiteral("Cannot open /proc/4711: hidden. This is what was recorded."));
        QVERIFY(fixture.text().contains(QStringLiteral("  Command line  make all\n")));
        fixture.answerNext(exampleDetails());
        QCOMPARE(fixture.pane.note(), QString{});
    }

    void lostAgentIsSaid()
    {
        Fixture fixture;
        fixture.pane.setFocusProcess(ProcessKey{1});
        fixture.agent.die(QStringLiteral("gone"));
        QVERIFY(fixture.pane.note().startsWith(QStringLiteral("There is no agent to ask.")));
        QVERIFY(fixture.text().contains(QStringLiteral("  Command line  make all\n")));
    }

    void secretsAreShownWhenAskedFor()
    {
        Fixture fixture;
        fixture.pane.setFocusProcess(ProcessKey{1});
        QToolButton* button = nullptr;
        for (QToolButton* each : fixture.pane.findChildren<QToolButton*>()) {
            if (each->accessibleName() == QStringLiteral("Show hidden values")) {
                button = each;
            }
        }
        QVERIFY(button != nullptr);
        QVERIFY(!button->isVisible());
        fixture.answer(exampleDetails());
        QVERIFY(button->isVisible());
        DetailsView& view = fixture.pane.view();
        view.setCurrentIndex(fixture.row(QStringLiteral("API_TOKEN")));
        QTest::keyClick(&view, Qt::Key_C, Qt::ControlModifier);
        QVERIFY(!QGuiApplication::clipboard()->text().contains(QStringLiteral("s3cret")));
        QTest::keyClick(&view, Qt::Key_Return);
        QVERIFY(fixture.text().contains(QStringLiteral("  API_TOKEN  s3cret\n")));
        button->click();
        button->click();
        QVERIFY(!fixture.text().contains(QStringLiteral("s3cret")));
        button->click();
        QVERIFY(fixture.text().contains(QStringLiteral("s3cret")));
        // Another process starts hidden.
        fixture.pane.setFocusProcess({});
        fixture.pane.setFocusProcess(ProcessKey{1});
        fixture.answer(exampleDetails());
        QVERIFY(!fixture.text().contains(QStringLiteral("s3cret")));
        QVERIFY(!button->isChecked());
    }

    void rowsAreCopied()
    {
        Fixture fixture;
        fixture.pane.setFocusProcess(ProcessKey{1});
        fixture.answer(exampleDetails());
        DetailsView& view = fixture.pane.view();
        view.setCurrentIndex(fixture.row(QStringLiteral("/tmp/x")));
        view.selectionModel()->select(fixture.row(QStringLiteral("HOME")),
                                      QItemSelectionModel::Select);
        view.copy();
        QCOMPARE(QGuiApplication::clipboard()->text(),
                 QStringLiteral("HOME\t/root\n3\tfile\t\twrite append\t17\t/tmp/x"));
        view.copyValue();
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("/root\n/tmp/x"));
    }

    void sectionsAreGoneTo()
    {
        Fixture fixture;
        fixture.pane.setFocusProcess(ProcessKey{1});
        fixture.answer(withVariables(60));
        auto& list = *fixture.pane.findChild<QListView*>();
        QCOMPARE(list.accessibleName(), QStringLiteral("Sections"));
        const QModelIndex threads = list.model()->index(5, 0);
        QCOMPARE(threads.data().toString(), QStringLiteral("Threads 2"));
        list.setCurrentIndex(list.model()->index(4, 0));
        QCOMPARE(fixture.pane.view().sectionAtTop().data().toString(),
                 QStringLiteral("Descriptors 6,000"));
        QCOMPARE(list.currentIndex().row(), 4);
        fixture.pane.view().verticalScrollBar()->setValue(0);
        QCOMPARE(list.currentIndex().row(), 0);
    }
};

QTEST_MAIN(TestDetailsPane)
#include "tst_details_pane.moc"
