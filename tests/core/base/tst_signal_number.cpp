#include "core/base/signal_number.h"
#include "tests/support/print_values.h"

#include <csignal>

namespace tw {

/// Names of signals, read and written.
class TestSignalNumber : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everySpellingIsRead();
    void aliasesOfSignal7AreRead();
    void everyNameIsReadBack();
    void realTimeSignalsCountFromTheFirst();
    void whatTheKernelDoesNotHaveHasNoName();
    void otherWordsAreRefused();
};

void TestSignalNumber::everySpellingIsRead()
{
    for (const char* text : {"SIGINT", "INT", "int", "sigint", "SigInt", "2", "SIG2"}) {
        QCOMPARE(SignalNumber::parse(text).value(), SignalNumber{SIGINT});
    }
}

void TestSignalNumber::aliasesOfSignal7AreRead()
{
    QCOMPARE(SignalNumber::parse("SIGIO").value(), SignalNumber{SIGIO});
    QCOMPARE(SignalNumber::parse("SIGIOT").value(), SignalNumber{SIGABRT});
    QCOMPARE(SignalNumber::parse("SIGCLD").value(), SignalNumber{SIGCHLD});
    QCOMPARE(SignalNumber::parse("SIGRTMAX").value(), SignalNumber{SIGRTMAX});
    QCOMPARE(SignalNumber::parse("SIGRTMAX-2").value(), SignalNumber{SIGRTMAX - 2});
}

void TestSignalNumber::everyNameIsReadBack()
{
    for (int number = 1; number <= SIGRTMAX; ++number) {
        const SignalNumber signal{number};
        QCOMPARE(SignalNumber::parse(signal.name()).value_or(SignalNumber{}), signal);
    }
}

void TestSignalNumber::realTimeSignalsCountFromTheFirst()
{
    QCOMPARE(SignalNumber{SIGRTMIN}.name(), std::string{"SIGRTMIN"});
    QCOMPARE(SignalNumber{SIGRTMIN + 3}.name(), std::string{"SIGRTMIN+3"});
    QCOMPARE(SignalNumber::parse("rtmin+3").value(), SignalNumber{SIGRTMIN + 3});
}

void TestSignalNumber::whatTheKernelDoesNotHaveHasNoName()
{
    QCOMPARE(SignalNumber{0}.name(), std::string{"signal 0"});
    QCOMPARE(SignalNumber{-1}.name(), std::string{"signal -1"});
    QCOMPARE(SignalNumber{65}.name(), std::string{"signal 65"});
    QCOMPARE(SignalNumber{99}.name(), std::string{"signal 99"});
    // The two that the C library keeps for itself.
    QCOMPARE(SignalNumber{32}.name(), std::string{"signal 32"});
}

void TestSignalNumber::otherWordsAreRefused()
{
    for (const char* text : {"",
                             "SIG",
                             "0",
                             "-2",
                             "65",
                             "99999999999999999999",
                             "SIGNOPE",
                             "2x",
                             "SIGRTMIN+31",
                             "SIGRTMIN+2147483647",
                             "SIGRTMIN+-1",
                             "SIGRTMIN+",
                             "SIGRTMAX-31",
                             "INT "}) {
        QCOMPARE(errorOf(SignalNumber::parse(text)),
                 "read '" + std::string{text} + "' as a signal: no signal has that name");
    }
}

} // namespace tw

QTEST_GUILESS_MAIN(tw::TestSignalNumber)
#include "tst_signal_number.moc"
