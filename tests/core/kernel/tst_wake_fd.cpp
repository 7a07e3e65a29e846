#include "core/kernel/blocked_signals.h"
#include "core/kernel/wake_fd.h"

#include <QtTest>

#include <csignal>
#include <thread>

#include <poll.h>

using namespace tw;
using namespace std::chrono_literals;

class TestWakeFd final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isReadableUntilAcknowledged()
    {
        const auto wake = std::move(*WakeFd::open());
        QVERIFY(!isReadable(wake));
        wake.wake();
        wake.wake();
        QVERIFY(isReadable(wake));
        wake.acknowledge();
        QVERIFY(!isReadable(wake));
        wake.acknowledge(); // once too often does not block
    }

    void threadIsWoken()
    {
        const auto wake = std::move(*WakeFd::open());
        const auto never = std::move(*WakeFd::open());
        std::thread thread{[&] { awaitReadable({never.fd(), wake.fd()}); }};
        wake.wake();
        thread.join();
        QVERIFY(isReadable(wake));
    }

    void waitEndsWithItsTime()
    {
        const auto never = std::move(*WakeFd::open());
        const QDeadlineTimer least{20};
        awaitReadable({never.fd()}, 25ms);
        QVERIFY(least.hasExpired());
        awaitReadable({never.fd()}, 0ns);
    }

    void signalsAreBlockedForAsLongAsItLives()
    {
        QVERIFY(!isBlocked(SIGUSR1));
        {
            const BlockedSignals blocked;
            QVERIFY(isBlocked(SIGUSR1));
            QVERIFY(isBlocked(SIGPIPE));
        }
        QVERIFY(!isBlocked(SIGUSR1));
    }

private:
    static bool isReadable(const WakeFd& wake)
    {
        pollfd request{wake.fd(), POLLIN, 0};
        return ::poll(&request, 1, 0) == 1;
    }

    static bool isBlocked(int signal)
    {
        sigset_t blocked{};
        ::pthread_sigmask(SIG_BLOCK, nullptr, &blocked);
        return ::sigismember(&blocked, signal) == 1;
    }
};

QTEST_GUILESS_MAIN(TestWakeFd)
#include "tst_wake_fd.moc"
