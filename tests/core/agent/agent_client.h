#pragma once

#include "core/base/unique_fd.h"
#include "core/wire/frame.h"
#include "core/wire/message.h"

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tw {

/// The client's end of an agent's byte stream, with the real codec. Never blocks; keeps all that
/// came.
class AgentClient
{
public:
    /// Both non-blocking.
    AgentClient(UniqueFd input, UniqueFd output);

    void sendBytes(std::string_view bytes);
    void send(const ClientMessage& message);
    void greet() { send(Hello{Hello::kVersion, "test", "here", Pid{1}}); }

    /// Takes what has come; no more than `limit` bytes.
    void read(std::size_t limit = 1024 * 1024);
    [[nodiscard]] bool atEnd() const { return m_atEnd; }

    void close();
    void closeOutput() { m_output.reset(); }

    /// Messages of one kind that have come, in order.
    template <typename Message>
    [[nodiscard]] std::vector<Message> all() const
    {
        std::vector<Message> found;
        for (const AgentMessage& message : m_messages) {
            if (const auto* one = std::get_if<Message>(&message)) {
                found.push_back(*one);
            }
        }
        return found;
    }

    [[nodiscard]] std::optional<CommandAnswer> answerTo(std::uint64_t id) const;

    /// Whether a launch was told to be finished.
    [[nodiscard]] bool sawFinish(LaunchId launch) const;

private:
    UniqueFd m_input;
    UniqueFd m_output;
    FrameReader m_frames{};
    std::vector<AgentMessage> m_messages{};
    bool m_atEnd{false};
};

/// The bytes of a message on the stream.
[[nodiscard]] std::string framed(const ClientMessage& message);

[[nodiscard]] Command launchCommand(std::uint64_t id, std::vector<std::string> argv);

} // namespace tw
