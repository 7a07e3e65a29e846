#include "core/kernel/bpf_record.h"
#include "core/kernel/bpf_record_layout.h"
#include "core/kernel/proc_fs.h"

#include <QtTest>

#include <cstring>
#include <span>
#include <string_view>

using namespace tw;
using namespace std::chrono_literals;

namespace {

std::vector<std::byte> bytesOf(tw_record head, std::string_view path, std::string_view arguments)
{
    head.path_bytes = static_cast<std::uint32_t>(path.size());
    head.argument_bytes = static_cast<std::uint32_t>(arguments.size());
    std::vector<std::byte> bytes;
    const auto append = [&bytes](std::span<const std::byte> part) {
        bytes.insert(bytes.end(), part.begin(), part.end());
    };
    append(std::as_bytes(std::span{&head, 1}));
    append(std::as_bytes(std::span{path}));
    append(std::as_bytes(std::span{arguments}));
    return bytes;
}

tw_record execHead()
{
    tw_record head{};
    head.time = 5'000'000;
    head.kind = TW_EXECUTED;
    head.pid = 42;
    std::strcpy(head.name, "true");
    return head;
}

constexpr std::string_view kPath{"true\0bin\0usr\0", 13};
constexpr std::string_view kArguments{"true\0\0a b\0", 10};

} // namespace

class TestBpfRecord final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anExecHasItsArgumentsAndItsPath()
    {
        const auto record = parseBpfRecord(bytesOf(execHead(), kPath, kArguments));
        QVERIFY(record.has_value());
        const ExecRecord expected{5ms,
                                  Pid{42},
                                  "true",
                                  "/usr/bin/true",
                                  std::vector<std::string>{"true", "", "a b"},
                                  false};
        QCOMPARE(std::get<ExecRecord>(*record), expected);
    }

    void whatCouldNotBeReadIsAbsent()
    {
        const auto record = parseBpfRecord(bytesOf(execHead(), {}, {}));
        const auto& exec = std::get<ExecRecord>(*record);
        QCOMPARE(exec.executable, std::string{});
        QVERIFY(!exec.command.has_value());
    }

    void argumentsThatAreCutSaySo()
    {
        tw_record head = execHead();
        head.is_cut = 1;
        const auto record = parseBpfRecord(bytesOf(head, kPath, "true\0lon"));
        QVERIFY(std::get<ExecRecord>(*record).isCut);
    }

    void aNameMayFillItsPlace()
    {
        tw_record head = execHead();
        std::memset(head.name, 'x', sizeof head.name);
        const auto record = parseBpfRecord(bytesOf(head, kPath, kArguments));
        QCOMPARE(std::get<ExecRecord>(*record).name, std::string(16, 'x'));
    }

    void anEndHasWhatWasUsed()
    {
        tw_record head{};
        head.time = 7'000'000;
        head.kind = TW_ENDED;
        head.pid = 42;
        head.cpu_time = 3'000'000;
        head.resident = 100;
        const auto record = parseBpfRecord(bytesOf(head, {}, {}));
        QCOMPARE(std::get<EndRecord>(*record), (EndRecord{7ms, Pid{42}, 3ms, 100 * pageSize()}));
    }

    void nothingCountedIsUnknown()
    {
        tw_record head{};
        head.kind = TW_ENDED;
        const auto record = parseBpfRecord(bytesOf(head, {}, {}));
        QVERIFY(!std::get<EndRecord>(*record).cpuTime.has_value());
        QVERIFY(!std::get<EndRecord>(*record).maxResidentBytes.has_value());
    }

    void everyTruncationIsRefused()
    {
        const auto bytes = bytesOf(execHead(), kPath, kArguments);
        for (std::size_t size = 0; size < bytes.size(); ++size) {
            QVERIFY(!parseBpfRecord(std::span{bytes}.first(size)));
        }
    }

    void lengthsBeyondTheRecordAreRefused()
    {
        auto bytes = bytesOf(execHead(), kPath, kArguments);
        tw_record head = execHead();
        head.path_bytes = 0xffffffff;
        head.argument_bytes = 0xffffffff;
        std::memcpy(bytes.data(), &head, sizeof head);
        QVERIFY(!parseBpfRecord(bytes));
    }

    void otherKindsAreRefused()
    {
        tw_record head = execHead();
        head.kind = 77;
        QVERIFY(!parseBpfRecord(bytesOf(head, kPath, kArguments)));
    }
};

QTEST_GUILESS_MAIN(TestBpfRecord)
#include "tst_bpf_record.moc"
