#include "core/kernel/proc_stat.h"

#include <QtTest>

using namespace tw;

namespace {

constexpr std::string_view kBehindName
    = " S 1 4711 4710 34816 -1 4194560 1 2 3 4 5 6 7 8 20 0 3 0 88000 1000 250 "
      "18446744073709551615 11 "
      "12 13 "
      "0 0 0 0 0 0 0 0 0 17 1 0 0 0 0 0 0 0 0 140722 140730 0 140799 1536";

std::string line(std::string_view name)
{
    return "4712 (" + std::string{name} + ")" + std::string{kBehindName} + "\n";
}

} // namespace

class TestProcStat final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void statFieldsAreTheNumberedOnes()
    {
        const auto stat = parseProcStat(line("cat"));
        QVERIFY(stat.has_value());
        ProcStat expected;
        expected.pid = Pid{4712};
        expected.name = "cat";
        expected.state = 'S';
        expected.parent = Pid{1};
        expected.group = Pid{4711};
        expected.session = Pid{4710};
        expected.childFaults = 6;
        expected.threads = 3;
        expected.startTicks = 88000;
        expected.residentPages = 250;
        expected.argumentsAt = 140722;
        expected.exitCode = 1536;
        expected.terminal = 34816;
        expected.cpuTicks = 11;
        expected.programMark = stat->programMark;
        QVERIFY(*stat == expected);
    }

    void programMarkDiffersWhereAnAddressDoes()
    {
        const std::string text = line("cat");
        const auto mark = parseProcStat(text)->programMark;
        QVERIFY(mark != 0);
        QCOMPARE(parseProcStat(line("cats"))->programMark, mark); // a name is no address
        std::string other = text;
        other.replace(other.find(" 140722 "), 8, " 140723 ");
        QVERIFY(parseProcStat(other)->programMark != mark);
        other.replace(other.find(" 140723 "), 8, " 0 "); // we may not know
        QCOMPARE(parseProcStat(other)->programMark, std::uint64_t{0});
    }

    void kernelThreadsAreTold()
    {
        QVERIFY(!parseProcStat(line("cat"))->isKernelThread);
        std::string text = line("kthreadd");
        text.replace(text.find("4194560"), 7, "2129984");
        QVERIFY(parseProcStat(text)->isKernelThread);
    }

    void hostileNamesDoNotShiftFields_data()
    {
        QTest::addColumn<QByteArray>("name");
        for (const char* name :
             {"", ")", ") R 1 (", "a b", "\n", "((", "\xff\xfe", "x) Z 99 99 99 ("}) {
            QTest::newRow(name) << QByteArray(name);
        }
    }
    void hostileNamesDoNotShiftFields()
    {
        QFETCH(const QByteArray, name);
        const auto stat = parseProcStat(line(name.toStdString()));
        QVERIFY(stat.has_value());
        QCOMPARE(stat->name, name.toStdString());
        QCOMPARE(stat->state, 'S');
        QCOMPARE(stat->startTicks, std::uint64_t{88000});
    }

    void cutStatIsRefusedAtEveryLength()
    {
        const std::string whole = line("cat");
        // The last field may lose digits unnoticed; before it, nothing may be taken for complete.
        const std::size_t lastField = whole.rfind(' ') + 1;
        for (std::size_t length = 0; length < lastField; ++length) {
            QVERIFY2(!parseProcStat(whole.substr(0, length)), whole.substr(0, length).c_str());
        }
    }

    void statusGivesOwnerTracerAndSignals()
    {
        const auto status
            = parseProcStatus("Name:\tx\\nUid:\t5\nUid:\t1000\t1001\t1002\t1003\nTracerPid:\t77\n"
                              "VmHWM:\t    1234 kB\nSigBlk:\t0000000000004000\n"
                              "SigIgn:\t0000000000000002\nSigCgt:\t8000000000000001\n");
        QVERIFY(status.has_value());
        const ProcStatus expected{1001, Pid{77}, 0x2, 0x4000, 0x8000000000000001, 1234 * 1024};
        QVERIFY(*status == expected);
    }

    void statusWithoutOwnerIsRefused()
    {
        QVERIFY(!parseProcStatus(""));
        QVERIFY(!parseProcStatus("Name:\tx\nSigIgn:\t0\n"));
    }

    void zombieHasNoPeak()
    {
        QVERIFY(!parseProcStatus("Uid:\t0\t0\t0\t0\n")->maxResidentBytes.has_value());
    }

    void argumentsAreSplitAtTheirEnds()
    {
        using Words = std::vector<std::string>;
        QVERIFY(splitNulTerminated({"a\0\0b c\0", 7}) == (Words{"a", "", "b c"}));
        QVERIFY(splitNulTerminated({"\0", 1}) == Words{""});
        QVERIFY(splitNulTerminated("overwritten title") == Words{"overwritten title"});
        QVERIFY(splitNulTerminated("").empty());
    }

    void variableIsFoundByItsWholeName()
    {
        const std::string_view block{"AB=1\0A=2\0C=\0", 12};
        QCOMPARE(findVariable(block, "A"), std::optional<std::string>{"2"});
        QCOMPARE(findVariable(block, "C"), std::optional<std::string>{""});
        QVERIFY(!findVariable(block, "B").has_value());
        QVERIFY(!findVariable("", "A").has_value());
    }

    void childrenAreNumbers()
    {
        QVERIFY(parsePids("12 345 6 ") == (std::vector{Pid{12}, Pid{345}, Pid{6}}));
        QVERIFY(parsePids("").empty());
        QVERIFY(parsePids("x 7\n") == std::vector{Pid{7}});
    }
};

QTEST_GUILESS_MAIN(TestProcStat)
#include "tst_proc_stat.moc"
