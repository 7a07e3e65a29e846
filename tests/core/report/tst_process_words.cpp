#include "core/report/process_words.h"
#include "tests/support/print_values.h"

namespace tw {

/// Names, counts and places in words.
class TestProcessWords : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nameIsCommElseTheProgram();
    void countsAgreeWithTheirNoun();
    void commandLineCanBeTypedAgain();
    void placeSaysWhatIsKnown();
};

void TestProcessWords::nameIsCommElseTheProgram()
{
    Process process;
    QCOMPARE(processName(process), std::string{});
    process.executable = "/usr/bin/python3.11";
    QCOMPARE(processName(process), std::string{"python3.11"});
    process.command = {"/usr/bin/pytest", "-x"};
    QCOMPARE(processName(process), std::string{"pytest"});
    process.name = "gw0";
    process.pid = Pid{4720};
    QCOMPARE(processTitle(process), std::string{"gw0 4720"});
}

void TestProcessWords::countsAgreeWithTheirNoun()
{
    QCOMPARE(countOf(0, "process", "processes"), std::string{"0 processes"});
    QCOMPARE(countOf(1, "process", "processes"), std::string{"1 process"});
    QCOMPARE(countOf(2, "process", "processes"), std::string{"2 processes"});
}

void TestProcessWords::commandLineCanBeTypedAgain()
{
    QCOMPARE(commandLine({"pytest", "-n", "8", "--x=1"}), std::string{"pytest -n 8 --x=1"});
    QCOMPARE(commandLine({"sh", "-c", "echo it's $HOME", ""}),
             std::string{"sh -c 'echo it'\\''s $HOME' ''"});
}

void TestProcessWords::placeSaysWhatIsKnown()
{
    QCOMPARE(placeText(Frame{"work", "/src/pool.py", 33}), std::string{"pool.py:33 in work"});
    QCOMPARE(placeText(Frame{"", "pool.py", 33}), std::string{"pool.py:33"});
    QCOMPARE(placeText(Frame{"work", "", {}}), std::string{"? in work"});
}

} // namespace tw

QTEST_GUILESS_MAIN(tw::TestProcessWords)
#include "tst_process_words.moc"
