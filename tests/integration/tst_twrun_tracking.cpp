#include "tests/support/twrun_process.h"

#include <QTest>

#include <unistd.h>

using namespace Qt::StringLiterals;

namespace tw {

/// What each way of tracking sees, for root and for an ordinary user.
class TestTwrunTracking : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void exactSeesEveryProcess_data();
    void exactSeesEveryProcess();
    void sampledSeesWhatLivesLongEnough_data();
    void sampledSeesWhatLivesLongEnough();
};

namespace {

void addUsers()
{
    QTest::addColumn<unsigned>("user");
    QTest::newRow("ourselves") << ::getuid();
    if (::getuid() == 0) {
        QTest::newRow("ordinary user") << TwrunProcess::kOrdinaryUser;
    }
}

} // namespace

void TestTwrunTracking::exactSeesEveryProcess_data()
{
    addUsers();
}

void TestTwrunTracking::exactSeesEveryProcess()
{
    QFETCH(unsigned, user);
    TwrunProcess twrun;
    twrun.setUser(user);
    QVERIFY(twrun.run(
        {u"--tracking"_s,
         u"exact"_s,
         u"sh"_s,
         u"-c"_s,
         u"i=0; while [ $i -lt 200 ]; do (exit $((i % 7))); i=$((i+1)); done; (sleep 0.2 & exit 9); exit 1"_s}));
    if (twrun.exitCode() == 125) {
        QVERIFY2(twrun.errors().contains("exact"), twrun.errors().constData());
        QSKIP("this kernel tells this user no process events");
    }
    QCOMPARE(twrun.report()[u"tracking"_s].toString(), u"exact"_s);
    QCOMPARE(twrun.report()[u"lost_events"_s].toInt(), 0);
    QList<int> codes(10);
    for (const QJsonValue& process : twrun.processes()) {
        const QString status = statusText(process[u"status"_s]);
        QVERIFY2(status.startsWith(u"exit ") || status == u"signal 2", qPrintable(status));
        if (process[u"parent"_s].toInt() == 1) {
            ++codes[status.mid(5).toInt()];
        }
    }
    QCOMPARE(codes, (QList<int>{29, 29, 29, 29, 28, 28, 28, 0, 0, 1}));
}

void TestTwrunTracking::sampledSeesWhatLivesLongEnough_data()
{
    addUsers();
}

void TestTwrunTracking::sampledSeesWhatLivesLongEnough()
{
    QFETCH(unsigned, user);
    TwrunProcess twrun;
    twrun.setUser(user);
    QVERIFY(twrun.run({u"--tracking"_s,
                       u"sampled"_s,
                       u"sh"_s,
                       u"-c"_s,
                       u"sleep 1.5 & (sleep 1; exit 4) & wait; exit 2"_s}));
    QCOMPARE(twrun.exitCode(), 2);
    QCOMPARE(twrun.report()[u"tracking"_s].toString(), u"sampled"_s);
    QCOMPARE(twrun.processesOf(u"sleep"_s).size(), 2);
    for (const QJsonValue& process : twrun.processes()) {
        QVERIFY(!process[u"ended"_s].isNull());
    }
}

} // namespace tw

QTEST_GUILESS_MAIN(tw::TestTwrunTracking)
#include "tst_twrun_tracking.moc"
