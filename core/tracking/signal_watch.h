#pragma once

#include "core/base/clock.h"
#include "core/kernel/process_handles.h"
#include "core/tree/tree_event.h"

#include <optional>
#include <span>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace tw {

/// Which signals live members block, ignore and catch. Only a process itself can change that, so
/// one that has not run is never asked: it costs nothing for an idle tree. Owned by the Tracker.
class SignalWatch
{
public:
    SignalWatch(const Clock& clock, const ProcessHandles& handles)
        : m_clock(clock)
        , m_handles(handles)
    {}

    /// Reads those that have run since the last call and those that were put off, each at most once
    /// a second. Gives what is new, in order of birth.
    [[nodiscard]] std::vector<SignalsChanged> read(std::span<const ProcessKey> ran);

    /// It has ended.
    void remove(ProcessKey key);

private:
    struct Known
    {
        std::optional<SignalsChanged> last{};
        Time readAt{};
    };

    [[nodiscard]] std::optional<SignalsChanged> readOne(ProcessKey key) const;

    const Clock& m_clock;
    const ProcessHandles& m_handles;
    std::unordered_map<ProcessKey, Known> m_known{};
    /// They have run, but were read less than a second ago.
    std::unordered_set<ProcessKey> m_putOff{};
};

} // namespace tw
