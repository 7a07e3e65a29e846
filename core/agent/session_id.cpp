#include "core/agent/session_id.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace tw {

std::string newSessionId(Time now, Pid agent)
{
    const auto seconds = std::chrono::time_point_cast<std::chrono::seconds>(now);
    const auto parts = fmt::gmtime(static_cast<std::time_t>(seconds.time_since_epoch().count()));
    return fmt::format("{:%Y%m%d-%H%M%S}-{}", parts, agent.value);
}

} // namespace tw
