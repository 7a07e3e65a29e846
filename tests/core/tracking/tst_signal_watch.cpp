#include "core/kernel/child_wait.h"
#include "core/tracking/signal_watch.h"
#include "tests/core/tracking/tracking_bench.h"
#include "tests/support/fake_clock.h"
#include "tests/support/tidy_test.h"

#include <QtTest>

#include <csignal>

using namespace tw;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

constexpr std::uint64_t bit(int signal)
{
    return 1ULL << static_cast<unsigned>(signal - 1);
}

/// testchild with one signal that it blocks, ignores or catches; it goes on when told to.
class SignalUser
{
public:
    explicit SignalUser(int signal, std::vector<std::string> ways)
    {
        std::array<int, 2> in{};
        std::array<int, 2> out{};
        QCOMPARE(::pipe2(in.data(), O_CLOEXEC) + ::pipe2(out.data(), O_CLOEXEC), 0);
        m_input.reset(in[1]);
        m_output.reset(out[0]);
        const UniqueFd childInput{in[0]};
        const UniqueFd childOutput{out[1]};
        SpawnRequest request;
        request.argv = {testchild(), "use-signal", std::to_string(signal)};
        request.argv.insert(request.argv.end(), ways.begin(), ways.end());
        request.environment = {"ASAN_OPTIONS=detect_leaks=0"};
        request.streams = {childInput.get(), childOutput.get(), 2};
        auto spawned = spawn(request);
        QVERIFY(spawned.has_value());
        m_process = std::move(*spawned);
        awaitReady();
    }

    SignalUser(const SignalUser&) = delete;
    SignalUser& operator=(const SignalUser&) = delete;
    ~SignalUser() { end(); }

    void changeWay()
    {
        QCOMPARE(::write(m_input.get(), "x", 1), ssize_t{1});
        awaitReady();
    }

    void awaitEnd()
    {
        m_input.reset();
        QTRY_VERIFY(m_process.pidfd.hasExited());
    }

    void end()
    {
        if (m_input.isOpen()) {
            awaitEnd();
        }
        (void)reap(m_process.pidfd);
    }

    /// As the Tracker has it.
    [[nodiscard]] ProcessHandles::Handle handle() const
    {
        return {m_process.pid, std::move(*Pidfd::open(m_process.pid)), {}};
    }

private:
    void awaitReady()
    {
        std::array<char, 6> line{};
        QCOMPARE(::read(m_output.get(), line.data(), line.size()), ssize_t{6});
    }

    SpawnedProcess m_process{};
    UniqueFd m_input{};
    UniqueFd m_output{};
};

} // namespace

