#include "tests/core/agent/agent_client.h"

#include "core/wire/codec.h"

#include <QtGlobal>

#include <algorithm>
#include <array>

#include <unistd.h>

namespace tw {

AgentClient::AgentClient(UniqueFd input, UniqueFd output)
    : m_input(std::move(input))
    , m_output(std::move(output))
{}

void AgentClient::sendBytes(std::string_view bytes)
{
    while (!bytes.empty()) {
        const auto count = ::write(m_output.get(), bytes.data(), bytes.size());
        if (count < 0) {
            qFatal("cannot write to the agent");
        }
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
}

void AgentClient::send(const ClientMessage& message)
{
    sendBytes(framed(message));
}

void AgentClient::read(std::size_t limit)
{
    std::array<char, 64 * 1024> buffer{};
    while (limit > 0 && m_input.isOpen()) {
        const auto count = ::read(m_input.get(), buffer.data(), std::min(limit, buffer.size()));
        m_atEnd = m_atEnd || count == 0;
        if (count <= 0) {
            break;
        }
        m_frames.append({buffer.data(), static_cast<std::size_t>(count)});
        limit -= static_cast<std::size_t>(count);
    }
    while (auto payload = m_frames.next().value()) {
        m_messages.push_back(decodeAgentMessage(*payload).value());
    }
}

void AgentClient::close()
{
    m_input.reset();
    m_output.reset();
}

std::optional<CommandAnswer> AgentClient::answerTo(std::uint64_t id) const
{
    for (const CommandAnswer& answer : all<CommandAnswer>()) {
        if (answer.id == id) {
            return answer;
        }
    }
    return std::nullopt;
}

bool AgentClient::sawFinish(LaunchId launch) const
{
    const auto events = all<Event>();
    return std::any_of(events.begin(), events.end(), [&](const Event& event) {
        const auto* treeEvent = std::get_if<TreeEvent>(&event.body);
        const auto* finished
            = treeEvent == nullptr ? nullptr : std::get_if<LaunchFinished>(treeEvent);
        return finished != nullptr && finished->launch == launch;
    });
}

std::string framed(const ClientMessage& message)
{
    return frame(encode(message));
}

Command launchCommand(std::uint64_t id, std::vector<std::string> argv)
{
    return Command{id, LaunchCommand{std::move(argv), {}, {}}};
}

} // namespace tw
