#pragma once

#include "core/base/result.h"
#include "core/stream/event.h"
#include "core/wire/message.h"

#include <string>
#include <string_view>

namespace tw {

// The one mapping between our values and bytes (treewarden.proto), for wire and journal. Decoders
// take bytes from anyone: they check every enum, number and depth, and never crash; their errors
// say what is wrong. Bytes written by older programs are read.

/// Encoders cannot fail. A trace whose parts nest deeper than a reader accepts is cut there and
/// marked incomplete.
[[nodiscard]] std::string encode(const AgentMessage& message);
[[nodiscard]] std::string encode(const ClientMessage& message);
[[nodiscard]] std::string encode(const Event& event);

[[nodiscard]] Result<AgentMessage> decodeAgentMessage(std::string_view bytes);
[[nodiscard]] Result<ClientMessage> decodeClientMessage(std::string_view bytes);
[[nodiscard]] Result<Event> decodeEvent(std::string_view bytes);

/// Whether a decoder met a well-formed message, event or command of a kind that this program does
/// not know, because a newer one wrote it. It may be skipped.
[[nodiscard]] bool isUnknownKind(const Error& error);

/// Parts of parts of a trace; far above real ones, far below what could exhaust a stack.
constexpr int kTraceDepthLimit = 32;

/// The most lines a LinesRequest may ask for.
constexpr std::uint32_t kLinesRequestLimit = 64 * 1024;

} // namespace tw
