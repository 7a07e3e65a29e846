#include "core/kernel/child_wait.h"
#include "core/kernel/own_process.h"
#include "core/kernel/spawn.h"
#include "core/tracking/process_scan.h"
#include "tests/support/print_values.h"
#include "tests/support/tidy_test.h"

#include <QtTest>

#include <algorithm>
#include <array>
#include <csignal>

#include <fcntl.h>
#include <unistd.h>

using namespace tw;

namespace {

ProcStat statOf(int pid, int parent)
{
    ProcStat stat;
    stat.pid = Pid{pid};
    stat.parent = Pid{parent};
    return stat;
}

std::string pidsOf(const std::vector<ProcStat>& processes)
{
    std::string text;
    for (const ProcStat& process : processes) {
        text += std::to_string(process.pid.value) + " ";
    }
    return text;
}

} // namespace

class TestProcessScan final : public TidyTest
{
    Q_OBJECT

private Q_SLOTS:
    void parentsStandBeforeTheirChildren()
    {
        const std::vector<ProcStat> all{statOf(9, 7), statOf(7, 5), statOf(4, 1), statOf(5, 2)};
        QCOMPARE(pidsOf(selectBelow(Pid{2}, all)), std::string{"5 7 9 "});
        QCOMPARE(pidsOf(selectBelow(Pid{4}, all)), std::string{});
    }

    void circleEnds()
    {
        const std::vector<ProcStat> all{statOf(5, 2), statOf(7, 5), statOf(2, 7), statOf(5, 7)};
        QCOMPARE(pidsOf(selectBelow(Pid{2}, all)), std::string{"5 7 "});
    }

    void bothScansFindALiveTree()
    {
        std::array<int, 2> in{};
        QCOMPARE(::pipe2(in.data(), O_CLOEXEC), 0);
        const UniqueFd childInput{in[0]};
        UniqueFd gate{in[1]};
        const UniqueFd nothing{::open("/dev/null", O_WRONLY | O_CLOEXEC)};
        SpawnRequest request;
        request.argv = {QCoreApplication::applicationDirPath().toStdString() + "/testchild",
                        "fork-tree",
                        "2",
                        "2"};
        request.streams = {childInput.get(), nothing.get(), 2};
        const auto root = spawn(request);
        QVERIFY(root.has_value());
        const auto before = monotonicNow();
        QTRY_COMPARE(scanBelow(ownPid()).processes.size(), std::size_t{7});
        const ProcessScan quick = scanBelow(ownPid());
        const ProcessScan thorough = scanThoroughly(ownPid());
        QCOMPARE(quick.processes.front().pid.value, root->pid.value);
        QCOMPARE(sorted(quick), sorted(thorough));
        QVERIFY(before <= quick.began && quick.began <= thorough.began);
        gate.reset();
        std::optional<ReapedChild> reaped;
        QTRY_VERIFY(reaped || (reaped = reap(root->pidfd)));
        QCOMPARE(reaped->status.text(), std::string{"exit 0"});
    }

private:
    static std::string sorted(const ProcessScan& scan)
    {
        std::vector<ProcStat> processes = scan.processes;
        std::sort(processes.begin(), processes.end(), [](const auto& left, const auto& right) {
            return left.pid < right.pid;
        });
        return pidsOf(processes);
    }
};

QTEST_GUILESS_MAIN(TestProcessScan)
#include "tst_process_scan.moc"
