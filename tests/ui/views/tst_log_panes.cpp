#include "tests/support/fake_agent.h"
#include "ui/views/log_pane.h"
#include "ui/views/log_view.h"
#include "ui/views/traces_pane.h"
#include "ui/views/traces_view.h"

#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace tw;

namespace {

/// Both pages over a client whose agent is this test.
struct Fixture
{
    FakeAgent agent{};
    AgentClient client{agent.factory()};
    LogPane log{client};
    TracesPane traces{client};

    Fixture()
    {
        client.start();
        agent.sayHello();
        for (const std::uint64_t id : {1U, 2U}) {
            agent.say(TreeEvent(Launched{LaunchId{id},
                                         ProcessKey{id},
                                         Pid{static_cast<int>(id)},
                                         {id == 1 ? "make" : "pytest"},
                                         "/",
                                         TrackingMode::Exact,
                                         {}}));
            agent.say(OutputGrew{LaunchId{id}, 3, 0, 0, 0});
        }
        log.resize(900, 300);
        log.show();
    }

    /// Answers what was asked: line N of every launch is "line N".
    void serve()
    {
        for (const ClientMessage& message : agent.takeReceived()) {
            const auto* request = std::get_if<LinesRequest>(&message);
            if (request == nullptr)
                continue;
            LinesAnswer answer{request->id, request->launch, {}};
            for (std::uint64_t at = request->first; at < request->first + request->count; ++at)
                answer.lines.push_back(
                    {at, at + 1, OutputStream::Stdout, {}, "line " + std::to_string(at), true});
            agent.send(answer);
        }
    }

    void findTrace(std::uint64_t launch, const char* type)
    {
        Trace trace;
        trace.type = type;
        agent.say(TraceFound{TraceId{launch}, LaunchId{launch}, OutputStream::Stderr, {}, trace});
    }

    [[nodiscard]] QString textOf(const QString& button) const
    {
        for (const QToolButton* each : log.findChildren<QToolButton*>()) {
            if (each->accessibleName() == button)
                return each->text();
        }
        return QStringLiteral("no button ") + button;
    }
};

} // namespace

class LogPanesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void logShowsTheLaunchOfTheSelectedProcess()
    {
        Fixture fixture;
        QCOMPARE(fixture.log.model().rowCount(), 6U);
        QCOMPARE(fixture.textOf(QStringLiteral("Shown launch")), QStringLiteral("All launches"));
        fixture.log.setFocusProcess(ProcessKey{2});
        QCOMPARE(fixture.log.model().rowCount(), 3U);
        QCOMPARE(fixture.textOf(QStringLiteral("Shown launch")),
                 QStringLiteral("pytest, whole launch"));
        fixture.log.setFocusProcess({});
        QCOMPARE(fixture.log.model().rowCount(), 6U);
    }

    void findCountsAndGoesFromMatchToMatch()
    {
        Fixture fixture;
        auto* field = fixture.log.findChild<QLineEdit*>(QStringLiteral("Find in log"));
        QVERIFY(field != nullptr);
        QCOMPARE(field->accessibleName(), QStringLiteral("Find in log"));
        const auto count = [&fixture] {
            fixture.serve();
            for (const QLabel* label : fixture.log.findChildren<QLabel*>()) {
                if (label->accessibleName() == QStringLiteral("Matches"))
                    return label->text();
            }
            return QString();
        };
        QTest::keyClicks(field, QStringLiteral("LINE 1"));
        QTRY_COMPARE(count(), QStringLiteral("1 of 2"));
        QCOMPARE(fixture.log.view().selection().current(), std::optional<std::uint64_t>(1));
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(count(), QStringLiteral("2 of 2"));
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(count(), QStringLiteral("1 of 2"));
        QTest::keyClick(field, Qt::Key_Return, Qt::ShiftModifier);
        QCOMPARE(count(), QStringLiteral("2 of 2"));
        QTest::keyClick(field, Qt::Key_Escape);
        QCOMPARE(count(), QString());
    }

    void tracesCountThoseThatAreShown()
    {
        Fixture fixture;
        QSignalSpy counts(&fixture.traces, &TracesPane::countChanged);
        fixture.findTrace(1, "A");
        fixture.findTrace(2, "B");
        fixture.findTrace(2, "B");
        QCOMPARE(counts.last().first().toInt(), 3);
        fixture.traces.setFocusProcess(ProcessKey{2});
        QCOMPARE(counts.last().first().toInt(), 2);
        const auto* view = fixture.traces.findChild<TracesView*>();
        QCOMPARE(view->accessibleName(), QStringLiteral("Traces"));
        QCOMPARE(view->model()->rowCount(), 1);
        QCOMPARE(view->model()->index(0, TraceModel::TypeColumn).data().toString(),
                 QStringLiteral("B ×2"));
    }

    void newRecordEmptiesBoth()
    {
        Fixture fixture;
        fixture.findTrace(1, "A");
        fixture.log.setFocusProcess(ProcessKey{1});
        fixture.agent.die(QStringLiteral("the agent has ended"));
        QCOMPARE(fixture.log.model().rowCount(), 3U);
        fixture.client.restart();
        QCOMPARE(fixture.log.model().rowCount(), 0U);
        QCOMPARE(fixture.traces.model().rowCount(), 0);
    }
};

QTEST_MAIN(LogPanesTest)
#include "tst_log_panes.moc"