class TestSignalWatch final : public TidyTest
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup() override
    {
        m_handles = {};
        TidyTest::cleanup();
    }

    void theFirstReadingTellsHowEachSignalIsUsed_data()
    {
        QTest::addColumn<QString>("way");
        QTest::addColumn<int>("signal");
        QTest::newRow("blocked") << u"b"_s << SIGUSR1;
        QTest::newRow("ignored") << u"i"_s << SIGINT;
        QTest::newRow("caught") << u"c"_s << SIGTERM;
        QTest::newRow("the last of all") << u"i"_s << 64;
        QTest::newRow("left alone") << u"d"_s << SIGTERM;
    }
    void theFirstReadingTellsHowEachSignalIsUsed()
    {
        QFETCH(QString, way);
        QFETCH(int, signal);
        SignalUser process{signal, {way.toStdString()}};
        const SignalsChanged told = onlyOne(process);
        QCOMPARE(told.key, kKey);
        QCOMPARE(told.blocked & bit(signal), way == u"b" ? bit(signal) : 0);
        QCOMPARE(told.ignored & bit(signal), way == u"i" ? bit(signal) : 0);
        QCOMPARE(told.caught & bit(signal), way == u"c" ? bit(signal) : 0);
    }

    void onlyChangesAreTold()
    {
        SignalUser process{SIGTERM, {"i", "i", "c"}};
        SignalWatch watch{m_clock, m_handles};
        m_handles.add(kKey, process.handle());
        QCOMPARE(watch.read(kRan).size(), std::size_t{1});
        process.changeWay();
        m_clock.turn(1s);
        QCOMPARE(watch.read(kRan).size(), std::size_t{0});
        process.changeWay();
        m_clock.turn(1s);
        const auto told = watch.read(kRan);
        QCOMPARE(told.size(), std::size_t{1});
        QCOMPARE(told.front().caught & bit(SIGTERM), bit(SIGTERM));
        QCOMPARE(told.front().ignored & bit(SIGTERM), 0);
    }

    void whatHasNotRunIsNotRead()
    {
        SignalUser process{SIGTERM, {"i", "c"}};
        SignalWatch watch{m_clock, m_handles};
        m_handles.add(kKey, process.handle());
        QCOMPARE(watch.read({}).size(), std::size_t{0});
        QCOMPARE(watch.read(kRan).size(), std::size_t{1});
        process.changeWay();
        m_clock.turn(1s);
        QCOMPARE(watch.read({}).size(), std::size_t{0});
    }

    void aSecondReadingWithinASecondIsPutOff()
    {
        SignalUser process{SIGTERM, {"i", "c"}};
        SignalWatch watch{m_clock, m_handles};
        m_handles.add(kKey, process.handle());
        QCOMPARE(watch.read(kRan).size(), std::size_t{1});
        process.changeWay();
        m_clock.turn(500ms);
        QCOMPARE(watch.read(kRan).size(), std::size_t{0});
        m_clock.turn(500ms);
        QCOMPARE(watch.read({}).size(), std::size_t{1});
    }

    void nothingIsToldOfOneThatHasEnded()
    {
        SignalUser process{SIGTERM, {"i"}};
        SignalWatch watch{m_clock, m_handles};
        m_handles.add(kKey, process.handle());
        process.awaitEnd();
        QCOMPARE(watch.read(kRan).size(), std::size_t{0});
        m_handles.remove(kKey);
        QCOMPARE(watch.read(kRan).size(), std::size_t{0});
    }

    void aRemovedOneIsForgotten()
    {
        SignalUser process{SIGTERM, {"i"}};
        SignalWatch watch{m_clock, m_handles};
        m_handles.add(kKey, process.handle());
        QCOMPARE(watch.read(kRan).size(), std::size_t{1});
        QCOMPARE(watch.read(kRan).size(), std::size_t{0}); // put off
        watch.remove(kKey);
        m_clock.turn(1s);
        QCOMPARE(watch.read({}).size(), std::size_t{0});
    }

    void theTrackerTellsWhatItsMembersDo()
    {
        Bench bench{TrackingChoice::Auto};
        bench.launch({"use-signal", std::to_string(SIGTERM), "i", "c"});
        const auto& root = bench.member(0);
        QVERIFY(bench.turnUntil([&] { return (root.signals.ignored & bit(SIGTERM)) != 0; }));
        QCOMPARE(root.signals.caught & bit(SIGTERM), 0);
        QCOMPARE(::write(bench.m_input.get(), "x", 1), ssize_t{1});
        QVERIFY(bench.turnUntil([&] { return (root.signals.caught & bit(SIGTERM)) != 0; }));
        QCOMPARE(root.signals.ignored & bit(SIGTERM), 0);
        bench.awaitEnd();
    }

private:
    static constexpr ProcessKey kKey{1};
    static constexpr std::array kRan{kKey};

    SignalsChanged onlyOne(const SignalUser& process)
    {
        SignalWatch watch{m_clock, m_handles};
        m_handles.add(kKey, process.handle());
        const auto told = watch.read(kRan);
        return told.size() == 1 ? told.front() : SignalsChanged{};
    }

    FakeClock m_clock{};
    ProcessHandles m_handles{};
};

QTEST_GUILESS_MAIN(TestSignalWatch)
#include "tst_signal_watch.moc"
