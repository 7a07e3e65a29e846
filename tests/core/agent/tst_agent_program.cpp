#include "core/journal/journal_reader.h"
#include "core/journal/session_directory.h"
#include "core/kernel/child_wait.h"
#include "core/kernel/inheritance.h"
#include "core/kernel/own_process.h"
#include "core/kernel/spawn.h"
#include "tests/core/agent/agent_client.h"
#include "tests/core/agent/session_bench.h"
#include "tests/support/print_values.h"
#include "tests/support/tidy_test.h"

#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <cstdlib>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tw {

namespace {

constexpr int kDeadline = 30'000;

struct Ends
{
    UniqueFd read{};
    UniqueFd write{};
};

Ends makePipe()
{
    int ends[2] = {-1, -1};
    if (::pipe2(ends, O_CLOEXEC) != 0) {
        qFatal("cannot make a pipe");
    }
    return {UniqueFd{ends[0]}, UniqueFd{ends[1]}};
}

/// The program treewarden-agent with its streams.
class Agent
{
public:
    Agent(const std::vector<std::string>& arguments, int input, int output, int errors)
    {
        SpawnRequest request;
        request.argv = {TW_BIN_DIR "/treewarden-agent"};
        request.argv.insert(request.argv.end(), arguments.begin(), arguments.end());
        request.environment = {"PATH=/usr/bin:/bin"};
        request.streams = {input, output, errors};
        auto spawned = spawn(request);
        if (!spawned) {
            qFatal("cannot %s", spawned.error().message.c_str());
        }
        m_process = std::move(*spawned);
    }

    /// "exit 0" and the like, once it has ended.
    std::string end()
    {
        std::optional<ReapedChild> reaped;
        [&] { QTRY_VERIFY_WITH_TIMEOUT(reaped || (reaped = reap(m_process.pidfd)), kDeadline); }();
        if (!reaped) {
            (void)m_process.pidfd.sendSignal(SignalNumber{SIGKILL});
            return "does not end";
        }
        return reaped->status.text();
    }

    [[nodiscard]] Pid pid() const { return m_process.pid; }

private:
    SpawnedProcess m_process{};
};

/// An agent with a client on two pipes.
struct Bench
{
    Bench()
    {
        Ends toAgent = makePipe();
        Ends toClient = makePipe();
        const UniqueFd errors{::open("/dev/null", O_WRONLY | O_CLOEXEC)};
        ::fcntl(toClient.read.get(), F_SETFL, O_NONBLOCK);
        agent.emplace(std::vector<std::string>{"--stdio", "--session", directory()},
                      toAgent.read.get(),
                      toClient.write.get(),
                      errors.get());
        client.emplace(std::move(toClient.read), std::move(toAgent.write));
    }

    [[nodiscard]] std::string directory() const
    {
        return folder.filePath(QStringLiteral("session")).toStdString();
    }

    bool readUntil(const std::function<bool()>& isDone)
    {
        bool done = false;
        [&] { QTRY_VERIFY_WITH_TIMEOUT((client->read(), done = isDone()), kDeadline); }();
        return done;
    }

    /// The events of the journal, and whether it ends whole.
    [[nodiscard]] std::pair<std::vector<Event>, bool> journal() const
    {
        auto reader
            = JournalReader::open(SessionDirectory::openRecorded(directory()).value().journalPath())
                  .value();
        std::vector<Event> events;
        while (auto event = reader.next().value()) {
            events.push_back(std::move(*event));
        }
        return {events, reader.ignoredBytes() == 0};
    }

    QTemporaryDir folder{};
    std::optional<Agent> agent{};
    std::optional<AgentClient> client{};
};

std::string readAll(const UniqueFd& fd)
{
    std::string text;
    char buffer[4096];
    for (ssize_t count = 0; (count = ::read(fd.get(), buffer, sizeof buffer)) > 0;) {
        text.append(buffer, static_cast<std::size_t>(count));
    }
    return text;
}

} // namespace

/// The program as ssh or the window starts it.
class TestAgentProgram : public TidyTest
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { ignoreWriteSignals(); }

    void servesAClientAndRecordsIt();
    void goesOnWithoutItsClientUntilTheTreeHasEnded();
    void endsAtOnceWhereNothingRuns();
    void refusesATerminal();
    void refusesAFolderThatHoldsASession();
};

