#include "core/kernel/own_process.h"
#include "core/tracking/source_drain.h"
#include "tests/support/tidy_test.h"

#include <QtTest>

#include <functional>
#include <string>
#include <utility>

using namespace tw;
using namespace std::chrono_literals;

namespace {

constexpr int kStorm = 100'000;

/// Gives what it holds at its first reading.
class HeldSource final : public TrackingSource
{
public:
    [[nodiscard]] TrackingMode mode() const override { return TrackingMode::Exact; }
    [[nodiscard]] const std::string& reason() const override { return m_reason; }
    [[nodiscard]] int fd() const override { return -1; }
    [[nodiscard]] std::chrono::milliseconds interval() const override { return {}; }
    void follow(const std::vector<Pid>&) override {}
    void hurry() override {}
    void leavePrograms(std::chrono::nanoseconds) override {}
    void read(SourceBatch& batch) override
    {
        ++m_readings;
        batch.isMore = false;
        batch.events = std::exchange(m_events, {});
    }

    std::vector<KernelEvent> m_events{};
    int m_readings{0};

private:
    std::string m_reason{"events of a test"};
};

} // namespace

class TestSourceDrain final : public TidyTest
{
    Q_OBJECT

private Q_SLOTS:
    void whoeverHearsOfAnEventMayDrainTheRest()
    {
        SystemClock clock;
        ProcessHandles handles;
        std::vector<std::string> names;
        std::function<void()> onFirst;
        TreeRecorder recorder{clock, handles, [&](Time, const TreeEvent& event) {
                                  if (const auto* renamed = std::get_if<Renamed>(&event)) {
                                      names.push_back(renamed->name);
                                      std::exchange(onFirst, [] {})();
                                  }
                              }};
        recorder.adopt({ownPid(), {}, monotonicNow()},
                       {{"root"}, "/", TrackingMode::Exact, "events of a test", {}});
        HeldSource source;
        for (const char* name : {"one", "two", "three"}) {
            source.m_events.push_back({monotonicNow(), ownPid(), NameFact{name}});
        }
        SourceDrain drain{source, recorder};
        onFirst = [&drain] { (void)drain.drain(); };
        while (!drain.drain()) {
        }
        QCOMPARE(names, (std::vector<std::string>{"one", "two", "three"}));
    }

    void aStormIsAppliedInPiecesAndInOrder()
    {
        SystemClock clock;
        ProcessHandles handles;
        std::vector<std::string> names;
        TreeRecorder recorder{clock, handles, [&names](Time, const TreeEvent& event) {
                                  if (const auto* renamed = std::get_if<Renamed>(&event)) {
                                      names.push_back(renamed->name);
                                  }
                              }};
        recorder.adopt({ownPid(), {}, monotonicNow()},
                       {{"root"}, "/", TrackingMode::Exact, "events of a test", {}});
        HeldSource source;
        for (int event = 0; event < kStorm; ++event) {
            source.m_events.push_back(
                {monotonicNow(), ownPid(), NameFact{"name " + std::to_string(event)}});
        }
        SourceDrain drain{source, recorder};
        QVERIFY(!drain.drain());
        QVERIFY(!names.empty());
        QVERIFY(names.size() < std::size_t{kStorm});
        QCOMPARE(source.m_readings, 1);
        while (!drain.drain()) {
            QCOMPARE(source.m_readings, 1);
        }
        QCOMPARE(source.m_readings, 2);
        QCOMPARE(names.size(), std::size_t{kStorm});
        for (int event = 0; event < kStorm; ++event) {
            QCOMPARE(names[static_cast<std::size_t>(event)], "name " + std::to_string(event));
        }
    }
};

QTEST_GUILESS_MAIN(TestSourceDrain)
#include "tst_source_drain.moc"
