#pragma once

#include "core/base/result.h"
#include "core/base/signal_number.h"
#include "core/control/process_condition.h"

#include <optional>
#include <string>

namespace tw {

/// Why a process lives on after `signal`, for people: the first of what it was refused for, what
/// keeps any process from acting, and what this one does with this signal. `condition` is absent
/// where it could not be read. Never claims more than was read.
[[nodiscard]] std::string survivorReason(SignalNumber signal,
                                         const std::optional<ProcessCondition>& condition,
                                         const std::optional<Error>& refusal);

} // namespace tw
