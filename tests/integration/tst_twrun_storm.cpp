#include "tests/support/twrun_process.h"

#include <QDeadlineTimer>
#include <QFile>
#include <QTest>

#include <csignal>

#include <unistd.h>

using namespace Qt::StringLiterals;

namespace tw {

/// Thousands of short lives: each is recorded, with its own status, and none is invented.
class TestTwrunStorm : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyLifeIsRecordedWithItsStatus_data();
    void everyLifeIsRecordedWithItsStatus();
    void nothingIsWrongAfterAPause();
    void unprivilegedBufferHoldsAPause();
};

namespace {

constexpr int kLives = 3000;

QStringList stormOf(int parents)
{
    return {u"--tracking"_s,
            u"exact"_s,
            QCoreApplication::applicationDirPath() + u"/testchild"_s,
            u"storm"_s,
            QString::number(kLives),
            QString::number(parents)};
}

/// How often each exit code is in the report; -1 stands for all else.
QMap<int, int> codesOf(const TwrunProcess& twrun)
{
    QMap<int, int> codes;
    for (const QJsonValue& process : twrun.processes()) {
        ++codes[process[u"status"_s][u"code"_s].toInt(-1)];
    }
    return codes;
}

/// Child number N of a storm ends with N modulo 256; its parents end with 0.
QMap<int, int> expectedCodes(int parents)
{
    QMap<int, int> codes;
    for (int child = 0; child < kLives; ++child) {
        ++codes[child & 0xff];
    }
    codes[0] += 1 + (parents > 1 ? parents : 0);
    return codes;
}

bool isRefused(const TwrunProcess& twrun)
{
    return twrun.exitCode() == 125 && twrun.errors().contains("exact");
}

/// Stops it as a whole while the storm goes on, and lets it go on 200 ms later.
void pauseInTheMiddle(TwrunProcess& twrun)
{
    const auto hasChild = [&] {
        QFile children{u"/proc/%1/task/%1/children"_s.arg(twrun.pid())};
        return children.open(QIODevice::ReadOnly) && !children.readAll().isEmpty();
    };
    QTRY_VERIFY(hasChild());
    twrun.signal(SIGSTOP);
    const QDeadlineTimer pause{200};
    QTRY_VERIFY(pause.hasExpired());
    twrun.signal(SIGCONT);
    QVERIFY(twrun.waitForEnd());
}

/// What was not lost is right; what was lost is said.
void compareAfterPause(const TwrunProcess& twrun)
{
    const auto expected = expectedCodes(2);
    const auto codes = codesOf(twrun);
    const int lost = twrun.report()[u"lost_events"_s].toInt();
    if (lost == 0) {
        QCOMPARE(codes, expected);
        return;
    }
    for (auto code = codes.begin(); code != codes.end(); ++code) {
        QVERIFY2(code.key() == -1 || code.value() <= expected.value(code.key()),
                 qPrintable(QString::number(code.key())));
    }
    QVERIFY(twrun.processes().size() + lost >= kLives + 3);
}

} // namespace

void TestTwrunStorm::everyLifeIsRecordedWithItsStatus_data()
{
    QTest::addColumn<int>("parents");
    for (const int parents : {1, 2, 64}) {
        QTest::addRow("%d parents", parents) << parents;
    }
}

void TestTwrunStorm::everyLifeIsRecordedWithItsStatus()
{
    QFETCH(int, parents);
    TwrunProcess twrun;
    QVERIFY(twrun.run(stormOf(parents)));
    if (isRefused(twrun)) {
        QSKIP("this kernel tells no process events");
    }
    QCOMPARE(twrun.report()[u"lost_events"_s].toInt(), 0);
    QCOMPARE(codesOf(twrun), expectedCodes(parents));
}

void TestTwrunStorm::nothingIsWrongAfterAPause()
{
    TwrunProcess twrun;
    QVERIFY(twrun.start(stormOf(2)));
    pauseInTheMiddle(twrun);
    if (isRefused(twrun)) {
        QSKIP("this kernel tells no process events");
    }
    compareAfterPause(twrun);
}

void TestTwrunStorm::unprivilegedBufferHoldsAPause()
{
    if (::getuid() != 0) {
        QSKIP("an ordinary user ran the case above");
    }
    TwrunProcess twrun;
    twrun.setUser(TwrunProcess::kOrdinaryUser);
    QVERIFY(twrun.start(stormOf(2)));
    pauseInTheMiddle(twrun);
    if (isRefused(twrun)) {
        QSKIP("this kernel tells an ordinary user no process events");
    }
    compareAfterPause(twrun);
}

} // namespace tw

QTEST_GUILESS_MAIN(tw::TestTwrunStorm)
#include "tst_twrun_storm.moc"
