#include "core/control/survivor_reason.h"
#include "tests/support/print_values.h"

#include <cerrno>
#include <csignal>

namespace tw {

namespace {

constexpr std::uint64_t bit(int signal)
{
    return std::uint64_t{1} << (signal - 1);
}

std::string reason(int signal, const ProcessCondition& condition)
{
    return survivorReason(SignalNumber{signal}, condition, std::nullopt);
}

} // namespace

/// Why a process lives on, in words.
class TestSurvivorReason : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void refusalComesFirst();
    void whatKeepsAnyProcessFromActing();
    void whatItDoesWithTheSignal();
    void nothingIsClaimedThatWasNotRead();
    void masksHoldAllSignals();
};

void TestSurvivorReason::refusalComesFirst()
{
    ProcessCondition condition;
    condition.state = 'D';
    condition.uid = 33;
    const SignalNumber term{SIGTERM};
    QCOMPARE(survivorReason(term, condition, Error{EPERM, "send"}),
             std::string{"belongs to another user (uid 33)"});
    QCOMPARE(survivorReason(term, std::nullopt, Error{EPERM, "send"}),
             std::string{"belongs to another user"});
    QCOMPARE(survivorReason(term, condition, Error{0, "its identity is uncertain"}),
             std::string{"its identity is uncertain"});
}

void TestSurvivorReason::whatKeepsAnyProcessFromActing()
{
    ProcessCondition condition;
    condition.ignored = bit(SIGTERM);
    condition.state = 'D';
    QCOMPARE(reason(SIGTERM, condition), std::string{"uninterruptible"});
    condition.waitChannel = "__refrigerator";
    QCOMPARE(reason(SIGKILL, condition),
             std::string{"uninterruptible (wait channel __refrigerator)"});
    condition.frozen = true;
    QCOMPARE(reason(SIGKILL, condition),
             std::string{"frozen by its cgroup: signals wait until it is thawed"});
    condition.frozen = false;
    condition.state = 't';
    condition.tracer = Pid{77};
    QCOMPARE(reason(SIGTERM, condition), std::string{"traced by PID 77"});
    condition.state = 'Z';
    QCOMPARE(reason(SIGTERM, condition), std::string{"its main thread has ended, others have not"});
}

void TestSurvivorReason::whatItDoesWithTheSignal()
{
    ProcessCondition condition;
    QCOMPARE(reason(SIGINT, condition), std::string{"still running"});
    condition.caught = bit(SIGINT);
    QCOMPARE(reason(SIGINT, condition), std::string{"handles SIGINT and is still running"});
    condition.blocked = bit(SIGINT);
    QCOMPARE(reason(SIGINT, condition), std::string{"blocks SIGINT"});
    condition.ignored = bit(SIGINT);
    QCOMPARE(reason(SIGINT, condition), std::string{"ignores SIGINT"});
    QCOMPARE(reason(SIGTERM, condition), std::string{"still running"});
    condition.state = 'T';
    QCOMPARE(reason(SIGTERM, condition), std::string{"stopped"});
    condition.state = 'S';
    condition.tracer = Pid{77};
    QCOMPARE(reason(SIGTERM, condition), std::string{"traced by PID 77"});
}

void TestSurvivorReason::nothingIsClaimedThatWasNotRead()
{
    QCOMPARE(survivorReason(SignalNumber{SIGKILL}, std::nullopt, std::nullopt),
             std::string{"still running"});
}

void TestSurvivorReason::masksHoldAllSignals()
{
    QVERIFY(hasSignal(bit(1), SignalNumber{1}));
    QVERIFY(hasSignal(bit(64), SignalNumber{64}));
    QVERIFY(!hasSignal(~std::uint64_t{0}, SignalNumber{0}));
    QVERIFY(!hasSignal(~std::uint64_t{0}, SignalNumber{65}));
}

} // namespace tw

QTEST_GUILESS_MAIN(tw::TestSurvivorReason)
#include "tst_survivor_reason.moc"
