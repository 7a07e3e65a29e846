#include "core/agent/agent_server.h"
#include "core/kernel/inheritance.h"
#include "core/kernel/own_process.h"
#include "tests/core/agent/agent_client.h"
#include "tests/core/agent/session_bench.h"
#include "tests/support/print_values.h"
#include "tests/support/tidy_test.h"

#include <QTest>

#include <csignal>

#include <fcntl.h>
#include <sys/socket.h>

namespace tw {

namespace {

UniqueFd copyOf(int fd)
{
    return UniqueFd{::fcntl(fd, F_DUPFD_CLOEXEC, 0)};
}

/// A session with one client, over a socket or two pipes.
struct Bench
{
    explicit Bench(bool overPipes = false)
    {
        int toAgent[2] = {-1, -1};
        int toClient[2] = {-1, -1};
        if (overPipes) {
            if (::pipe2(toAgent, O_CLOEXEC | O_NONBLOCK) != 0
                || ::pipe2(toClient, O_CLOEXEC | O_NONBLOCK) != 0) {
                qFatal("cannot make pipes");
            }
        } else {
            int ends[2] = {-1, -1};
            if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends) != 0) {
                qFatal("cannot make a socket pair");
            }
            toAgent[0] = ends[0];
            toClient[1] = copyOf(ends[0]).release();
            toAgent[1] = ends[1];
            toClient[0] = copyOf(ends[1]).release();
        }
        client.emplace(UniqueFd{toClient[0]}, UniqueFd{toAgent[1]});
        server.emplace(*session.loop,
                       *session.session,
                       UniqueFd{toAgent[0]},
                       UniqueFd{toClient[1]},
                       [this](std::string reason) { closed.push_back(std::move(reason)); });
        if (!server->start()) {
            qFatal("cannot start the server");
        }
    }

    /// Turns the loop, the client reading all the while.
    bool turnUntil(const std::function<bool()>& isDone)
    {
        return session.turnUntil([&] {
            client->read();
            return isDone();
        });
    }

    bool turnUntilAnswered(std::uint64_t id)
    {
        return turnUntil([&] { return client->answerTo(id).has_value(); });
    }

    bool turnUntilClosed()
    {
        return turnUntil([&] { return !closed.empty() && client->atEnd(); });
    }

    SessionBench session{};
    std::optional<AgentClient> client{};
    std::vector<std::string> closed{};
    std::optional<AgentServer> server{};
};

} // namespace

/// A session's client, through the real codec.
class TestAgentServer : public TidyTest
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { ignoreWriteSignals(); }

    void greetsFirst();
    void clientOfAnotherVersionIsToldOurs();
    void garbageEndsTheConnection_data();
    void garbageEndsTheConnection();
    void commandBeforeTheGreetingIsRefused_data();
    void commandBeforeTheGreetingIsRefused();
    void launchIsAnsweredAndTold();
    void launchThatFailsIsAnsweredWithTheReason();
    void stopIsAnsweredAndTold();
    void linesAreSentOnDemand();
    void detailsAreReadOnDemand();
    void processesAreListedOnDemand();
    void messagesMayArriveBytewise();
    void messagesMayArriveTogether();
    void vanishedClientLeavesTheSessionRunning_data();
    void vanishedClientLeavesTheSessionRunning();
    void slowClientGetsEverythingInTheEnd();
    void clientThatNeverReadsIsGivenUp();
};

void TestAgentServer::greetsFirst()
{
    Bench bench;
    QVERIFY(bench.turnUntil([&] { return !bench.client->all<Hello>().empty(); }));
    const Hello hello = bench.client->all<Hello>().front();
    QCOMPARE(hello.version, 1U);
    QVERIFY(hello.program.starts_with("treewarden-agent "));
    QCOMPARE(hello.host, ownHostName());
    QCOMPARE(hello.pid.value, ownPid().value);
    bench.client->greet();
    bench.client->send(launchCommand(1, {"true"}));
    QVERIFY(bench.turnUntilAnswered(1));
    QVERIFY(bench.server->isOpen());
}

