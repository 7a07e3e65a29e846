#include "core/kernel/proc_fs.h"
#include "core/tracking/event_reader.h"
#include "tests/support/print_values.h"
#include "tests/support/tidy_test.h"

#include <QtTest>

#include <csignal>

#include <poll.h>
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace tw;

namespace {

Pid run(const char* program, const char* argument)
{
    const auto pid = ::fork();
    if (pid == 0) {
        ::execl(program, program, argument, nullptr);
        ::_exit(127);
    }
    ::waitpid(pid, nullptr, 0);
    return Pid{pid};
}

Pid forkOnce()
{
    const auto pid = ::fork();
    if (pid == 0) {
        ::_exit(5);
    }
    ::waitpid(pid, nullptr, 0);
    return Pid{pid};
}

} // namespace

class TestEventReader final : public TidyTest
{
    Q_OBJECT

private Q_SLOTS:
    void init() override
    {
        TidyTest::init();
        m_batch = {};
        open();
    }
    void cleanup() override
    {
        m_reader.reset();
        TidyTest::cleanup();
    }

    void whatHasHappenedIsThereAtOnce()
    {
        // However the thread is scheduled: a wait(2) that has returned is after the fork event.
        for (int time = 0; time < 200; ++time) {
            const Pid child = forkOnce();
            m_batch = {};
            readAll();
            const auto isBirth = [&](const KernelEvent& event) {
                return event.pid == child && std::holds_alternative<ForkFact>(event.fact);
            };
            QCOMPARE(std::count_if(m_batch.events.begin(), m_batch.events.end(), isBirth), 1);
        }
    }

    void ownerIsWoken()
    {
        readAll();
        forkOnce();
        QVERIFY(isReadable(10'000));
        readAll();
        QTRY_VERIFY((readAll(), !isReadable(0)));
    }

    void orderIsTheKernels()
    {
        std::vector<Pid> children;
        for (int child = 0; child < 500; ++child) {
            children.push_back(forkOnce());
        }
        QTRY_COMPARE((readAll(), endsOf(children)), children);
        std::vector<Pid> births;
        std::chrono::nanoseconds last{0};
        for (const KernelEvent& event : m_batch.events) {
            const auto* fork = std::get_if<ForkFact>(&event.fact);
            if (fork != nullptr && fork->parent.value == ::getpid()) {
                births.push_back(event.pid);
                QVERIFY(event.time > last);
                last = event.time;
            }
        }
        QVERIFY(births == children);
        QCOMPARE(m_batch.lost, std::uint64_t{0});
        QVERIFY(!m_batch.isIncomplete);
    }

    void argumentsOfAProgramAreReadWhileItLives()
    {
        const Pid child = run("/bin/sleep", "0.05");
        readAll();
        const auto found = std::find_if(m_batch.programs.begin(),
                                        m_batch.programs.end(),
                                        [&](const auto& one) { return one.pid == child; });
        QVERIFY(found != m_batch.programs.end());
        QVERIFY(found->program.command == (std::vector<std::string>{"/bin/sleep", "0.05"}));
        const auto isItsExec = [&](const KernelEvent& event) {
            return event.pid == child && event.time == found->time
                   && std::holds_alternative<ExecFact>(event.fact);
        };
        QCOMPARE(std::count_if(m_batch.events.begin(), m_batch.events.end(), isItsExec), 1);
    }

    void threadTakesNoSignals()
    {
        // A signal for the process goes to any thread that does not block it.
        const auto status = readProcStatus(Pid{threadOfReader()});
        QVERIFY(status.has_value());
        constexpr std::uint64_t kBlockable
            = ~((std::uint64_t{1} << (SIGKILL - 1)) | (std::uint64_t{1} << (SIGSTOP - 1))
                | (std::uint64_t{3} << 31U)); // 32 and 33 are glibc's own
        QCOMPARE(status->blocked & kBlockable, kBlockable);
    }

    void threadIsPreferredWhereWeAreRoot()
    {
        if (::geteuid() != 0) {
            QSKIP("only root may have real-time threads");
        }
        QTRY_VERIFY((::sched_getscheduler(threadOfReader()) & ~SCHED_RESET_ON_FORK) == SCHED_FIFO);
        QCOMPARE(::sched_getscheduler(0), SCHED_OTHER);
    }

private:
    void open()
    {
        const auto before = threads();
        auto connector = ProcConnector::open();
        if (!connector) {
            QSKIP("the kernel does not allow exact tracking here");
        }
        auto reader = EventReader::start(std::move(*connector));
        QVERIFY(reader.has_value());
        m_reader = std::move(*reader);
        for (const int thread : threads()) {
            m_thread = std::count(before.begin(), before.end(), thread) == 0 ? thread : m_thread;
        }
    }

    [[nodiscard]] int threadOfReader() const { return m_thread; }

    static QList<int> threads()
    {
        QList<int> numbers;
        for (const QString& name :
             QDir{QStringLiteral("/proc/self/task")}.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
            numbers.push_back(name.toInt());
        }
        return numbers;
    }

    void readAll()
    {
        do {
            m_reader->read(m_batch);
        } while (m_batch.isMore);
    }

    [[nodiscard]] bool isReadable(int milliseconds) const
    {
        pollfd request{m_reader->fd(), POLLIN, 0};
        return ::poll(&request, 1, milliseconds) == 1;
    }

    [[nodiscard]] std::vector<Pid> endsOf(const std::vector<Pid>& children) const
    {
        std::vector<Pid> ends;
        for (const KernelEvent& event : m_batch.events) {
            const auto* exit = std::get_if<ExitFact>(&event.fact);
            if (exit != nullptr && exit->status == WaitStatus::exited(5)
                && std::count(children.begin(), children.end(), event.pid) > 0) {
                ends.push_back(event.pid);
            }
        }
        return ends;
    }

    std::unique_ptr<EventReader> m_reader{};
    SourceBatch m_batch{};
    int m_thread{0};
};

QTEST_GUILESS_MAIN(TestEventReader)
#include "tst_event_reader.moc"
