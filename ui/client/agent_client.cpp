#include "ui/client/agent_client.h"

#include "core/wire/codec.h"

#include <utility>

namespace tw {

namespace {

QString text(const std::string& utf8)
{
    return QString::fromStdString(utf8);
}

} // namespace

AgentClient::AgentClient(LinkFactory makeLink, QObject* parent)
    : QObject(parent)
    , m_makeLink(std::move(makeLink))
{
    m_turn.setSingleShot(true);
    m_turn.setInterval(0);
    connect(&m_turn, &QTimer::timeout, this, &AgentClient::treeChanged);
}

AgentClient::~AgentClient()
{
    leave();
}

void AgentClient::start()
{
    if (m_state == State::Idle) {
        open();
    }
}

void AgentClient::restart()
{
    leave();
    m_tree = ProcessTree{};
    m_agent = Hello{};
    m_frames = FrameReader{};
    m_lastSequence = 0;
    m_pending.clear();
    m_waiting.clear();
    Q_EMIT recordCleared();
    open();
}

void AgentClient::leave()
{
    if (m_link) {
        m_link->disconnect(this);
        m_link->leave();
        // May be called from within a signal of the link.
        m_link.release()->deleteLater();
        m_state = State::Idle;
    }
}

void AgentClient::open()
{
    m_state = State::Connecting;
    m_link = m_makeLink();
    connect(m_link.get(), &AgentLink::bytesReceived, this, &AgentClient::onBytes);
    connect(m_link.get(), &AgentLink::closed, this, &AgentClient::lose);
    m_link->open();
    Hello hello;
    hello.program = "treewarden " TREEWARDEN_VERSION;
    m_link->write(frame(encode(ClientMessage{hello})));
}

void AgentClient::lose(const QString& reason)
{
    leave();
    m_state = State::Lost;
    const auto unanswered = std::exchange(m_pending, {});
    for (const std::uint64_t id : unanswered) {
        Q_EMIT commandFailed(id, tr("the agent was lost before it answered"));
    }
    Q_EMIT connectionLost(reason);
}

std::uint64_t AgentClient::launch(LaunchCommand command)
{
    return sendCommand({.id = ++m_lastId, .what = std::move(command)});
}

std::uint64_t AgentClient::stop(StopCommand command)
{
    return sendCommand({.id = ++m_lastId, .what = std::move(command)});
}

std::uint64_t AgentClient::attach(AttachCommand command)
{
    return sendCommand({.id = ++m_lastId, .what = command});
}

std::uint64_t AgentClient::requestDetails(ProcessKey key)
{
    const std::uint64_t id = ++m_lastId;
    send(DetailsRequest{id, key});
    return id;
}

std::uint64_t AgentClient::requestProcesses()
{
    const std::uint64_t id = ++m_lastId;
    send(ProcessListRequest{id});
    return id;
}

std::uint64_t AgentClient::skipStep(StopId stop)
{
    return sendCommand({.id = ++m_lastId, .what = SkipStepCommand{stop}});
}

std::uint64_t AgentClient::extendStep(StopId stop, std::chrono::milliseconds by)
{
    return sendCommand({.id = ++m_lastId, .what = ExtendStepCommand{stop, by}});
}

std::uint64_t AgentClient::requestLines(LaunchId launch, std::uint64_t first, std::uint32_t count)
{
    const std::uint64_t id = ++m_lastId;
    send(LinesRequest{.id = id, .launch = launch, .first = first, .count = count});
    return id;
}

std::uint64_t AgentClient::sendCommand(Command command)
{
    const std::uint64_t id = command.id;
    if (m_link) {
        m_pending.insert(id);
        send(std::move(command));
        return id;
    }
    // Queued, so that the caller knows the id before it hears of it.
    const auto fail = [this, id] { Q_EMIT commandFailed(id, tr("there is no agent")); };
    QMetaObject::invokeMethod(this, fail, Qt::QueuedConnection);
    return id;
}

void AgentClient::send(const ClientMessage& message)
{
    const std::string bytes = frame(encode(message));
    if (m_state == State::Connected) {
        m_link->write(bytes);
    } else if (m_state == State::Connecting) {
        m_waiting += bytes;
    }
}

void AgentClient::onBytes(const QByteArray& bytes)
{
    m_frames.append({bytes.constData(), static_cast<std::size_t>(bytes.size())});
    while (m_link && readFrame()) {
    }
}

bool AgentClient::readFrame()
{
    auto payload = m_frames.next();
    if (!payload) {
        lose(tr("What the agent sent is damaged: cannot %1").arg(text(payload.error().message)));
        return false;
    }
    if (!payload->has_value()) {
        return false;
    }
    const auto message = decodeAgentMessage(**payload);
    if (!message && isUnknownKind(message.error())) {
        return true; // of a newer agent, which knows that we skip it
    }
    if (!message) {
        lose(tr("What the agent sent is damaged: cannot %1").arg(text(message.error().message)));
        return false;
    }
    if (m_state != State::Connected && !std::holds_alternative<Hello>(*message)) {
        lose(tr("What answered is not an agent: it did not say hello"));
        return false;
    }
    std::visit([this](const auto& one) { receive(one); }, *message);
    return true;
}

void AgentClient::receive(const Hello& hello)
{
    if (hello.version != Hello::kVersion) {
        lose(tr("The agent (%1) speaks version %2 of the protocol and this program version %3; "
                "install the same version of both")
                 .arg(text(hello.program))
                 .arg(hello.version)
                 .arg(Hello::kVersion));
        return;
    }
    if (m_state == State::Connected) {
        return;
    }
    m_agent = hello;
    m_state = State::Connected;
    m_link->write(std::exchange(m_waiting, {}));
    Q_EMIT connected();
}

void AgentClient::receive(const Event& event)
{
    // A gap is an event of a kind that was skipped.
    if (event.sequence <= m_lastSequence) {
        lose(tr("What the agent sent is damaged: event %1 follows event %2")
                 .arg(event.sequence)
                 .arg(m_lastSequence));
        return;
    }
    m_lastSequence = event.sequence;
    if (const auto* change = std::get_if<TreeEvent>(&event.body)) {
        if (const auto applied = m_tree.apply(event.time, *change); !applied) {
            lose(tr("What the agent sent contradicts itself: cannot %1")
                     .arg(text(applied.error().message)));
            return;
        }
        if (!m_turn.isActive()) {
            m_turn.start();
        }
    }
    Q_EMIT eventReceived(event);
}

void AgentClient::receive(const CommandAnswer& answer)
{
    // An answer nobody waits for is not worth losing the record over.
    if (m_pending.erase(answer.id) == 0) {
        return;
    }
    if (answer.error) {
        Q_EMIT commandFailed(answer.id, tr("cannot %1").arg(text(answer.error->message)));
    } else if (answer.launch) {
        Q_EMIT launchStarted(answer.id, *answer.launch);
    }
}

void AgentClient::receive(const LinesAnswer& answer)
{
    Q_EMIT linesReceived(answer.id, answer.launch, answer.lines);
}

void AgentClient::receive(const DetailsAnswer& answer)
{
    Q_EMIT detailsReceived(answer);
}

void AgentClient::receive(const ProcessListAnswer& answer)
{
    Q_EMIT processesReceived(answer);
}

} // namespace tw
