#pragma once

#include "core/base/clock.h"
#include "core/base/wait_status.h"
#include "core/control/stop_event.h"
#include "core/stream/event.h"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace tw {

/// Keeps its fields in the order in which they were written, as the contract shows them.
using Json = nlohmann::ordered_json;

/// Seconds since the epoch, rounded to microseconds: as many as a JSON number can keep.
[[nodiscard]] Json timeJson(Time time);

/// Null where absent.
[[nodiscard]] Json timeJson(const std::optional<Time>& time);
[[nodiscard]] Json secondsJson(const std::optional<std::chrono::nanoseconds>& duration);

/// `{"code": N}`, `{"signal": …, "number": …, "core_dumped": …}` or null.
[[nodiscard]] Json statusJson(const std::optional<WaitStatus>& status);

[[nodiscard]] Json stepJson(const StepTaken& step, Time sent);
[[nodiscard]] Json survivorsJson(const std::vector<Survivor>& survivors);
[[nodiscard]] Json traceJson(const TraceFound& found);

/// Null where the text is empty, that is unknown.
[[nodiscard]] Json knownText(const std::string& text);

/// JSON text; bytes that are no UTF-8 become U+FFFD. One line where `indent` is negative.
[[nodiscard]] std::string dumpJson(const Json& json, int indent);

} // namespace tw
