#include "tests/support/fake_agent.h"
#include "ui/client/agent_client.h"

#include <QSignalSpy>
#include <QTest>

using namespace tw;

namespace {

Launched launched(std::uint64_t number, int pid)
{
    return {.launch = {number}, .key = {number}, .pid = {pid}, .command = {"pytest", "-n", "4"}};
}

} // namespace

class TestAgentClient : public QObject
{
    Q_OBJECT

private:
    FakeAgent m_agent{};
    std::unique_ptr<AgentClient> m_client{};
    std::unique_ptr<QSignalSpy> m_lost{};

    [[nodiscard]] QString lossReason() const
    {
        return m_lost->isEmpty() ? QString{} : m_lost->constFirst().constFirst().toString();
    }

private Q_SLOTS:
    void init()
    {
        m_agent = FakeAgent{};
        m_client = std::make_unique<AgentClient>(m_agent.factory());
        m_lost = std::make_unique<QSignalSpy>(m_client.get(), &AgentClient::connectionLost);
        m_client->start();
    }

    void cleanup()
    {
        m_lost.reset();
        m_client.reset();
    }

    void helloOpensTheConversation()
    {
        const auto first = m_agent.takeReceived();
        QCOMPARE(first.size(), std::size_t{1});
        QCOMPARE(std::get<Hello>(first[0]).version, 1U);
        QCOMPARE(m_client->state(), AgentClient::State::Connecting);

        QSignalSpy connected(m_client.get(), &AgentClient::connected);
        m_agent.sayHello();
        QCOMPARE(connected.count(), 1);
        QCOMPARE(m_client->state(), AgentClient::State::Connected);
        QCOMPARE(m_client->agent().program, std::string{"treewarden-agent 0.1.0"});
    }

    void everySplitOfTheBytesGivesTheSameTree()
    {
        for (std::size_t size = 1; size < 200; ++size) {
            init();
            m_agent.setPieceSize(size);
            m_agent.sayHello();
            m_agent.say(TreeEvent{launched(1, 4711)});
            m_agent.say(TreeEvent{Forked{.key = {2}, .pid = {4720}, .parent = {1}}});
            m_agent.say(TreeEvent{Exited{.key = {2}, .status = WaitStatus::exited(3)}});
            QCOMPARE(lossReason(), QString{});
            QCOMPARE(m_client->tree().find(ProcessKey{1})->pid.value, 4711);
            QCOMPARE(m_client->tree().find(ProcessKey{2})->status->text(), std::string{"exit 3"});
        }
    }

    void commandsBeforeHelloWaitForIt()
    {
        (void)m_agent.takeReceived();
        const auto id = m_client->launch({.argv = {"make", "-j2"}});
        QVERIFY(m_agent.takeReceived().empty());
        m_agent.sayHello();
        const auto received = m_agent.takeReceived();
        QCOMPARE(received.size(), std::size_t{1});
        const auto& command = std::get<Command>(received[0]);
        QCOMPARE(command.id, id);
        QCOMPARE(std::get<LaunchCommand>(command.what).argv[1], std::string{"-j2"});
    }

    void anAnswerSettlesItsCommand()
    {
        m_agent.sayHello();
        QSignalSpy started(m_client.get(), &AgentClient::launchStarted);
        QSignalSpy failed(m_client.get(), &AgentClient::commandFailed);
        const auto good = m_client->launch({.argv = {"make"}});
        const auto bad = m_client->launch({.argv = {"maek"}});
        QCOMPARE(m_client->pendingCommands(), std::size_t{2});

        m_agent.send(CommandAnswer{.id = bad, .error = Error{2, "find maek"}});
        m_agent.send(CommandAnswer{.id = good, .launch = LaunchId{1}});
        m_agent.send(CommandAnswer{.id = 99, .launch = LaunchId{9}});
        QCOMPARE(failed.count(), 1);
        QCOMPARE(failed[0][0].value<std::uint64_t>(), bad);
        QCOMPARE(failed[0][1].toString(), QStringLiteral("cannot find maek"));
        QCOMPARE(started.count(), 1);
        QCOMPARE(started[0][0].value<std::uint64_t>(), good);
        QCOMPARE(m_client->pendingCommands(), std::size_t{0});
    }

    void aRunningStopIsSkippedAndExtended()
    {
        m_agent.sayHello();
        (void)m_agent.takeReceived();
        m_client->skipStep(StopId{7});
        m_client->extendStep(StopId{8}, std::chrono::seconds{30});
        const auto received = m_agent.takeReceived();
        QCOMPARE(received.size(), std::size_t{2});
        QCOMPARE(std::get<SkipStepCommand>(std::get<Command>(received[0]).what).stop, StopId{7});
        QCOMPARE(std::get<ExtendStepCommand>(std::get<Command>(received[1]).what),
                 (ExtendStepCommand{StopId{8}, std::chrono::seconds{30}}));
    }