void TestAgentServer::clientOfAnotherVersionIsToldOurs()
{
    Bench bench;
    bench.client->send(Hello{2, "treewarden 9.0", "there", Pid{7}});
    QVERIFY(bench.turnUntilClosed());
    QCOMPARE(bench.closed.size(), std::size_t{1});
    QCOMPARE(bench.closed.front(),
             std::string{"treewarden 9.0 speaks version 2 of the protocol, this agent version 1"});
    QCOMPARE(bench.client->all<Hello>().size(), std::size_t{1});
    QVERIFY(!bench.server->isOpen());
}

void TestAgentServer::garbageEndsTheConnection_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("a shell's greeting") << QByteArray{"Welcome to Debian GNU/Linux!\r\n"};
    QTest::newRow("too long") << QByteArray{"\xff\xff\xff\xff", 4};
    QTest::newRow("no message") << QByteArray{"\x02\x00\x00\x00\xff\xff", 6};
}

void TestAgentServer::garbageEndsTheConnection()
{
    QFETCH(QByteArray, bytes);
    Bench bench;
    bench.client->sendBytes({bytes.data(), static_cast<std::size_t>(bytes.size())});
    QVERIFY(bench.turnUntilClosed());
    QCOMPARE(bench.closed.size(), std::size_t{1});
    QVERIFY(bench.closed.front().starts_with("cannot "));
}

void TestAgentServer::commandBeforeTheGreetingIsRefused_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("launch") << QByteArray::fromStdString(framed(launchCommand(1, {"true"})));
    QTest::newRow("lines") << QByteArray::fromStdString(
        framed(LinesRequest{1, LaunchId{1}, 0, 10}));
}

void TestAgentServer::commandBeforeTheGreetingIsRefused()
{
    QFETCH(QByteArray, bytes);
    Bench bench;
    bench.client->sendBytes({bytes.data(), static_cast<std::size_t>(bytes.size())});
    QVERIFY(bench.turnUntilClosed());
    QCOMPARE(bench.closed.front(), std::string{"the client sent a command before its greeting"});
    QVERIFY(bench.session.events.empty());
}

void TestAgentServer::launchIsAnsweredAndTold()
{
    Bench bench{true};
    bench.client->greet();
    bench.client->send(launchCommand(7, {"/bin/sh", "-c", "echo hello; exit 3"}));
    QVERIFY(bench.turnUntil([&] { return bench.client->sawFinish(LaunchId{1}); }));
    const auto answer = bench.client->answerTo(7);
    QVERIFY(answer.has_value());
    QVERIFY(!answer->error.has_value());
    QCOMPARE(answer->launch.value_or(LaunchId{}).value, std::uint64_t{1});
    QVERIFY(bench.client->all<Event>() == bench.session.events);
}

void TestAgentServer::launchThatFailsIsAnsweredWithTheReason()
{
    Bench bench;
    bench.client->greet();
    bench.client->send(launchCommand(8, {"no-such-command"}));
    bench.client->send(launchCommand(9, {}));
    QVERIFY(bench.turnUntilAnswered(9));
    for (const std::uint64_t id : {8U, 9U}) {
        const auto answer = bench.client->answerTo(id);
        QVERIFY(answer.has_value() && answer->error.has_value());
        QVERIFY(!answer->error->message.empty());
        QVERIFY(!answer->launch.has_value());
    }
    QVERIFY(bench.client->answerTo(8)->error->message.find("no-such-command") != std::string::npos);
    QVERIFY(bench.session.events.empty());
}

