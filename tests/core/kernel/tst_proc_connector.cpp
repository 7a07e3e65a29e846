#include "core/kernel/proc_connector.h"
#include "tests/support/print_values.h"
#include "tests/support/tidy_test.h"

#include <QtTest>

#include <chrono>
#include <string>

#include <sched.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace tw;

namespace {

Pid runTrue(int code)
{
    const auto pid = ::fork();
    if (pid == 0) {
        ::execl("/bin/sh", "sh", "-c", code == 3 ? "exit 3" : "exit 4", nullptr);
        ::_exit(127);
    }
    ::waitpid(pid, nullptr, 0);
    return Pid{pid};
}

void storm(int count)
{
    for (int child = 0; child < count; ++child) {
        const auto pid = ::fork();
        if (pid == 0) {
            ::_exit(0);
        }
        ::waitpid(pid, nullptr, 0);
    }
}

} // namespace

class TestProcConnector final : public TidyTest
{
    Q_OBJECT

private Q_SLOTS:
    void init() override
    {
        TidyTest::init();
        auto opened = ProcConnector::open();
        if (!opened) {
            QSKIP("the kernel does not allow exact tracking here");
        }
        m_connector = std::move(*opened);
    }
    void cleanup() override
    {
        m_connector.reset();
        TidyTest::cleanup();
    }

    void lifeOfAChildIsToldInOrder()
    {
        const Pid child = runTrue(3);
        std::vector<KernelEvent> events;
        QTRY_VERIFY((m_connector->read(events), wordsAbout(child, events).ends_with("exit 3 ")));
        QCOMPARE(wordsAbout(child, events), std::string{"fork exec exit 3 "});
    }

    void twoListenersHearTheSame()
    {
        auto other = ProcConnector::open();
        QVERIFY(other.has_value());
        const Pid child = runTrue(4);
        for (ProcConnector* connector : {m_connector.get(), other->get()}) {
            std::vector<KernelEvent> events;
            QTRY_VERIFY((connector->read(events), wordsAbout(child, events).ends_with("exit 4 ")));
            QCOMPARE(wordsAbout(child, events), std::string{"fork exec exit 4 "});
        }
    }

    void whatIsNotReadInTimeIsCountedAsLost()
    {
        constexpr int kTiny = 4096;
        QCOMPARE(::setsockopt(m_connector->fd(), SOL_SOCKET, SO_RCVBUF, &kTiny, sizeof kTiny), 0);
        QVERIFY(m_connector->bufferSize() < 16384);
        storm(100);
        std::vector<KernelEvent> events;
        std::uint64_t lost = m_connector->read(events).lost;
        QVERIFY(lost > 0);
        // The gap in the numbering shows with the next event.
        QTRY_VERIFY2((runTrue(3), lost += m_connector->read(events).lost, lost > 100),
                     std::to_string(lost).c_str());
    }

    void lossIsCountedOnce()
    {
        constexpr int kTiny = 4096;
        QCOMPARE(::setsockopt(m_connector->fd(), SOL_SOCKET, SO_RCVBUF, &kTiny, sizeof kTiny), 0);
        std::vector<KernelEvent> events;
        storm(100);
        const ConnectorRead first = m_connector->read(events);
        QCOMPARE(first.lost, std::uint64_t{1}); // how many is not known yet
        QVERIFY(first.isIncomplete);
        std::uint64_t lost = first.lost;
        QTRY_VERIFY((runTrue(3), lost += m_connector->read(events).lost, lost > 1));
        const ConnectorRead last = m_connector->read(events);
        QVERIFY(last.lost == 0 || last.isIncomplete);
    }

    void inAPidNamespaceItFailsSoon()
    {
        if (::geteuid() != 0) {
            QSKIP("needs root to make a namespace");
        }
        const auto began = std::chrono::steady_clock::now();
        const auto outer = ::fork();
        if (outer == 0) {
            if (::unshare(CLONE_NEWPID) != 0) {
                ::_exit(77);
            }
            const auto inner = ::fork();
            if (inner == 0) {
                const auto opened = ProcConnector::open();
                const bool isTold
                    = !opened
                      && opened.error().message.find("does not answer") != std::string::npos;
                ::_exit(isTold ? 5 : 6);
            }
            int status = 0;
            ::waitpid(inner, &status, 0);
            ::_exit(WEXITSTATUS(status));
        }
        int status = 0;
        ::waitpid(outer, &status, 0);
        if (WEXITSTATUS(status) == 77) {
            QSKIP("no pid namespace can be made here");
        }
        QCOMPARE(WEXITSTATUS(status), 5);
        // 300 ms, and whatever else the machine had to do.
        QVERIFY(std::chrono::steady_clock::now() - began < std::chrono::seconds{10});
    }

private:
    static std::string wordsAbout(Pid pid, const std::vector<KernelEvent>& events)
    {
        std::string words;
        for (const KernelEvent& event : events) {
            if (event.pid != pid) {
                continue;
            }
            if (const auto* fork = std::get_if<ForkFact>(&event.fact)) {
                words += fork->parent.value == ::getpid() ? "fork " : "strange ";
            } else if (std::holds_alternative<ExecFact>(event.fact)) {
                words += "exec ";
            } else if (const auto* exit = std::get_if<ExitFact>(&event.fact)) {
                words += exit->status.text() + " ";
            }
        }
        return words;
    }

    std::unique_ptr<ProcConnector> m_connector{};
};

QTEST_GUILESS_MAIN(TestProcConnector)
#include "tst_proc_connector.moc"
