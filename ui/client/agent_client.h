#pragma once

#include "core/tree/process_tree.h"
#include "core/wire/frame.h"
#include "core/wire/message.h"
#include "ui/client/agent_link.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>
#include <unordered_set>

namespace tw {

/// The window's end of the protocol: sends commands, and keeps a replica of the agent's trees by
/// applying every event to it. Nothing a person does changes the replica; only events do.
///
///     Idle --start()--> Connecting --Hello--> Connected --closed, damaged--> Lost
///                                                                  ^--restart()-- (a new record)
///
/// When the agent is lost the record stays to be read. Lives on the window's thread.
class AgentClient final : public QObject
{
    Q_OBJECT

public:
    enum class State
    {
        Idle,
        Connecting,
        Connected,
        Lost,
    };

    using LinkFactory = std::function<std::unique_ptr<AgentLink>()>;

    /// `makeLink` is called for the first agent and for each one after it.
    explicit AgentClient(LinkFactory makeLink, QObject* parent = nullptr);
    AgentClient(const AgentClient&) = delete;
    AgentClient& operator=(const AgentClient&) = delete;
    ~AgentClient() override;

    /// Starts an agent; commands sent before its Hello wait for it.
    void start();

    /// Drops the record of an agent that was lost and starts another.
    void restart();

    /// Lets go of the agent, which goes on recording until its trees have ended.
    void leave();

    /// Returns the id under which the answer comes. Fails at once, as commandFailed(), where there
    /// is no agent.
    std::uint64_t launch(LaunchCommand command);
    std::uint64_t stop(StopCommand command);
    std::uint64_t attach(AttachCommand command);

    /// Takes a running stop to its next step; lets it wait longer for the one in force.
    std::uint64_t skipStep(StopId stop);
    std::uint64_t extendStep(StopId stop, std::chrono::milliseconds by);

    /// Asks for lines of a launch's log; they come as linesReceived() with the id returned.
    std::uint64_t requestLines(LaunchId launch, std::uint64_t first, std::uint32_t count);

    /// Asks what a process is like inside, and which processes there are; the answers come as
    /// detailsReceived() and processesReceived() with the id returned.
    std::uint64_t requestDetails(ProcessKey key);
    std::uint64_t requestProcesses();

    [[nodiscard]] const ProcessTree& tree() const { return m_tree; }
    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] const Hello& agent() const { return m_agent; }

    /// Commands that were sent and not answered yet.
    [[nodiscard]] std::size_t pendingCommands() const { return m_pending.size(); }

Q_SIGNALS:
    /// The record is empty and a new agent is being started.
    void recordCleared();
    void connected();
    /// Told after the replica has changed.
    void eventReceived(const tw::Event& event);
    /// Once for all events of a turn of the loop.
    void treeChanged();
    /// `message` says why, without a capital or a full stop.
    void commandFailed(std::uint64_t id, const QString& message);
    void launchStarted(std::uint64_t id, tw::LaunchId launch);
    void linesReceived(std::uint64_t id, tw::LaunchId launch, const std::vector<tw::Line>& lines);
    void detailsReceived(const tw::DetailsAnswer& answer);
    void processesReceived(const tw::ProcessListAnswer& answer);
    /// A sentence for people, without its full stop.
    void connectionLost(const QString& reason);

private:
    void open();
    void lose(const QString& reason);
    void onBytes(const QByteArray& bytes);
    /// False once the connection is gone.
    bool readFrame();
    void send(const ClientMessage& message);
    std::uint64_t sendCommand(Command command);
    void receive(const Hello& hello);
    void receive(const Event& event);
    void receive(const CommandAnswer& answer);
    void receive(const LinesAnswer& answer);
    void receive(const DetailsAnswer& answer);
    void receive(const ProcessListAnswer& answer);

    LinkFactory m_makeLink{};
    std::unique_ptr<AgentLink> m_link{};
    State m_state{State::Idle};
    Hello m_agent{};
    FrameReader m_frames{};
    ProcessTree m_tree{};
    std::uint64_t m_lastSequence{0};
    std::uint64_t m_lastId{0};
    std::unordered_set<std::uint64_t> m_pending{};
    std::string m_waiting{};
    QTimer m_turn{};
};

} // namespace tw