void TestAgentServer::stopIsAnsweredAndTold()
{
    Bench bench;
    bench.client->greet();
    bench.client->send(launchCommand(1, {"sleep", "60"}));
    bench.client->send(
        Command{2, StopCommand{ProcessKey{1}, parseLadder("terminate:10s").value()}});
    bench.client->send(Command{3, StopCommand{ProcessKey{99}, parseLadder("kill").value()}});
    QVERIFY(bench.turnUntil([&] { return bench.client->sawFinish(LaunchId{1}); }));
    QVERIFY(!bench.client->answerTo(2)->error.has_value());
    QVERIFY(bench.client->answerTo(3)->error.has_value());
    QCOMPARE(bench.session.all<StopBegan>().size(), std::size_t{1});
    QCOMPARE(bench.session.all<StopBegan>().front().reason, StopReason::User);
    QVERIFY(bench.client->all<Event>() == bench.session.events);
}

void TestAgentServer::linesAreSentOnDemand()
{
    Bench bench;
    bench.client->greet();
    bench.client->send(launchCommand(1, {"/bin/sh", "-c", "printf 'a\\nb\\nc\\n'"}));
    QVERIFY(bench.turnUntil([&] { return bench.client->sawFinish(LaunchId{1}); }));
    bench.client->send(LinesRequest{5, LaunchId{1}, 1, 10});
    bench.client->send(LinesRequest{6, LaunchId{2}, 0, 10});
    QVERIFY(bench.turnUntil([&] { return bench.client->all<LinesAnswer>().size() == 2; }));
    const auto answers = bench.client->all<LinesAnswer>();
    QCOMPARE(answers[0].id, std::uint64_t{5});
    QCOMPARE(answers[0].lines.size(), std::size_t{2});
    QCOMPARE(answers[0].lines[0].bytes, std::string{"b"});
    QCOMPARE(answers[0].lines[0].index, std::uint64_t{1});
    QCOMPARE(answers[1].id, std::uint64_t{6});
    QVERIFY(answers[1].lines.empty());
}

void TestAgentServer::detailsAreReadOnDemand()
{
    Bench bench;
    bench.client->greet();
    bench.session.launchChild({"hold", "4"});
    QVERIFY(bench.turnUntil([&] { return bench.session.output() == "ready\n"; }));
    bench.client->send(DetailsRequest{5, ProcessKey{1}});
    bench.client->send(DetailsRequest{6, ProcessKey{99}});
    QVERIFY(bench.turnUntil([&] { return bench.client->all<DetailsAnswer>().size() == 2; }));
    const auto answers = bench.client->all<DetailsAnswer>();
    QCOMPARE(answers[0].id, std::uint64_t{5});
    QCOMPARE(answers[0].key.value, std::uint64_t{1});
    QCOMPARE(answers[0].details.value().command.value().listed.at(1), std::string{"hold"});
    QCOMPARE(answers[0].details.value().identity.value().parent.value, ownPid().value);
    QCOMPARE(answers[1].key.value, std::uint64_t{99});
    QVERIFY(!answers[1].details);

    bench.session.endInput();
    QVERIFY(bench.turnUntil([&] { return bench.client->sawFinish(LaunchId{1}); }));
    bench.client->send(DetailsRequest{7, ProcessKey{1}});
    QVERIFY(bench.turnUntil([&] { return bench.client->all<DetailsAnswer>().size() == 3; }));
    QCOMPARE(errorOf(bench.client->all<DetailsAnswer>().back().details),
             std::string{"look into a process that has ended"});
}

void TestAgentServer::processesAreListedOnDemand()
{
    Bench bench;
    bench.client->greet();
    bench.client->send(ProcessListRequest{9});
    QVERIFY(bench.turnUntil([&] { return bench.client->all<ProcessListAnswer>().size() == 1; }));
    const auto answer = bench.client->all<ProcessListAnswer>().front();
    QCOMPARE(answer.id, std::uint64_t{9});
    bool sawOurselves = false;
    for (const RunningProcess& process : answer.processes.listed) {
        sawOurselves |= process.pid == ownPid();
    }
    QVERIFY(sawOurselves);
}

