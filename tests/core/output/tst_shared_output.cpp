#include "core/output/shared_output.h"
#include "tests/support/fake_clock.h"

#include <QTest>

#include <sys/eventfd.h>

namespace tw {

namespace {

/// Keeps what arrives, each push apart.
class FakeTarget final : public OutputTarget
{
public:
    FakeTarget() : m_wake(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

    [[nodiscard]] bool hasRoom() const override { return isRoomy; }
    void push(std::string_view bytes) override { pushed += "[" + std::string{bytes} + "]"; }
    [[nodiscard]] int wakeFd() const override { return m_wake.get(); }
    void acknowledge() override
    {
        eventfd_t ignored = 0;
        ::eventfd_read(m_wake.get(), &ignored);
    }
    [[nodiscard]] bool isBroken() const override { return isGone; }

    void wake() { ::eventfd_write(m_wake.get(), 1); }

    std::string pushed{};
    bool isRoomy{true};
    bool isGone{false};

private:
    UniqueFd m_wake;
};

struct Bench
{
    FakeClock clock{};
    std::unique_ptr<EventLoop> loop{EventLoop::open(clock).value()};
    FakeTarget target{};
    std::unique_ptr<SharedOutput> shared{SharedOutput::open(*loop, target, 2).value()};

    void push(std::size_t stream, std::string_view bytes) { shared->stream(stream).push(bytes); }
};

bool isReadable(const OutputTarget& stream)
{
    eventfd_t value = 0;
    return ::eventfd_read(stream.wakeFd(), &value) == 0;
}

} // namespace

/// Several streams on one target.
class TestSharedOutput : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void linesAreKeptWhole();
    void bytesOfOneStreamKeepTheirOrder();
    void aLineThatIsTooLongIsPassedOnInPieces();
    void theLastLineIsPassedOnAtTheEnd();
    void roomAndLossOfTheTargetReachAll();
};

void TestSharedOutput::linesAreKeptWhole()
{
    Bench bench;
    bench.push(0, "one ");
    bench.push(1, "two\nthr");
    bench.push(0, "more\n");
    bench.push(1, "ee\nfour\n");
    QCOMPARE(bench.target.pushed, std::string{"[two\n][one more\n][three\nfour\n]"});
}

void TestSharedOutput::bytesOfOneStreamKeepTheirOrder()
{
    Bench bench;
    std::string all;
    for (int i = 0; i < 1000; ++i) {
        const std::string part(static_cast<std::size_t>(i % 7), static_cast<char>(i % 11));
        all += part;
        bench.push(1, part);
    }
    bench.shared->finishLine(1);
    std::string arrived = bench.target.pushed;
    std::erase(arrived, '[');
    std::erase(arrived, ']');
    QVERIFY(arrived == all);
}

void TestSharedOutput::aLineThatIsTooLongIsPassedOnInPieces()
{
    Bench bench;
    const std::string half(SharedOutput::kLineLimit / 2, 'x');
    bench.push(0, half);
    QCOMPARE(bench.target.pushed, std::string{});
    bench.push(0, half);
    QCOMPARE(bench.target.pushed, "[" + half + half + "]");
    bench.push(0, "end\n");
    QCOMPARE(bench.target.pushed, "[" + half + half + "][end\n]");
}

void TestSharedOutput::theLastLineIsPassedOnAtTheEnd()
{
    Bench bench;
    bench.push(0, "no line feed");
    bench.shared->finishLine(1);
    QCOMPARE(bench.target.pushed, std::string{});
    bench.shared->finishLine(0);
    bench.shared->finishLine(0);
    QCOMPARE(bench.target.pushed, std::string{"[no line feed]"});
}

void TestSharedOutput::roomAndLossOfTheTargetReachAll()
{
    Bench bench;
    bench.target.isRoomy = false;
    QVERIFY(!bench.shared->stream(0).hasRoom());
    bench.target.isRoomy = true;
    bench.target.isGone = true;
    QVERIFY(!isReadable(bench.shared->stream(0)));
    bench.target.wake();
    bench.loop->turn(std::chrono::seconds{10});
    for (const std::size_t index : {0U, 1U}) {
        QVERIFY(isReadable(bench.shared->stream(index)));
        QVERIFY(bench.shared->stream(index).hasRoom());
        QVERIFY(bench.shared->stream(index).isBroken());
    }
    // The target's own is acknowledged: the loop has nothing more to do.
    QVERIFY(!isReadable(bench.target));
}

} // namespace tw

QTEST_GUILESS_MAIN(tw::TestSharedOutput)
#include "tst_shared_output.moc"
