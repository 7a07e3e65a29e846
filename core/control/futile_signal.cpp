#include "core/control/futile_signal.h"

#include <algorithm>

namespace tw {

bool isIgnoredByAll(SignalNumber signal,
                    const std::set<ProcessKey>& live,
                    ProcessInspector& inspector)
{
    return !live.empty() && std::all_of(live.begin(), live.end(), [&](ProcessKey key) {
        const auto condition = inspector.inspect(key);
        // What has ended a moment ago must not count: a zombie tells no masks.
        return condition && condition->state != 'Z' && condition->state != 'X'
               && hasSignal(condition->ignored, signal);
    });
}

} // namespace tw
