#include "core/base/wait_status.h"
#include "tests/support/print_values.h"

#include <csignal>

namespace tw {

/// What wait(2) reports, taken apart.
class TestWaitStatus : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyExitCodeIsKept();
    void everySignalIsKeptWithAndWithoutACore();
    void anExitCodeIsNotTheSignalItResembles();
    void textNamesCodeOrSignal();
    void onlyZeroIsSuccess();
};

void TestWaitStatus::everyExitCodeIsKept()
{
    for (int code = 0; code <= 255; ++code) {
        const WaitStatus status{code * 256};
        QCOMPARE(status, WaitStatus::exited(code));
        QCOMPARE(status.code(), std::optional{code});
        QCOMPARE(status.signal(), std::nullopt);
        QVERIFY(!status.coreDumped());
        QCOMPARE(status.shellCode(), code);
        QCOMPARE(status.isSuccess(), code == 0);
    }
}

void TestWaitStatus::everySignalIsKeptWithAndWithoutACore()
{
    for (int number = 1; number <= 64; ++number) {
        for (const bool core : {false, true}) {
            const WaitStatus status{number + (core ? 128 : 0)};
            QCOMPARE(status, WaitStatus::killed(SignalNumber{number}, core));
            QCOMPARE(status.signal(), std::optional{SignalNumber{number}});
            QCOMPARE(status.code(), std::nullopt);
            QCOMPARE(status.coreDumped(), core);
            QCOMPARE(status.shellCode(), 128 + number);
            QVERIFY(!status.isSuccess());
        }
    }
}

void TestWaitStatus::anExitCodeIsNotTheSignalItResembles()
{
    const WaitStatus byCode = WaitStatus::exited(128 + SIGTERM);
    const WaitStatus bySignal = WaitStatus::killed(SignalNumber{SIGTERM});
    QCOMPARE(byCode.shellCode(), bySignal.shellCode());
    QVERIFY(byCode != bySignal);
}

void TestWaitStatus::textNamesCodeOrSignal()
{
    QCOMPARE(WaitStatus::exited(3).text(), std::string{"exit 3"});
    QCOMPARE(WaitStatus::killed(SignalNumber{SIGKILL}).text(), std::string{"SIGKILL (9)"});
    QCOMPARE(WaitStatus::killed(SignalNumber{SIGSEGV}, true).text(),
             std::string{"SIGSEGV (11), core dumped"});
    QCOMPARE(WaitStatus::killed(SignalNumber{SIGRTMIN + 1}).text(), std::string{"SIGRTMIN+1 (35)"});
}

void TestWaitStatus::onlyZeroIsSuccess()
{
    QVERIFY(WaitStatus{}.isSuccess());
    QVERIFY(!WaitStatus::exited(1).isSuccess());
}

} // namespace tw

QTEST_GUILESS_MAIN(tw::TestWaitStatus)
#include "tst_wait_status.moc"
