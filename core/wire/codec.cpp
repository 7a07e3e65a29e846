#include "core/wire/codec.h"

#include "core/wire/codec_parts.h"

#include <limits>
#include <variant>

namespace tw {

namespace {

// Overloads in here would hide the declared ones otherwise.
using tw::get;
using tw::put;

void choose(const Hello& hello, proto::AgentMessage& out)
{
    put(hello, *out.mutable_hello());
}

void choose(const Event& event, proto::AgentMessage& out)
{
    put(event, *out.mutable_event());
}

void choose(const CommandAnswer& answer, proto::AgentMessage& out)
{
    put(answer, *out.mutable_command_answer());
}

void choose(const LinesAnswer& answer, proto::AgentMessage& out)
{
    put(answer, *out.mutable_lines_answer());
}

void choose(const DetailsAnswer& answer, proto::AgentMessage& out)
{
    put(answer, *out.mutable_details_answer());
}

void choose(const ProcessListAnswer& answer, proto::AgentMessage& out)
{
    put(answer, *out.mutable_process_list_answer());
}

void choose(const Hello& hello, proto::ClientMessage& out)
{
    put(hello, *out.mutable_hello());
}

void choose(const Command& command, proto::ClientMessage& out)
{
    put(command, *out.mutable_command());
}

void choose(const LinesRequest& request, proto::ClientMessage& out)
{
    put(request, *out.mutable_lines_request());
}

void choose(const DetailsRequest& request, proto::ClientMessage& out)
{
    put(request, *out.mutable_details_request());
}

void choose(const ProcessListRequest& request, proto::ClientMessage& out)
{
    put(request, *out.mutable_process_list_request());
}

AgentMessage get(const proto::AgentMessage& in, WireCheck& check)
{
    switch (in.kind_case()) {
    case proto::AgentMessage::kHello:
        return get(in.hello(), check);
    case proto::AgentMessage::kEvent:
        return get(in.event(), check);
    case proto::AgentMessage::kCommandAnswer:
        return get(in.command_answer(), check);
    case proto::AgentMessage::kLinesAnswer:
        return get(in.lines_answer(), check);
    case proto::AgentMessage::kDetailsAnswer:
        return get(in.details_answer(), check);
    case proto::AgentMessage::kProcessListAnswer:
        return get(in.process_list_answer(), check);
    case proto::AgentMessage::KIND_NOT_SET:
        break;
    }
    check.foundUnknown("message of an agent");
    return {};
}

ClientMessage get(const proto::ClientMessage& in, WireCheck& check)
{
    switch (in.kind_case()) {
    case proto::ClientMessage::kHello:
        return get(in.hello(), check);
    case proto::ClientMessage::kCommand:
        return get(in.command(), check);
    case proto::ClientMessage::kLinesRequest:
        return get(in.lines_request(), check);
    case proto::ClientMessage::kDetailsRequest:
        return get(in.details_request(), check);
    case proto::ClientMessage::kProcessListRequest:
        return get(in.process_list_request(), check);
    case proto::ClientMessage::KIND_NOT_SET:
        break;
    }
    check.foundUnknown("message of a client");
    return {};
}

template <typename Ours, typename Wire>
Result<Ours> decode(std::string_view bytes)
{
    Wire message;
    WireCheck check;
    const bool isShort = bytes.size() <= std::numeric_limits<int>::max();
    if (!isShort || !message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
        check.require(false, "its bytes are damaged");
        return tl::unexpected<Error>{*check.error()};
    }
    Ours ours = get(message, check);
    if (check.error()) {
        return tl::unexpected<Error>{*check.error()};
    }
    return ours;
}

} // namespace

std::string encode(const AgentMessage& message)
{
    proto::AgentMessage out;
    std::visit([&out](const auto& kind) { choose(kind, out); }, message);
    return out.SerializeAsString();
}

std::string encode(const ClientMessage& message)
{
    proto::ClientMessage out;
    std::visit([&out](const auto& kind) { choose(kind, out); }, message);
    return out.SerializeAsString();
}

std::string encode(const Event& event)
{
    proto::Event out;
    put(event, out);
    return out.SerializeAsString();
}

Result<AgentMessage> decodeAgentMessage(std::string_view bytes)
{
    return decode<AgentMessage, proto::AgentMessage>(bytes);
}

Result<ClientMessage> decodeClientMessage(std::string_view bytes)
{
    return decode<ClientMessage, proto::ClientMessage>(bytes);
}

Result<Event> decodeEvent(std::string_view bytes)
{
    return decode<Event, proto::Event>(bytes);
}

} // namespace tw