    void detailsAndProcessesComeUnderTheirId()
    {
        m_agent.sayHello();
        std::vector<DetailsAnswer> details;
        std::vector<ProcessListAnswer> lists;
        connect(m_client.get(),
                &AgentClient::detailsReceived,
                this,
                [&](const DetailsAnswer& answer) { details.push_back(answer); });
        connect(m_client.get(),
                &AgentClient::processesReceived,
                this,
                [&](const ProcessListAnswer& answer) { lists.push_back(answer); });
        (void)m_agent.takeReceived();
        const std::uint64_t first = m_client->requestDetails(ProcessKey{7});
        const std::uint64_t second = m_client->requestProcesses();
        const auto asked = m_agent.takeReceived();
        QVERIFY(std::get<DetailsRequest>(asked.at(0)) == (DetailsRequest{first, ProcessKey{7}}));
        QVERIFY(std::get<ProcessListRequest>(asked.at(1)) == ProcessListRequest{second});
        ProcessDetails inside;
        inside.directory = "/src";
        m_agent.send(DetailsAnswer{first, ProcessKey{7}, inside});
        m_agent.send(ProcessListAnswer{second, {{}, 5}});
        QCOMPARE(details.size(), std::size_t{1});
        QVERIFY(details.front().details.value() == inside);
        QCOMPARE(lists.size(), std::size_t{1});
        QCOMPARE(lists.front().processes.total, std::uint64_t{5});
    }

    void linesComeUnderTheirId()
    {
        m_agent.sayHello();
        std::vector<Line> got;
        connect(m_client.get(),
                &AgentClient::linesReceived,
                this,
                [&](std::uint64_t, LaunchId, const std::vector<Line>& lines) { got = lines; });
        (void)m_agent.takeReceived();
        const auto id = m_client->requestLines(LaunchId{1}, 5, 2);
        const auto request = std::get<LinesRequest>(m_agent.takeReceived().at(0));
        QCOMPARE(request.first, std::uint64_t{5});
        QCOMPARE(request.count, 2U);
        m_agent.send(LinesAnswer{
            .id = id, .launch = {1}, .lines = {{.index = 5, .number = 1, .bytes = "hello"}}});
        QCOMPARE(got.size(), std::size_t{1});
        QCOMPARE(got[0].bytes, std::string{"hello"});
    }

    void manyEventsOfATurnAreOneTreeChanged()
    {
        m_agent.sayHello();
        QSignalSpy changed(m_client.get(), &AgentClient::treeChanged);
        QSignalSpy events(m_client.get(), &AgentClient::eventReceived);
        m_agent.say(TreeEvent{launched(1, 10)});
        for (std::uint64_t key = 2; key < 50; ++key) {
            m_agent.say(TreeEvent{Forked{.key = {key}, .pid = {100}, .parent = {1}}});
        }
        QCOMPARE(changed.count(), 0);
        QTRY_COMPARE(changed.count(), 1);
        QCOMPARE(events.count(), 49);
        QCOMPARE(m_client->tree().aliveCount(), std::size_t{49});
    }

    void anotherVersionIsSaidInWords()
    {
        m_agent.sayHello(7);
        QVERIFY2(lossReason().contains(QStringLiteral("version 7")), qPrintable(lossReason()));
        QCOMPARE(m_client->state(), AgentClient::State::Lost);
    }

    void theRecordOutlivesItsAgent()
    {
        m_agent.sayHello();
        m_agent.say(TreeEvent{launched(1, 10)});
        QSignalSpy failed(m_client.get(), &AgentClient::commandFailed);
        m_client->stop({.target = {1}});
        m_agent.die(QStringLiteral("treewarden-agent was ended by SIGKILL (9)"));
        QCOMPARE(lossReason(), QStringLiteral("treewarden-agent was ended by SIGKILL (9)"));
        QCOMPARE(failed.count(), 1);
        QVERIFY(m_client->tree().find(ProcessKey{1}) != nullptr);

        m_client->stop({.target = {1}});
        QTRY_COMPARE(failed.count(), 2);
        QCOMPARE(failed[1][1].toString(), QStringLiteral("there is no agent"));
    }

    void aNewAgentBeginsANewRecord()
    {
        m_agent.sayHello();
        m_agent.say(TreeEvent{launched(1, 10)});
        m_agent.die(QStringLiteral("gone"));
        QSignalSpy cleared(m_client.get(), &AgentClient::recordCleared);
        m_client->restart();
        QCOMPARE(cleared.count(), 1);
        QCOMPARE(m_agent.links(), 2);
        QCOMPARE(m_client->tree().launches().size(), std::size_t{0});
        m_agent.sayHello();
        m_agent.say(TreeEvent{launched(1, 20)});
        QCOMPARE(m_client->tree().find(ProcessKey{1})->pid.value, 20);
    }

    void damagedBytesEndTheConnectionWithWords_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("not a message") << QByteArray("\x03\0\0\0\xff\xff\xff", 7);
        QTest::newRow("absurd length") << QByteArray("\xff\xff\xff\xff", 4);
        QTest::newRow("text") << QByteArray("bash: treewarden-agent: command not found\n");
    }

    void damagedBytesEndTheConnectionWithWords()
    {
        QFETCH(const QByteArray, bytes);
        m_agent.sayHello();
        m_agent.sendBytes(bytes.toStdString());
        QVERIFY2(lossReason().startsWith(QStringLiteral("What the agent sent is damaged")),
                 qPrintable(lossReason()));
        QVERIFY(!m_agent.isConnected());
    }

    void eventsThatContradictEndTheConnection()
    {
        m_agent.sayHello();
        m_agent.say(TreeEvent{Forked{.key = {2}, .pid = {4720}, .parent = {1}}});
        QVERIFY2(lossReason().contains(QStringLiteral("contradicts")), qPrintable(lossReason()));
    }

    void eventsBeforeHelloAreNotAnAgent()
    {
        m_agent.say(TreeEvent{launched(1, 10)});
        QVERIFY2(lossReason().contains(QStringLiteral("hello")), qPrintable(lossReason()));
        QCOMPARE(m_client->tree().launches().size(), std::size_t{0});
    }
};

QTEST_GUILESS_MAIN(TestAgentClient)
#include "tst_agent_client.moc"
