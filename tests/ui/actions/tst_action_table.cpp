#include "ui/actions/action_table.h"

#include <QKeySequence>
#include <QTest>

#include <csignal>
#include <set>

using namespace tw;
using namespace std::chrono_literals;

namespace {

const Situation kNothingSelected{.connected = true};
const Situation kOneAlive{.connected = true, .selected = 1, .alive = 1, .hasLiveTree = true};
const Situation kEndedWithChildren{.connected = true, .selected = 1, .hasLiveTree = true};
const Situation kAllEnded{.connected = true, .selected = 2};
const Situation kNoAgent{.selected = 1, .alive = 1, .hasLiveTree = true};

/// The names of what can be done.
QString enabled(const Situation& situation)
{
    QString names;
    for (const ActionRow& row : actionTable()) {
        if (row.id < ActionId::AskBeforeStop && whyDisabled(row.id, situation).isEmpty()) {
            names += QString::fromUtf8(row.text).remove(QLatin1Char('&')) + QLatin1Char('|');
        }
    }
    return names;
}

} // namespace

class TestActionTable : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatCanBeDoneFollowsTheSelection()
    {
        QCOMPARE(enabled(kNothingSelected), QStringLiteral("Run…|"));
        QCOMPARE(enabled(kOneAlive),
                 QStringLiteral("Run…|Restart|Interrupt|Terminate|Kill|Interrupt Tree|"
                                "Terminate Tree|Kill Tree|Stop|Suspend|Resume|Send Signal…|"));
        QCOMPARE(enabled(kEndedWithChildren),
                 QStringLiteral("Run…|Restart|Interrupt Tree|Terminate Tree|Kill Tree|Stop|"));
        QCOMPARE(enabled(kAllEnded), QStringLiteral("Run…|Restart|"));
        QCOMPARE(enabled(kNoAgent), QString{});
    }

    void theDisabledSayWhy()
    {
        QCOMPARE(whyDisabled(ActionId::Kill, kNothingSelected),
                 QStringLiteral("Select a process first"));
        QCOMPARE(whyDisabled(ActionId::Kill, kEndedWithChildren),
                 QStringLiteral("The selected process has ended"));
        QCOMPARE(whyDisabled(ActionId::KillTree, kAllEnded),
                 QStringLiteral("Everything selected has ended"));
        QCOMPARE(whyDisabled(ActionId::Interrupt, kNoAgent),
                 QStringLiteral("There is no agent to send it"));
    }

    void aNoteSaysWhatBecomesOfTheSignal()
    {
        Situation situation = kOneAlive;
        situation.interruptNote = QStringLiteral("gw0 4720 ignores SIGINT");
        situation.ladder = QStringLiteral("SIGTERM 5 s → SIGKILL");
        QCOMPARE(noteOn(ActionId::Interrupt, situation), QStringLiteral("gw0 4720 ignores SIGINT"));
        QCOMPARE(noteOn(ActionId::Terminate, situation), QString{});
        QCOMPARE(noteOn(ActionId::Stop, situation), QStringLiteral("SIGTERM 5 s → SIGKILL"));
        QCOMPARE(noteOn(ActionId::Kill, situation), QString{});
    }

    void attachingNeedsAnAgentAlone()
    {
        QCOMPARE(whyDisabled(ActionId::Attach, kNothingSelected), QString{});
        QCOMPARE(whyDisabled(ActionId::Attach, kNoAgent),
                 QStringLiteral("There is no agent to watch it"));
    }

    void readingNeedsNoAgent()
    {
        QCOMPARE(whyDisabled(ActionId::ShowDetails, kNoAgent), QString{});
        QCOMPARE(whyDisabled(ActionId::Copy, kNoAgent), QString{});
        QCOMPARE(whyDisabled(ActionId::Filter, kNoAgent), QString{});
        QCOMPARE(whyDisabled(ActionId::ShowTraces, kNoAgent), QString{});
    }

    void everyStopIsOneStep()
    {
        using Step = LadderStep;
        const auto process = StopScope::Process;
        const auto tree = StopScope::Tree;
        QCOMPARE(stopStep(ActionId::Interrupt), (Step{{SIGINT}, process, 5s}));
        QCOMPARE(stopStep(ActionId::Terminate), (Step{{SIGTERM}, process, 5s}));
        QCOMPARE(stopStep(ActionId::Kill), (Step{{SIGKILL}, process, 0s}));
        QCOMPARE(stopStep(ActionId::InterruptTree), (Step{{SIGINT}, tree, 5s}));
        QCOMPARE(stopStep(ActionId::TerminateTree), (Step{{SIGTERM}, tree, 5s}));
        QCOMPARE(stopStep(ActionId::KillTree), (Step{{SIGKILL}, tree, 0s}));
        QCOMPARE(stopStep(ActionId::Suspend), (Step{{SIGSTOP}, process, 0s}));
        QCOMPARE(stopStep(ActionId::Resume), (Step{{SIGCONT}, process, 0s}));
        QVERIFY(!stopStep(ActionId::Run));
        QVERIFY(!stopStep(ActionId::Stop));
        QCOMPARE(formatLadder(defaultLadder()), std::string{"interrupt:5s,terminate:5s,kill"});
    }

    void onlyWhatEndsMoreThanOneProcessAsks()
    {
        QVERIFY(needsConfirmation(ActionId::KillTree, 2));
        QVERIFY(needsConfirmation(ActionId::TerminateTree, 2));
        QVERIFY(needsConfirmation(ActionId::Stop, 2));
        QVERIFY(!needsConfirmation(ActionId::Stop, 1));
        QVERIFY(!needsConfirmation(ActionId::KillTree, 1));
        QVERIFY(!needsConfirmation(ActionId::InterruptTree, 9));
        QVERIFY(!needsConfirmation(ActionId::Kill, 1));
    }

    void namesAndKeysAreUnique()
    {
        std::set<QString> names;
        std::set<QString> keys;
        std::size_t keyCount = 0;
        for (const ActionRow& row : actionTable()) {
            names.insert(QString::fromUtf8(row.text).remove(QLatin1Char('&')));
            if (*row.keys == '\0') {
                continue;
            }
            for (const QKeySequence& key : QKeySequence::listFromString(QLatin1String(row.keys))) {
                QVERIFY2(!key.isEmpty(), row.text);
                keys.insert(key.toString());
                ++keyCount;
            }
        }
        QCOMPARE(names.size(), actionTable().size());
        QCOMPARE(keys.size(), keyCount);
    }
};

QTEST_GUILESS_MAIN(TestActionTable)
#include "tst_action_table.moc"
