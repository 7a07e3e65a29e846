#include "core/agent/agent_server.h"

#include "core/kernel/file.h"
#include "core/kernel/inheritance.h"
#include "core/kernel/own_process.h"
#include "core/wire/codec.h"

#include <array>
#include <cerrno>
#include <utility>
#include <variant>

#include <fmt/format.h>
#include <sys/epoll.h>

namespace tw {

namespace {

/// Above this, samples are left out: the next reading replaces them anyway.
constexpr std::size_t kSlow = 1024 * 1024;

/// Above this the client is given up: it has not read for long, and memory is for the trees.
constexpr std::size_t kTooSlow = 256 * 1024 * 1024;

bool isSample(const Event& event)
{
    const auto* treeEvent = std::get_if<TreeEvent>(&event.body);
    return treeEvent != nullptr && std::holds_alternative<Sampled>(*treeEvent);
}

/// For commands that start no tree.
constexpr auto kNoLaunch = [](const auto&...) { return std::optional<LaunchId>{}; };

} // namespace

AgentServer::AgentServer(EventLoop& loop,
                         Session& session,
                         UniqueFd input,
                         UniqueFd output,
                         std::function<void(std::string)> closed)
    : m_loop(loop)
    , m_session(session)
    , m_input(std::move(input))
    , m_output(std::move(output))
    , m_closed(std::move(closed))
{}

AgentServer::~AgentServer()
{
    m_session.events().unsubscribe(m_subscription.value_or(SubscriptionId{}));
    m_loop.cancel(m_flush.value_or(TimerId{}));
    if (m_open) {
        m_loop.unwatch(m_input.get());
        m_loop.unwatch(m_output.get());
    }
}

Result<void> AgentServer::start()
{
    if (auto watched = m_loop.watch(m_input.get(), EPOLLIN, [this](auto) { readInput(); });
        !watched) {
        return watched;
    }
    m_open = true;
    send(Hello{Hello::kVersion, "treewarden-agent " TREEWARDEN_VERSION, ownHostName(), ownPid()});
    m_subscription = m_session.events().subscribe([this](const Event& event) { sendEvent(event); });
    return {};
}

void AgentServer::readInput()
{
    std::array<char, 64 * 1024> buffer{};
    const auto count = readSome(m_input, buffer);
    if (!count) {
        close("cannot " + count.error().message);
    } else if (*count && **count == 0) {
        close("the client has gone");
    } else if (*count) {
        m_frames.append({buffer.data(), **count});
        takeFrames();
    }
}

void AgentServer::takeFrames()
{
    while (m_open) {
        auto payload = m_frames.next();
        if (!payload) {
            close("cannot " + payload.error().message);
            return;
        }
        if (!*payload) {
            return;
        }
        auto message = decodeClientMessage(**payload);
        if (!message && !isUnknownKind(message.error())) {
            close("cannot " + message.error().message);
        } else if (message) {
            take(*message);
        }
    }
}

void AgentServer::take(const ClientMessage& message)
{
    if (!m_greeted && !std::holds_alternative<Hello>(message)) {
        close("the client sent a command before its greeting");
        return;
    }
    std::visit([this](const auto& one) { answer(one); }, message);
}

void AgentServer::answer(const Hello& hello)
{
    m_greeted = true;
    if (hello.version != Hello::kVersion) {
        close(fmt::format("{} speaks version {} of the protocol, this agent version {}",
                          hello.program,
                          hello.version,
                          Hello::kVersion));
    }
}

void AgentServer::answer(const Command& command)
{
    CommandAnswer answer;
    answer.id = command.id;
    auto begun = std::visit([this](const auto& what) { return begin(what); }, command.what);
    if (begun) {
        answer.launch = *begun;
    } else {
        answer.error = std::move(begun.error());
    }
    send(answer);
}

Result<std::optional<LaunchId>> AgentServer::begin(const LaunchCommand& command)
{
    const auto launched = m_session.launch(command, LaunchStreams{});
    if (!launched) {
        return tl::unexpected{Error{launched.error().code, launched.error().message}};
    }
    return *launched;
}

Result<std::optional<LaunchId>> AgentServer::begin(const StopCommand& command)
{
    return m_session.stop(command, StopReason::User).map(kNoLaunch);
}

Result<std::optional<LaunchId>> AgentServer::begin(const AttachCommand& command)
{
    const auto attached = m_session.attach(command);
    if (!attached) {
        return tl::unexpected{attached.error()};
    }
    return *attached;
}

Result<std::optional<LaunchId>> AgentServer::begin(const SkipStepCommand& command)
{
    return m_session.skipStep(command.stop).map(kNoLaunch);
}

Result<std::optional<LaunchId>> AgentServer::begin(const ExtendStepCommand& command)
{
    return m_session.extendStep(command.stop, command.by).map(kNoLaunch);
}

void AgentServer::answer(const LinesRequest& request)
{
    LinesAnswer answer;
    answer.id = request.id;
    answer.launch = request.launch;
    answer.lines = m_session.lines(request.launch, request.first, request.count);
    send(answer);
}

void AgentServer::answer(const DetailsRequest& request)
{
    DetailsAnswer answer;
    answer.id = request.id;
    answer.key = request.key;
    if (const ProcessHandles::Handle* handle = m_session.handle(request.key)) {
        answer.details = m_reader.read(*handle);
    } else {
        answer.details = failure("look into a process that has ended");
    }
    send(answer);
}

void AgentServer::answer(const ProcessListRequest& request)
{
    send(ProcessListAnswer{request.id, m_reader.listRunning()});
}

void AgentServer::sendEvent(const Event& event)
{
    if (m_open && !(isSample(event) && unsentBytes() > kSlow)) {
        send(event);
    }
}

void AgentServer::send(const AgentMessage& message)
{
    if (!m_open) {
        return;
    }
    m_pending += frame(encode(message));
    if (unsentBytes() > kTooSlow) {
        close("the client has not read for too long");
    } else {
        flushLater();
    }
}

/// One write a turn for all that a turn sends.
void AgentServer::flushLater()
{
    if (!m_flush) {
        m_flush = m_loop.callAt(m_loop.clock().now(), [this] {
            m_flush.reset();
            flush();
        });
    }
}

void AgentServer::flush()
{
    if (!m_open) {
        return;
    }
    if (const auto error = writePending()) {
        close("cannot " + error->message);
    } else if (m_pending.empty()) {
        m_loop.unwatch(m_output.get());
    } else if (auto watched = m_loop.watch(m_output.get(), EPOLLOUT, [this](auto) { flush(); });
               !watched) {
        close("cannot " + watched.error().message);
    }
}

std::optional<Error> AgentServer::writePending()
{
    Written written = writeAll(m_output, std::string_view{m_pending}.substr(m_written));
    m_written += written.bytes;
    // Cut in large pieces: each cut moves all that stays.
    if (m_written > m_pending.size() / 2) {
        m_pending.erase(0, std::exchange(m_written, 0));
    }
    return written.error && written.error->code == EAGAIN ? std::nullopt : written.error;
}

void AgentServer::close(const std::string& reason)
{
    if (!std::exchange(m_open, false)) {
        return;
    }
    // A client of another version learns at least which one we speak.
    (void)writePending();
    m_loop.unwatch(m_input.get());
    m_loop.unwatch(m_output.get());
    m_input.reset();
    m_output.reset();
    m_pending = {};
    m_written = 0;
    m_closed(reason);
}

} // namespace tw