void TestAgentServer::messagesMayArriveBytewise()
{
    Bench bench;
    const std::string bytes = framed(Hello{Hello::kVersion, "test", "here", Pid{1}})
                              + framed(LinesRequest{5, LaunchId{1}, 0, 1});
    for (const char& byte : bytes) {
        QVERIFY(bench.client->all<LinesAnswer>().empty());
        bench.client->sendBytes({&byte, 1});
        bench.session.loop->turn(std::chrono::milliseconds{0});
        bench.client->read();
    }
    QVERIFY(bench.turnUntil([&] { return bench.client->all<LinesAnswer>().size() == 1; }));
    QVERIFY(bench.server->isOpen());
}

void TestAgentServer::messagesMayArriveTogether()
{
    Bench bench;
    std::string bytes = framed(Hello{Hello::kVersion, "test", "here", Pid{1}});
    for (std::uint64_t id = 1; id <= 1000; ++id) {
        bytes += framed(LinesRequest{id, LaunchId{1}, 0, 1});
    }
    bench.client->sendBytes(bytes);
    QVERIFY(bench.turnUntil([&] { return bench.client->all<LinesAnswer>().size() == 1000; }));
    QCOMPARE(bench.client->all<LinesAnswer>().back().id, std::uint64_t{1000});
}

void TestAgentServer::vanishedClientLeavesTheSessionRunning_data()
{
    QTest::addColumn<bool>("overPipes");
    QTest::newRow("socket") << false;
    QTest::newRow("pipes") << true;
}

void TestAgentServer::vanishedClientLeavesTheSessionRunning()
{
    QFETCH(bool, overPipes);
    Bench bench{overPipes};
    bench.client->greet();
    bench.session.launchChild({"hold", "4"});
    QVERIFY(bench.turnUntil([&] { return bench.session.output() == "ready\n"; }));
    bench.client->close();
    QVERIFY(bench.session.turnUntil([&] { return !bench.closed.empty(); }));
    QVERIFY(bench.session.session->isBusy());
    bench.session.endInput();
    QVERIFY(bench.session.turnUntilFinished());
    QCOMPARE(bench.closed.size(), std::size_t{1});
    QCOMPARE(bench.session.all<LaunchFinished>().front().status->text(), std::string{"exit 4"});
}

void TestAgentServer::slowClientGetsEverythingInTheEnd()
{
    Bench bench{true};
    bench.client->greet();
    bench.client->send(launchCommand(1, {"/bin/sh", "-c", "head -c 3000000 /dev/zero; echo"}));
    QVERIFY(bench.session.turnUntilFinished());
    // Each answer is a line of 64 KiB; the pipe takes but one.
    for (std::uint64_t id = 1; id <= 40; ++id) {
        bench.client->send(LinesRequest{id, LaunchId{1}, 0, 1});
    }
    QVERIFY(bench.session.turnUntil([&] {
        bench.client->read(50'000);
        return bench.client->all<LinesAnswer>().size() == 40;
    }));
    QVERIFY(bench.client->all<Event>() == bench.session.events);
    for (std::uint64_t id = 1; id <= 40; ++id) {
        QCOMPARE(bench.client->all<LinesAnswer>().at(id - 1).id, id);
    }
    QVERIFY(bench.server->isOpen());
}

void TestAgentServer::clientThatNeverReadsIsGivenUp()
{
    Bench bench{true};
    bench.client->greet();
    bench.client->send(launchCommand(
        1, {"/bin/sh", "-c", "yes $(head -c 60000 /dev/zero | tr '\\0' x) | head -200"}));
    QVERIFY(bench.session.turnUntilFinished());
    // Some 8 MiB each.
    for (std::uint64_t id = 1; id <= 40; ++id) {
        bench.client->send(LinesRequest{id, LaunchId{1}, 0, 200});
    }
    QVERIFY(bench.session.turnUntil([&] { return !bench.closed.empty(); }));
    QCOMPARE(bench.closed, std::vector<std::string>{"the client has not read for too long"});
    bench.session.launchShell("exit 0");
    QVERIFY(bench.session.turnUntilFinished(LaunchId{2}));
    QCOMPARE(bench.closed.size(), std::size_t{1});
}

} // namespace tw

QTEST_GUILESS_MAIN(tw::TestAgentServer)
#include "tst_agent_server.moc"
