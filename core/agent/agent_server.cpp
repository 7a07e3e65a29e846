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
    m_session.events().subscribe([this](const Event& event) { sendEvent(event); });
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
            std::visit([this](const auto& one) { take(one); }, *message);
        }
    }
}

void AgentServer::take(const Hello& hello)
{
    m_greeted = true;
    if (hello.version != Hello::kVersion) {
        close(fmt::format("{} speaks version {} of the protocol, this agent version {}",
                          hello.program,
                          hello.version,
                          Hello::kVersion));
    }
}

void AgentServer::take(const Command& command)
{
    if (!m_greeted) {
        close("the client sent a command before its greeting");
        return;
    }
    send(begin(command));
}

CommandAnswer AgentServer::begin(const Command& command)
{
    CommandAnswer answer;
    answer.id = command.id;
    if (const auto* launch = std::get_if<LaunchCommand>(&command.what)) {
        const auto launched = m_session.launch(*launch, LaunchStreams{});
        if (launched) {
            answer.launch = *launched;
        } else {
            answer.error = Error{launched.error().code, launched.error().message};
        }
    } else if (const auto* stop = std::get_if<StopCommand>(&command.what)) {
        const auto begun = m_session.stop(*stop, StopReason::User);
        if (!begun) {
            answer.error = begun.error();
        }
    }
    return answer;
}

void AgentServer::take(const LinesRequest& request)
{
    LinesAnswer answer;
    answer.id = request.id;
    answer.launch = request.launch;
    answer.lines = m_session.lines(request.launch, request.first, request.count);
    send(answer);
}

void AgentServer::sendEvent(const Event& event)
{
    if (m_open && !(isSample(event) && m_pending.size() - m_written > kSlow)) {
        send(event);
    }
}

void AgentServer::send(const AgentMessage& message)
{
    m_pending += frame(encode(message));
    if (m_pending.size() - m_written > kTooSlow) {
        close("the client has not read for too long");
        return;
    }
    // One write a turn for all that a turn sends.
    if (!std::exchange(m_flushPosted, true)) {
        m_loop.post([this] {
            m_flushPosted = false;
            flush();
        });
    }
}

void AgentServer::flush()
{
    if (!m_open) {
        return;
    }
    const Written written = writeAll(m_output, std::string_view{m_pending}.substr(m_written));
    m_written += written.bytes;
    if (!written.error) {
        m_pending.clear();
        m_written = 0;
        m_loop.unwatch(m_output.get());
        return;
    }
    if (written.error->code != EAGAIN) {
        close("cannot " + written.error->message);
        return;
    }
    if (auto watched = m_loop.watch(m_output.get(), EPOLLOUT, [this](auto) { flush(); });
        !watched) {
        close("cannot " + watched.error().message);
    }
}

void AgentServer::close(const std::string& reason)
{
    if (!std::exchange(m_open, false)) {
        return;
    }
    m_loop.unwatch(m_input.get());
    m_loop.unwatch(m_output.get());
    m_closed(reason);
}

} // namespace tw
