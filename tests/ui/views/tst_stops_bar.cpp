#include "tests/support/event_script.h"
#include "tests/support/fake_clock.h"
#include "ui/models/running_stops_model.h"
#include "ui/views/stop_row.h"
#include "ui/views/stops_bar.h"

#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace tw;
using namespace std::chrono_literals;

namespace {

/// A bar over stops of one process, told by a script.
struct Rig
{
    FakeClock clock{};
    ProcessTree tree{};
    RunningStopsModel stops{tree, clock};
    QWidget window{};
    StopsBar bar{stops, &window};

    Rig()
    {
        tell("0 launched 1 4711 pytest");
        window.resize(1000, 200);
        bar.resize(1000, 100);
        window.show();
    }

    void tell(const char* script)
    {
        const auto events = parseEvents(script).value();
        for (const Event& event : events) {
            if (const auto* change = std::get_if<TreeEvent>(&event.body)) {
                (void)tree.apply(event.time, *change);
            }
            stops.applyEvent(event);
        }
    }

    void turn(std::chrono::milliseconds by)
    {
        clock.turn(by);
        bar.refresh();
    }

    [[nodiscard]] QList<StopRow*> rows() const
    {
        QList<StopRow*> shown;
        for (StopRow* row : bar.findChildren<StopRow*>()) {
            if (row->isVisibleTo(&bar)) {
                shown << row;
            }
        }
        return shown;
    }

    [[nodiscard]] QPushButton* button(const QString& name) const
    {
        for (QPushButton* each : bar.findChildren<QPushButton*>()) {
            if (each->accessibleName() == name) {
                return each;
            }
        }
        return nullptr;
    }
};

} // namespace

class TestStopsBar : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aStopThatIsOverAtOnceIsNeverSeen()
    {
        Rig rig;
        QVERIFY(rig.bar.isHidden());
        rig.tell("100 stop 1 user 1 interrupt:5s,kill");
        rig.turn(100ms);
        QVERIFY(rig.bar.isHidden());
        rig.tell("200 stopped 1");
        rig.turn(1s);
        QVERIFY(rig.bar.isHidden());
    }

    void aRunningStopCountsDownAndGoes()
    {
        Rig rig;
        rig.tell("100 stop 1 user 1 interrupt:5s,kill\n100 step 1 SIGINT 1 4711 delivered");
        rig.turn(1500ms);
        QVERIFY(rig.bar.isVisible());
        QCOMPARE(rig.rows().size(), 1);
        QCOMPARE(rig.rows().first()->accessibleName(), QStringLiteral("Stopping pytest 4711"));
        QStringList texts;
        for (const QLabel* label : rig.rows().first()->findChildren<QLabel*>()) {
            texts << label->text();
        }
        QCOMPARE(texts,
                 (QStringList{QStringLiteral("Stopping pytest 4711"),
                              QStringLiteral("SIGKILL in 5 s")}));
        QCOMPARE(rig.rows().first()->findChild<ElidedText*>()->accessibleName(),
                 QStringLiteral("SIGINT sent to 1, 1 left: pytest 4711"));
        rig.tell("5000 stopped 1");
        QTRY_VERIFY(rig.bar.isHidden());
    }

    void buttonsNameTheStop()
    {
        Rig rig;
        rig.tell("100 stop 3 user 1 interrupt:5s,terminate:5s,kill");
        rig.turn(1s);
        QSignalSpy skips(&rig.bar, &StopsBar::skipRequested);
        std::vector<std::pair<StopId, std::chrono::milliseconds>> extensions;
        connect(
            &rig.bar,
            &StopsBar::extendRequested,
            this,
            [&](StopId stop, std::chrono::milliseconds by) { extensions.emplace_back(stop, by); });
        rig.button(QStringLiteral("Skip"))->click();
        QCOMPARE(skips.count(), 1);
        QCOMPARE(skips.first().first().value<StopId>(), StopId{3});
        QCOMPARE(rig.button(QStringLiteral("Skip"))->toolTip(), QStringLiteral("Send SIGTERM now"));
        rig.button(QStringLiteral("Extend by 5 s"))->click();
        rig.button(QStringLiteral("Extend by 30 s"))->click();
        QCOMPARE(extensions.size(), std::size_t{2});
        QCOMPARE(extensions[0], (std::pair{StopId{3}, 5000ms}));
        QCOMPARE(extensions[1], (std::pair{StopId{3}, 30000ms}));
    }

    void everyButtonIsReachedByKeyboard()
    {
        Rig rig;
        rig.tell("100 stop 1 user 1 interrupt:5s");
        rig.turn(1s);
        for (const QPushButton* button : rig.bar.findChildren<QPushButton*>()) {
            QVERIFY2(button->focusPolicy() & Qt::TabFocus, qPrintable(button->accessibleName()));
        }
    }

    void manyStopsAreCounted()
    {
        Rig rig;
        for (int stop = 1; stop <= 9; ++stop) {
            rig.tell(qPrintable(QStringLiteral("100 stop %1 user 1 kill").arg(stop)));
        }
        rig.turn(1s);
        QCOMPARE(rig.rows().size(), static_cast<qsizetype>(StopsBar::kMostRows));
        QStringList texts;
        for (const QLabel* label :
             rig.bar.findChildren<QLabel*>(QString{}, Qt::FindDirectChildrenOnly)) {
            texts << label->text();
        }
        QCOMPARE(texts, QStringList{QStringLiteral("and 5 more stops")});
        rig.tell("200 stopped 1\n200 stopped 2");
        rig.turn(1s);
        QCOMPARE(rig.rows().size(), static_cast<qsizetype>(StopsBar::kMostRows));
    }

    void theButtonsStandStillWhileItCounts()
    {
        Rig rig;
        rig.tell("100 stop 1 user 1 interrupt:20s,kill");
        rig.turn(1s);
        QCoreApplication::processEvents();
        const int before = rig.button(QStringLiteral("Skip"))->x();
        rig.turn(15s);
        QCoreApplication::processEvents();
        QCOMPARE(rig.button(QStringLiteral("Skip"))->x(), before);
    }
};

QTEST_MAIN(TestStopsBar)
#include "tst_stops_bar.moc"
