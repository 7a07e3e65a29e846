#include "core/control/signal_meaning.h"
#include "tests/support/print_values.h"

#include <csignal>

namespace tw {

/// Which of the 64 signals are requests to end.
class TestSignalMeaning : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void requestsToEndAreTold();
    void onlyThoseThatCanBeHandledNeedContinuing();
};

void TestSignalMeaning::requestsToEndAreTold()
{
    std::string names;
    for (int number = 1; number <= 64; ++number) {
        if (isMeantToEnd(SignalNumber{number})) {
            names += SignalNumber{number}.name() + " ";
        }
    }
    QCOMPARE(
        names,
        std::string{"SIGHUP SIGINT SIGQUIT SIGILL SIGTRAP SIGABRT SIGBUS SIGFPE SIGKILL SIGSEGV "
                    "SIGTERM SIGXCPU SIGXFSZ SIGSYS "});
}

void TestSignalMeaning::onlyThoseThatCanBeHandledNeedContinuing()
{
    QVERIFY(needsContinue(SignalNumber{SIGINT}));
    QVERIFY(needsContinue(SignalNumber{SIGTERM}));
    QVERIFY(!needsContinue(SignalNumber{SIGKILL}));
    QVERIFY(!needsContinue(SignalNumber{SIGSTOP}));
    QVERIFY(!needsContinue(SignalNumber{SIGCONT}));
    QVERIFY(!needsContinue(SignalNumber{SIGUSR1}));
}

} // namespace tw

QTEST_GUILESS_MAIN(tw::TestSignalMeaning)
#include "tst_signal_meaning.moc"
