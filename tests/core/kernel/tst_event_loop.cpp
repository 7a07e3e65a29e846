#include "core/kernel/event_loop.h"
#include "tests/support/fake_clock.h"
#include "tests/support/tidy_test.h"

#include <QtTest>

#include <array>

#include <fcntl.h>
#include <unistd.h>

using namespace tw;
using namespace std::chrono_literals;

namespace {

/// A pipe with something to read.
struct FullPipe
{
    FullPipe()
    {
        std::array<int, 2> ends{-1, -1};
        if (::pipe2(ends.data(), O_CLOEXEC) == 0 && ::write(ends[1], "x", 1) == 1) {
            readEnd.reset(ends[0]);
            writeEnd.reset(ends[1]);
        }
    }

    UniqueFd readEnd{};
    UniqueFd writeEnd{};
};

} // namespace

class TestEventLoop final : public TidyTest
{
    Q_OBJECT

private Q_SLOTS:
    void init() override
    {
        TidyTest::init();
        m_loop = std::move(*EventLoop::open(m_clock));
        m_calls.clear();
    }
    void cleanup() override
    {
        m_loop.reset();
        TidyTest::cleanup();
    }

    void readyDescriptorIsCalledEachTurn()
    {
        const FullPipe pipe;
        QVERIFY(m_loop->watch(pipe.readEnd.get(), EPOLLIN, note("in")).has_value());
        QVERIFY(m_loop->turn(0ns));
        QVERIFY(m_loop->turn(0ns));
        QCOMPARE(m_calls, QStringList({QStringLiteral("in"), QStringLiteral("in")}));
        m_loop->unwatch(pipe.readEnd.get());
        QVERIFY(!m_loop->turn(0ns));
    }

    void unwatchedInACallbackIsNotCalledThoughFetched()
    {
        const FullPipe first;
        const FullPipe second;
        // Whichever comes first takes the other's watch away; both were fetched in one turn.
        const auto other = [&](const FullPipe& pipe) {
            return [&](std::uint32_t) {
                m_calls << QStringLiteral("one");
                m_loop->unwatch(pipe.readEnd.get());
            };
        };
        QVERIFY(m_loop->watch(first.readEnd.get(), EPOLLIN, other(second)).has_value());
        QVERIFY(m_loop->watch(second.readEnd.get(), EPOLLIN, other(first)).has_value());
        m_loop->turn(0ns);
        QCOMPARE(m_calls.size(), 1);
    }

    void numberGivenToAnotherDescriptorDoesNotGetTheOldEvent()
    {
        FullPipe first;
        FullPipe second;
        const FullPipe third;
        // The first callback closes the other pipe and watches a new one of the same number, which
        // has nothing to read.
        const auto replace = [&](FullPipe& pipe) {
            return [&](std::uint32_t) {
                const int number = pipe.readEnd.get();
                m_loop->unwatch(number);
                pipe.readEnd.reset();
                QCOMPARE(::dup3(third.writeEnd.get(), number, O_CLOEXEC), number);
                pipe.readEnd.reset(number);
                QVERIFY(m_loop->watch(number, EPOLLIN, note("stale")).has_value());
                m_calls << QStringLiteral("replaced");
            };
        };
        QVERIFY(m_loop->watch(first.readEnd.get(), EPOLLIN, replace(second)).has_value());
        QVERIFY(m_loop->watch(second.readEnd.get(), EPOLLIN, replace(first)).has_value());
        m_loop->turn(0ns);
        QCOMPARE(m_calls, QStringList(QStringLiteral("replaced")));
    }

    void callbackMayUnwatchItself()
    {
        const FullPipe pipe;
        const int fd = pipe.readEnd.get();
        const auto token = std::make_shared<int>(1);
        QVERIFY(m_loop
                    ->watch(fd,
                            EPOLLIN,
                            [this, fd, token](std::uint32_t) {
                                m_loop->unwatch(fd);
                                QCOMPARE(*token, 1); // what it captured is still there
                                m_calls << QStringLiteral("once");
                            })
                    .has_value());
        m_loop->turn(0ns);
        m_loop->turn(0ns);
        QCOMPARE(m_calls, QStringList(QStringLiteral("once")));
    }

    void closedDescriptorCannotBeWatched()
    {
        const auto watched = m_loop->watch(9999, EPOLLIN, note("never"));
        QVERIFY(!watched.has_value());
        QCOMPARE(watched.error().code, EBADF);
    }

    void timersGoByTimeThenByOrder()
    {
        m_loop->callAt(m_clock.now() + 20ms, call("late"));
        m_loop->callAt(m_clock.now() + 10ms, call("early"));
        m_loop->callAt(m_clock.now() + 10ms, call("early too"));
        QVERIFY(!m_loop->turn(0ns));
        m_clock.turn(15ms);
        QVERIFY(m_loop->turn(0ns));
        QCOMPARE(m_calls.join(u','), QStringLiteral("early,early too"));
        m_clock.turn(15ms);
        m_loop->turn(0ns);
        QCOMPARE(m_calls.join(u','), QStringLiteral("early,early too,late"));
    }

    void cancelledTimerIsNotCalled()
    {
        const TimerId second = m_loop->callAt(m_clock.now() + 2ms, call("second"));
        m_loop->callAt(m_clock.now() + 1ms, [&] { m_loop->cancel(second); });
        m_clock.turn(5ms);
        m_loop->turn(0ns);
        QVERIFY(m_calls.isEmpty());
        m_loop->cancel(second);
        m_loop->cancel(TimerId{});
    }

    void timerThatSetsItselfAgainWaitsForTheNextTurn()
    {
        std::function<void()> again = [&] {
            m_calls << QStringLiteral("tick");
            m_loop->callAt(m_clock.now(), again);
        };
        again();
        m_loop->turn(0ns);
        QCOMPARE(m_calls.size(), 2);
        m_loop->turn(0ns);
        QCOMPARE(m_calls.size(), 3);
    }

    void postedCallsComeInTheNextTurn()
    {
        m_loop->post([this] {
            m_calls << QStringLiteral("first");
            m_loop->post(call("third"));
        });
        m_loop->post(call("second"));
        m_loop->turn(1h); // does not wait
        QCOMPARE(m_calls.join(u','), QStringLiteral("first,second"));
        m_loop->turn(1h);
        QCOMPARE(m_calls.join(u','), QStringLiteral("first,second,third"));
    }

    void realTimerEndsTheWait()
    {
        const SystemClock clock;
        const auto loop = std::move(*EventLoop::open(clock));
        loop->callAt(clock.now() + 3ms, [&] { loop->quit(); });
        loop->run();
    }

private:
    EventLoop::FdCallback note(const char* name)
    {
        return [this, name](std::uint32_t) { m_calls << QString::fromLatin1(name); };
    }
    std::function<void()> call(const char* name)
    {
        return [this, name] { m_calls << QString::fromLatin1(name); };
    }

    FakeClock m_clock{};
    std::unique_ptr<EventLoop> m_loop{};
    QStringList m_calls{};
};

QTEST_GUILESS_MAIN(TestEventLoop)
#include "tst_event_loop.moc"
