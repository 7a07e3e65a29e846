#include "core/tracking/exec_records.h"

#include <QtTest>

using namespace tw;
using namespace std::chrono_literals;

namespace {

constexpr Pid kPid{100};

ExecRecord exec(std::chrono::nanoseconds time, const std::string& name, Pid pid = kPid)
{
    return ExecRecord{time, pid, name, "/bin/" + name, std::vector{name}, false};
}

EndRecord end(std::chrono::nanoseconds time, std::chrono::nanoseconds cpuTime, Pid pid = kPid)
{
    return EndRecord{time, pid, cpuTime, {}};
}

} // namespace

class TestExecRecords final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anExecIsGivenToTheEventThatFollowsIt()
    {
        ExecRecords records;
        records.add({exec(1000us, "true")});
        QCOMPARE(records.takeExec(kPid, 1002us), exec(1000us, "true"));
        QVERIFY(!records.takeExec(kPid, 1002us).has_value());
        QCOMPARE(records.size(), std::size_t{0});
    }

    void anEventBeforeItGetsNothing()
    {
        ExecRecords records;
        records.add({exec(1000us, "true")});
        QVERIFY(!records.takeExec(kPid, 999us).has_value());
        QCOMPARE(records.takeExec(kPid, 1000us), exec(1000us, "true"));
    }

    void eachOfSeveralExecsGetsItsOwn()
    {
        ExecRecords records;
        records.add({exec(1ms, "env"), exec(2ms, "nice"), exec(3ms, "true")});
        QCOMPARE(records.takeExec(kPid, 1001us)->name, std::string{"env"});
        QCOMPARE(records.takeExec(kPid, 2001us)->name, std::string{"nice"});
        QCOMPARE(records.takeExec(kPid, 3001us)->name, std::string{"true"});
    }

    void whatAnEarlierProcessExecutedIsNotOfTheLater()
    {
        ExecRecords records;
        records.add({exec(1ms, "env"), exec(5ms, "true")});
        QCOMPARE(records.takeExec(kPid, 6ms)->name, std::string{"true"});
        QCOMPARE(records.size(), std::size_t{0});
    }

    void processesAreKeptApart()
    {
        ExecRecords records;
        records.add({exec(1ms, "env", Pid{1}), end(1ms, 1ms, Pid{1})});
        QVERIFY(!records.takeExec(kPid, 2ms).has_value());
        QVERIFY(!records.takeEnd(kPid, 0ms).has_value());
        QCOMPARE(records.size(), std::size_t{2});
    }

    void anEndIsOfWhoeverWasBornBefore()
    {
        ExecRecords records;
        records.add({end(5ms, 1ms), end(10ms, 2ms)});
        QCOMPARE(records.takeEnd(kPid, 6ms), end(10ms, 2ms));
        QVERIFY(!records.takeEnd(kPid, 6ms).has_value());
        QCOMPARE(records.size(), std::size_t{0});
    }

    void ofTwoEndsTheFirstAfterBirthIsItsOwn()
    {
        ExecRecords records;
        records.add({end(5ms, 1ms), end(10ms, 2ms)});
        QCOMPARE(records.takeEnd(kPid, 1ms), end(5ms, 1ms));
        QCOMPARE(records.takeEnd(kPid, 6ms), end(10ms, 2ms));
    }

    void whatNobodyAsksForIsLetGo()
    {
        ExecRecords records;
        for (int next = 0; next < 20'000; ++next) {
            const auto time = std::chrono::milliseconds{next * 10};
            records.add({exec(time, "true", Pid{next}), end(time, 1ms, Pid{next})});
        }
        QVERIFY(records.size() <= 4100);
        QVERIFY(records.takeExec(Pid{19'999}, 200s).has_value());
        QVERIFY(!records.takeExec(Pid{0}, 200s).has_value());
    }
};

QTEST_GUILESS_MAIN(TestExecRecords)
#include "tst_exec_records.moc"
