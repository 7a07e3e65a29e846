#pragma once

#include "core/agent/session.h"
#include "core/inspect/details_reader.h"
#include "core/kernel/event_loop.h"
#include "core/wire/frame.h"
#include "core/wire/message.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace tw {

/// One client of a session, on a byte stream of two descriptors: answers its commands and sends it
/// every event. A client that reads too slowly is not waited for: first samples are left out, and
/// beyond a bound the connection is given up. The session goes on without it.
///
///     start() ──> awaiting the greeting ──> serving ──> closed
///                      └────────────────────────────────^
///
/// Created after its session and destroyed before it; the session tells nothing in between.
class AgentServer
{
public:
    /// Both descriptors are ours alone and non-blocking. `closed` is called once, with the reason,
    /// from the loop; both are closed by then.
    AgentServer(EventLoop& loop,
                Session& session,
                UniqueFd input,
                UniqueFd output,
                std::function<void(std::string reason)> closed);
    AgentServer(const AgentServer&) = delete;
    AgentServer& operator=(const AgentServer&) = delete;
    ~AgentServer();

    /// Greets, and begins to listen.
    [[nodiscard]] Result<void> start();

    [[nodiscard]] bool isOpen() const { return m_open; }

private:
    void readInput();
    void takeFrames();
    void take(const ClientMessage& message);
    void answer(const Hello& hello);
    void answer(const Command& command);
    void answer(const LinesRequest& request);
    void answer(const DetailsRequest& request);
    void answer(const ProcessListRequest& request);
    Result<std::optional<LaunchId>> begin(const LaunchCommand& command);
    Result<std::optional<LaunchId>> begin(const StopCommand& command);
    Result<std::optional<LaunchId>> begin(const AttachCommand& command);
    Result<std::optional<LaunchId>> begin(const SkipStepCommand& command);
    Result<std::optional<LaunchId>> begin(const ExtendStepCommand& command);
    void sendEvent(const Event& event);
    void send(const AgentMessage& message);
    [[nodiscard]] std::size_t unsentBytes() const { return m_pending.size() - m_written; }
    void flushLater();
    void flush();
    /// Writes what the client takes for now; an error other than EAGAIN is one.
    [[nodiscard]] std::optional<Error> writePending();
    void close(const std::string& reason);

    EventLoop& m_loop;
    Session& m_session;
    UniqueFd m_input;
    UniqueFd m_output;
    std::function<void(std::string)> m_closed;
    FrameReader m_frames{};
    DetailsReader m_reader{};
    /// Bytes that the client has not taken yet; those before `m_written` it has.
    std::string m_pending{};
    std::size_t m_written{0};
    std::optional<SubscriptionId> m_subscription{};
    bool m_open{false};
    bool m_greeted{false};
    std::optional<TimerId> m_flush{};
};

} // namespace tw
