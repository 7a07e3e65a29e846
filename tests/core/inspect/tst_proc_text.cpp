#include "core/inspect/proc_text.h"
#include "tests/support/print_values.h"

#include <QTest>

using namespace tw;

namespace {

constexpr std::string_view kStatus = "Name:\tx\n"
                                     "State:\tS (sleeping)\n"
                                     "Uid:\t1000\t1001\t1002\t1003\n"
                                     "Gid:\t4294967295\t5\t6\t7\n"
                                     "VmPeak:\t    9000 kB\n"
                                     "VmSize:\t    8000 kB\n"
                                     "VmHWM:\t    3000 kB\n"
                                     "VmRSS:\t    2000 kB\n"
                                     "RssAnon:\t    1000 kB\n"
                                     "RssFile:\t     900 kB\n"
                                     "RssShmem:\t     100 kB\n"
                                     "VmSwap:\t       4 kB\n"
                                     "SigPnd:\t0000000000000001\n"
                                     "ShdPnd:\t0000000000000200\n"
                                     "SigBlk:\t0000000000004000\n"
                                     "SigIgn:\t0000000000000002\n"
                                     "SigCgt:\t8000000000000001\n"
                                     "CapEff:\t000001ffffffffff\n";

constexpr std::string_view kLimits
    = "Limit                     Soft Limit           Hard Limit           Units     \n"
      "Max cpu time              unlimited            unlimited            seconds   \n"
      "Max open files            1024                 524288               files     \n"
      "Max nice priority         0                    0                    \n";

} // namespace

