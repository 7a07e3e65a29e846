#include "core/agent/session_id.h"
#include "tests/support/print_values.h"

namespace tw {

namespace {

using namespace std::chrono_literals;

} // namespace

/// How sessions are named.
class TestSessionId : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void holdsTimeInUtcAndTheAgent();
    void fractionsOfASecondAreCutOff();
    void sortsByTime();
};

void TestSessionId::holdsTimeInUtcAndTheAgent()
{
    ::setenv("TZ", "Asia/Tokyo", 1);
    QCOMPARE(newSessionId(Time{1769852702s}, Pid{4711}), std::string{"20260131-094502-4711"});
    QCOMPARE(newSessionId(Time{0s}, Pid{1}), std::string{"19700101-000000-1"});
    ::unsetenv("TZ");
}

void TestSessionId::fractionsOfASecondAreCutOff()
{
    QCOMPARE(newSessionId(Time{1769852702999999999ns}, Pid{4711}),
             std::string{"20260131-094502-4711"});
}

void TestSessionId::sortsByTime()
{
    QVERIFY(newSessionId(Time{1769852702s}, Pid{99999}) < newSessionId(Time{1769852703s}, Pid{1}));
}

} // namespace tw

QTEST_GUILESS_MAIN(tw::TestSessionId)
#include "tst_session_id.moc"
