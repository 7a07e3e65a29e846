#include "core/kernel/own_process.h"
#include "core/tracking/program_reader.h"
#include "tests/core/tracking/fact_script.h"
#include "tests/support/print_values.h"

#include <QtTest>

#include <sys/wait.h>
#include <unistd.h>

using namespace tw;
using namespace std::chrono_literals;

namespace {

// Far beyond any pid_max.
constexpr const char* kStranger = "900000001";
constexpr const char* kChild = "900000002";

} // namespace

class TestProgramReader final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void execOfAStrangerIsNotRead()
    {
        QVERIFY(!isRead(std::string{"exec "} + kStranger));
        play(std::string{"fork "} + kStranger + " " + kChild);
        QVERIFY(!isRead(std::string{"exec "} + kChild));
    }

    void execOfAGrandchildIsRead()
    {
        play("fork " + own() + " " + kStranger);
        play(std::string{"fork "} + kStranger + " " + kChild);
        QVERIFY(isRead(std::string{"exec "} + kChild));
    }

    void execOfAFollowedOneIsRead()
    {
        m_reader.follow({Pid{std::atoi(kStranger)}});
        QVERIFY(isRead(std::string{"exec "} + kStranger));
        play(std::string{"fork "} + kStranger + " " + kChild);
        QVERIFY(isRead(std::string{"exec "} + kChild));
    }

    void pidThatIsAnothersNowIsNotRead()
    {
        play("fork " + own() + " " + kChild);
        play(std::string{"exit "} + kChild + " 0");
        QVERIFY(!isRead(std::string{"exec "} + kChild));
        play("fork " + own() + " " + kChild);
        play(std::string{"fork "} + kStranger + " " + kChild); // its exit was lost
        QVERIFY(!isRead(std::string{"exec "} + kChild));
    }

    void endOfAThreadIsNotTheEnd()
    {
        play("fork " + own() + " " + kChild);
        play(std::string{"thread-exit "} + kChild + " 0");
        QVERIFY(isRead(std::string{"exec "} + kChild));
    }

    void whatOthersKnowIsNotRead()
    {
        const auto isRead = [this](std::chrono::nanoseconds time) {
            return m_reader.note({time, ownPid(), ExecFact{}}).has_value();
        };
        QVERIFY(isRead(2s));
        m_reader.restFrom(1s);
        QVERIFY(isRead(1s - 1ns)); // told late
        QVERIFY(!isRead(1s));
    }

    void programIsReadAsProcShowsIt()
    {
        m_reader.follow({ownPid()});
        const KernelEvent exec = parseFacts("exec " + own(), {}).front();
        const auto executed = m_reader.note(exec);
        QVERIFY(executed.has_value());
        QVERIFY(executed->pid == ownPid());
        QVERIFY(executed->time == exec.time);
        QVERIFY(executed->program.command->front().ends_with("tst_program_reader"));
        QVERIFY(executed->program.executable.ends_with("/tst_program_reader"));
        QCOMPARE(executed->program.name, std::string{"tst_program_rea"});
    }

    void zombieHasANameOnly()
    {
        const auto pid = ::fork();
        if (pid == 0) {
            ::_exit(0);
        }
        siginfo_t info{};
        QCOMPARE(::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOWAIT), 0);
        const Program program = readProgram(Pid{pid});
        QVERIFY(!program.command.has_value());
        QCOMPARE(program.executable, std::string{});
        QCOMPARE(program.name, std::string{"tst_program_rea"});
        ::waitpid(pid, nullptr, 0);
    }

    void init() { m_reader = {}; }

private:
    static std::string own() { return std::to_string(ownPid().value); }

    void play(const std::string& line) { (void)isRead(line); }
    bool isRead(const std::string& line)
    {
        return m_reader.note(parseFacts(line, {}).front()).has_value();
    }

    ProgramReader m_reader{};
};

QTEST_GUILESS_MAIN(TestProgramReader)
#include "tst_program_reader.moc"