class TestProcText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fieldsAreFoundByTheirWholeName()
    {
        QCOMPARE(std::string{statusField(kStatus, "State").value()}, std::string{"S (sleeping)"});
        QVERIFY(!statusField(kStatus, "Stat"));
        QVERIFY(!statusField("", "State"));
        QCOMPARE(statusSet(kStatus, "CapEff"), std::uint64_t{0x1ffffffffff});
        QCOMPARE(statusSet(kStatus, "CapBnd"), std::uint64_t{0});
    }

    void idsAreAllFour()
    {
        using Ids = std::array<std::uint32_t, 4>;
        QVERIFY(statusIds(kStatus, "Uid") == Ids({1000, 1001, 1002, 1003}));
        QVERIFY(statusIds(kStatus, "Gid") == Ids({4294967295U, 5, 6, 7}));
        QVERIFY(!statusIds("Uid:\t1\t2\t3\n", "Uid"));
        QVERIFY(!statusIds("Uid:\n", "Uid"));
        QVERIFY(!statusIds("", "Uid"));
    }

    void pendingSignalsAreThoseOfProcessAndThread()
    {
        QVERIFY(parseSignalSets(kStatus) == (SignalSets{0x201, 0x4000, 0x2, 0x8000000000000001U}));
        QVERIFY(parseSignalSets("") == SignalSets{});
    }

    void memoryIsInBytes()
    {
        MemoryDetails expected;
        expected.virtualBytes = 8'192'000;
        expected.residentBytes = 2'048'000;
        expected.maxResidentBytes = 3'072'000;
        expected.anonymousBytes = 1'024'000;
        expected.fileBytes = 921'600;
        expected.sharedBytes = 102'400;
        expected.swapBytes = 4096;
        QVERIFY(parseMemory(kStatus) == expected);
        QVERIFY(!parseMemory("Name:\tkthreadd\nUid:\t0\t0\t0\t0\n"));
        QCOMPARE(parseProportional("5590-7fff ---p 00000000 00:00 0 [rollup]\nRss: 884 kB\n"
                                   "Pss:                  12 kB\nPss_Dirty: 4 kB\n")
                     .value_or(0),
                 std::uint64_t{12288});
        QVERIFY(!parseProportional(""));
    }

    void limitsAreReadByColumn()
    {
        const std::vector<ResourceLimit> expected{
            {"Max cpu time", "unlimited", "unlimited", "seconds"},
            {"Max open files", "1024", "524288", "files"},
            {"Max nice priority", "0", "0", ""}};
        QVERIFY(parseLimits(kLimits) == expected);
        QVERIFY(parseLimits("").empty());
        QVERIFY(parseLimits("no such columns\nMax cpu time 1 2 3\n").empty());
    }

    void cgroupIsTheUnifiedOneOrTheFirst()
    {
        QCOMPARE(parseCgroup("0::/user.slice/a:b\n"), std::string{"/user.slice/a:b"});
        QCOMPARE(parseCgroup("12:pids:/p\n1:name=systemd:/s\n0::/u\n"), std::string{"/u"});
        QCOMPARE(parseCgroup("12:pids:/p\n1:name=systemd:/s\n"), std::string{"/p"});
        QCOMPARE(parseCgroup(""), std::string{});
    }

    void terminalsHaveNames_data()
    {
        QTest::addColumn<int>("device");
        QTest::addColumn<QString>("name");
        QTest::newRow("none") << 0 << QString{};
        QTest::newRow("pts/3") << 0x8803 << QStringLiteral("/dev/pts/3");
        QTest::newRow("pts/300") << 0x1008800 + 44 - 0x1000000 + 0x100000
                                 << QStringLiteral("/dev/pts/300");
        QTest::newRow("console 1") << 0x0401 << QStringLiteral("/dev/tty1");
        QTest::newRow("serial 0") << 0x0440 << QStringLiteral("/dev/ttyS0");
        QTest::newRow("other") << 0xcc40 << QStringLiteral("device 204:64");
    }
    void terminalsHaveNames()
    {
        QFETCH(const int, device);
        QFETCH(const QString, name);
        QCOMPARE(QString::fromStdString(terminalName(device)), name);
    }

    void flagsAreWords_data()
    {
        QTest::addColumn<QByteArray>("octal");
        QTest::addColumn<QString>("words");
        QTest::newRow("read") << QByteArray("0100000") << QStringLiteral("read");
        QTest::newRow("write, append") << QByteArray("0102001") << QStringLiteral("write append");
        QTest::newRow("read and write")
            << QByteArray("02004002") << QStringLiteral("read write nonblock cloexec");
        QTest::newRow("path") << QByteArray("010000000") << QStringLiteral("path");
    }
    void flagsAreWords()
    {
        QFETCH(const QByteArray, octal);
        QFETCH(const QString, words);
        const auto state
            = parseDescriptorState("pos:\t17\nflags:\t" + octal.toStdString() + "\nmnt_id:\t9\n");
        QCOMPARE(QString::fromStdString(state.flags), words);
        QCOMPARE(state.offset, std::uint64_t{17});
    }

    void kindsFollowTheWordsOfTheLink()
    {
        QCOMPARE(descriptorKind("socket:[1]", false), DescriptorKind::Socket);
        QCOMPARE(descriptorKind("pipe:[1]", false), DescriptorKind::Pipe);
        QCOMPARE(descriptorKind("anon_inode:[eventpoll]", false), DescriptorKind::Anonymous);
        QCOMPARE(descriptorKind("/dev/null", false), DescriptorKind::Device);
        QCOMPARE(descriptorKind("/dev/shm/x", false), DescriptorKind::File);
        QCOMPARE(descriptorKind("/src", true), DescriptorKind::Directory);
        QCOMPARE(descriptorKind("/memfd:x (deleted)", false), DescriptorKind::File);
        QCOMPARE(socketInode("socket:[77]").value_or(0), std::uint64_t{77});
        QVERIFY(!socketInode("pipe:[77]"));
        QVERIFY(!socketInode("socket:[x]"));
    }

    void hidepidIsThatOfTheLastMount()
    {
        const std::string plain = "22 1 0:21 / /proc rw,nosuid - proc proc rw\n";
        const std::string hiding = "30 1 0:21 / /proc rw - proc proc rw,gid=5,hidepid=2\n";
        QCOMPARE(parseHidepid(plain), std::string{});
        QCOMPARE(parseHidepid(plain + hiding), std::string{"2"});
        QCOMPARE(parseHidepid(hiding + plain), std::string{});
        QCOMPARE(parseHidepid("30 1 0:21 / /proc rw - proc proc rw,hidepid=invisible,gid=5\n"),
                 std::string{"invisible"});
        QCOMPARE(parseHidepid("30 1 0:21 / /proc rw - proc proc rw,hidepid=off\n"), std::string{});
        QCOMPARE(parseHidepid("30 1 0:21 / /mnt rw - proc proc rw,hidepid=2\n"), std::string{});
    }
};

QTEST_GUILESS_MAIN(TestProcText)
#include "tst_proc_text.moc"
