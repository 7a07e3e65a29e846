#pragma once

#include "core/wire/message.h"

#include <vector>

namespace tw {

/// One event of every kind with every field set, text that is not UTF-8 and NUL bytes included.
[[nodiscard]] std::vector<Event> fullEvents();

/// One event of every kind with nothing in it that can be absent.
[[nodiscard]] std::vector<Event> emptyEvents();

[[nodiscard]] std::vector<AgentMessage> agentMessages();
[[nodiscard]] std::vector<ClientMessage> clientMessages();

} // namespace tw
