#include "core/control/process_condition.h"

namespace tw {

bool hasSignal(std::uint64_t mask, SignalNumber signal)
{
    return signal.value >= 1 && signal.value <= 64 && ((mask >> (signal.value - 1)) & 1U) != 0;
}

} // namespace tw
