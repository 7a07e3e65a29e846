#pragma once

#include "core/tree/process_tree.h"

#include <chrono>
#include <unordered_map>
#include <unordered_set>

namespace tw {

/// Since when a process and everything below it has used no CPU time. Readings tell it, and births;
/// what a process prints does not, for a pipe does not say who wrote to it.
class QuietTimes
{
public:
    /// `tree` has applied the event already.
    void note(const ProcessTree& tree, Time time, const TreeEvent& event);

    /// Nothing is known of what was before `since`.
    void reset(Time since);

    [[nodiscard]] std::chrono::nanoseconds of(const Process& process, Time now) const;

private:
    void markBusy(const ProcessTree& tree, ProcessKey key, Time time);

    std::unordered_map<ProcessKey, Time> m_lastBusy{};
    /// Those whose last reading said that they use some.
    std::unordered_set<ProcessKey> m_busy{};
    Time m_since{};
};

} // namespace tw
