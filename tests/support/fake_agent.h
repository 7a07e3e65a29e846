#pragma once

#include "core/wire/codec.h"
#include "core/wire/frame.h"
#include "ui/client/agent_client.h"

#include <QPointer>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace tw {

/// The client's side of a FakeAgent's byte stream.
class FakeLink final : public AgentLink
{
public:
    explicit FakeLink(std::string& toAgent) : m_toAgent(toAgent) {}

    void open() override { m_open = true; }
    void write(std::string_view bytes) override { m_toAgent.append(bytes); }
    void leave() override { m_open = false; }

    [[nodiscard]] bool isOpen() const { return m_open; }

private:
    std::string& m_toAgent;
    bool m_open{false};
};

/// An agent in this process: real codecs on both ends, a byte stream between them that delivers at
/// once, in pieces as small as the test likes. It does nothing by itself.
class FakeAgent
{
public:
    /// For the AgentClient's constructor. The agent must outlive the client.
    [[nodiscard]] AgentClient::LinkFactory factory()
    {
        return [this] {
            auto link = std::make_unique<FakeLink>(m_fromClient);
            m_link = link.get();
            m_sequence = 0;
            ++m_links;
            return link;
        };
    }

    /// No delivery is longer than this.
    void setPieceSize(std::size_t bytes) { m_pieceSize = bytes; }

    void sayHello(std::uint32_t version = Hello::kVersion)
    {
        send(Hello{.version = version,
                   .program = "treewarden-agent 0.1.0",
                   .host = "localhost",
                   .pid = Pid{100}});
    }

    /// Everything is said at this time until it is moved on.
    void setTime(Time time) { m_time = time; }

    void say(EventBody body) { send(Event{++m_sequence, m_time, std::move(body)}); }

    void send(const AgentMessage& message) { sendBytes(frame(encode(message))); }

    void sendBytes(const std::string& bytes)
    {
        for (std::size_t first = 0; first < bytes.size() && isConnected(); first += m_pieceSize) {
            const std::size_t size = std::min(m_pieceSize, bytes.size() - first);
            Q_EMIT m_link->bytesReceived(
                QByteArray{bytes.data() + first, static_cast<qsizetype>(size)});
        }
    }

    void die(const QString& reason)
    {
        if (m_link) {
            Q_EMIT m_link->closed(reason);
        }
    }

    /// What the client has said since the last call.
    [[nodiscard]] std::vector<ClientMessage> takeReceived()
    {
        m_frames.append(std::exchange(m_fromClient, {}));
        std::vector<ClientMessage> messages;
        while (auto payload = m_frames.next().value()) {
            messages.push_back(decodeClientMessage(*payload).value());
        }
        return messages;
    }

    [[nodiscard]] bool isConnected() const { return m_link && m_link->isOpen(); }

    /// How many agents were started so far.
    [[nodiscard]] int links() const { return m_links; }

private:
    QPointer<FakeLink> m_link{};
    std::string m_fromClient{};
    FrameReader m_frames{};
    std::size_t m_pieceSize{1U << 20U};
    std::uint64_t m_sequence{0};
    Time m_time{std::chrono::seconds{1000}};
    int m_links{0};
};

} // namespace tw
