#include "core/kernel/inheritance.h"
#include "core/kernel/signal_fd.h"
#include "tests/support/child_check.h"
#include "tests/support/print_values.h"

#include <QtTest>

#include <csignal>

#include <pthread.h>

using namespace tw;

namespace {

bool isBlocked(int signal)
{
    sigset_t blocked{};
    ::pthread_sigmask(SIG_BLOCK, nullptr, &blocked);
    return ::sigismember(&blocked, signal) == 1;
}

// To this thread, so that no other thread of Qt Test can take it.
void raiseHere(int signal)
{
    ::pthread_kill(::pthread_self(), signal);
}

} // namespace

class TestSignalFd final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void signalsAreReadInsteadOfActing()
    {
        auto signals = SignalFd::open({SignalNumber{SIGUSR1}, SignalNumber{SIGUSR2}});
        QVERIFY(signals.has_value());
        QVERIFY(!signals->read().has_value());
        raiseHere(SIGUSR2);
        raiseHere(SIGUSR1);
        QCOMPARE(signals->read()->value, SIGUSR1);
        QCOMPARE(signals->read()->value, SIGUSR2);
        QVERIFY(!signals->read().has_value());
    }

    void severalOfOneKindAreOne()
    {
        auto signals = SignalFd::open({SignalNumber{SIGUSR1}});
        raiseHere(SIGUSR1);
        raiseHere(SIGUSR1);
        QCOMPARE(signals->read()->value, SIGUSR1);
        QVERIFY(!signals->read().has_value());
    }

    void ignoredSignalIsReadAsWell()
    {
        ::signal(SIGUSR1, SIG_IGN);
        QVERIFY(isIgnored(SignalNumber{SIGUSR1}));
        auto signals = SignalFd::open({SignalNumber{SIGUSR1}});
        QVERIFY(!isIgnored(SignalNumber{SIGUSR1}));
        raiseHere(SIGUSR1);
        QCOMPARE(signals->read()->value, SIGUSR1);
    }

    void endRestoresOnlyWhatItBlocked()
    {
        const std::size_t descriptors = openDescriptors();
        sigset_t before{};
        ::sigaddset(&before, SIGUSR2);
        ::pthread_sigmask(SIG_BLOCK, &before, nullptr);
        {
            auto opened = SignalFd::open({SignalNumber{SIGUSR1}, SignalNumber{SIGUSR2}});
            const SignalFd moved{std::move(*opened)};
            QVERIFY(isBlocked(SIGUSR1) && isBlocked(SIGUSR2));
        }
        QVERIFY(!isBlocked(SIGUSR1));
        QVERIFY(isBlocked(SIGUSR2));
        ::pthread_sigmask(SIG_UNBLOCK, &before, nullptr);
        QCOMPARE(openDescriptors(), descriptors);
    }
};

QTEST_GUILESS_MAIN(TestSignalFd)
#include "tst_signal_fd.moc"