void TestAgentProgram::servesAClientAndRecordsIt()
{
    Bench bench;
    QVERIFY(bench.readUntil([&] { return !bench.client->all<Hello>().empty(); }));
    QCOMPARE(bench.client->all<Hello>().front().pid.value, bench.agent->pid().value);
    bench.client->greet();
    bench.client->send(launchCommand(1, {"/bin/sh", "-c", "echo hello; exit 3"}));
    QVERIFY(bench.readUntil([&] { return bench.client->sawFinish(LaunchId{1}); }));
    bench.client->send(LinesRequest{2, LaunchId{1}, 0, 5});
    QVERIFY(bench.readUntil([&] { return !bench.client->all<LinesAnswer>().empty(); }));
    QCOMPARE(bench.client->all<LinesAnswer>().front().lines.at(0).bytes, std::string{"hello"});
    bench.client->close();
    QCOMPARE(bench.agent->end(), std::string{"exit 0"});
    const auto [events, isWhole] = bench.journal();
    QVERIFY(isWhole);
    QVERIFY(events == bench.client->all<Event>());
}

void TestAgentProgram::goesOnWithoutItsClientUntilTheTreeHasEnded()
{
    Bench bench;
    const std::string fifo = bench.folder.filePath(QStringLiteral("go")).toStdString();
    QCOMPARE(::mkfifo(fifo.c_str(), 0600), 0);
    bench.client->greet();
    bench.client->send(
        launchCommand(1, {"/bin/sh", "-c", "read line < '" + fifo + "'; echo $line; exit 4"}));
    QVERIFY(bench.readUntil([&] { return bench.client->answerTo(1).has_value(); }));
    bench.client->close();
    // Opens once the shell reads: long after the agent has lost its client, or at the same time.
    const UniqueFd go{::open(fifo.c_str(), O_WRONLY | O_CLOEXEC)};
    QCOMPARE(::write(go.get(), "late\n", 5), ssize_t{5});
    QCOMPARE(bench.agent->end(), std::string{"exit 0"});
    const auto [events, isWhole] = bench.journal();
    QVERIFY(isWhole);
    const auto* finished = bodyOf<LaunchFinished>(events.back());
    QVERIFY(finished != nullptr);
    QCOMPARE(finished->status->text(), std::string{"exit 4"});
    const UniqueFd log{
        ::open((bench.directory() + "/output/1.stdout").c_str(), O_RDONLY | O_CLOEXEC)};
    QCOMPARE(readAll(log), std::string{"late\n"});
}

void TestAgentProgram::endsAtOnceWhereNothingRuns()
{
    Bench bench;
    bench.client->close();
    QCOMPARE(bench.agent->end(), std::string{"exit 0"});
    QVERIFY(bench.journal().first.empty());
}

void TestAgentProgram::refusesATerminal()
{
    const UniqueFd keyboard{::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)};
    QVERIFY(keyboard.isOpen());
    QCOMPARE(::grantpt(keyboard.get()), 0);
    QCOMPARE(::unlockpt(keyboard.get()), 0);
    const UniqueFd terminal{::open(::ptsname(keyboard.get()), O_RDWR | O_NOCTTY | O_CLOEXEC)};
    QVERIFY(terminal.isOpen());
    Ends errors = makePipe();
    Agent agent{{"--stdio"}, terminal.get(), terminal.get(), errors.write.get()};
    errors.write.reset();
    const std::string text = readAll(errors.read);
    QCOMPARE(agent.end(), std::string{"exit 1"});
    QVERIFY2(text.starts_with("treewarden-agent: cannot "), text.c_str());
    QVERIFY2(text.find("terminal") != std::string::npos, text.c_str());
}

void TestAgentProgram::refusesAFolderThatHoldsASession()
{
    Bench bench;
    bench.client->close();
    QCOMPARE(bench.agent->end(), std::string{"exit 0"});
    Ends input = makePipe();
    Ends errors = makePipe();
    Agent second{{"--stdio", "--session", bench.directory()},
                 input.read.get(),
                 errors.write.get(),
                 errors.write.get()};
    errors.write.reset();
    const std::string text = readAll(errors.read);
    QCOMPARE(second.end(), std::string{"exit 1"});
    QVERIFY2(text.starts_with("treewarden-agent: cannot "), text.c_str());
}

} // namespace tw

QTEST_GUILESS_MAIN(tw::TestAgentProgram)
#include "tst_agent_program.moc"
