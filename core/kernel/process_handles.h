#pragma once

#include "core/base/process_key.h"
#include "core/base/result.h"
#include "core/base/signal_number.h"
#include "core/kernel/pidfd.h"

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace tw {

/// What became of one signal for one process.
enum class SignalResult
{
    Delivered,
    Gone,    ///< it had ended
    Refused, ///< see the words
};

/// The result of a signal, and for a refusal the reason in words for people.
struct SignalOutcome
{
    SignalResult result{SignalResult::Delivered};
    std::string words{};

    bool operator==(const SignalOutcome&) const = default;
};

/// The live processes of this session and the only door to signal them. A signal goes through the
/// pidfd that was opened at the birth of the process, never by number; what has no safe handle gets
/// none. Keys are added in ascending order by the Tracker, which also removes them at the end.
class ProcessHandles
{
public:
    /// One live process.
    struct Handle
    {
        Pid pid{};
        /// Not open where descriptors ran out or the process was gone before it could be opened.
        Pidfd pidfd{};
        /// Field 22 of /proc/PID/stat; lets a handle be opened later with certainty.
        std::optional<std::uint64_t> startTicks{};
    };

    void add(ProcessKey key, Handle handle);
    void remove(ProcessKey key) { m_handles.erase(key); }

    [[nodiscard]] const Handle* find(ProcessKey key) const;

    /// Gone for a zombie as well, which would take every signal without a word. Refused for init,
    /// for ourselves and our ancestors, for threads of the kernel, and for whoever may have got the
    /// number of a process that has no handle.
    SignalOutcome send(ProcessKey key, SignalNumber signal);

    /// The same to many, in their order, with nothing between one signal and the next: what the
    /// first does about it must not reach the last before its own. An outcome for each.
    std::vector<SignalOutcome> sendAll(const std::vector<ProcessKey>& keys, SignalNumber signal);

    /// Whether it had been here and has ended, be it as a zombie.
    [[nodiscard]] bool hasEnded(ProcessKey key) const;

private:
    /// Absent where it may be signalled.
    [[nodiscard]] std::optional<SignalOutcome> objection(ProcessKey key);
    [[nodiscard]] static SignalOutcome outcomeOf(const Handle& handle, const Result<void>& sent);
    [[nodiscard]] static bool reopen(Handle& handle);
    [[nodiscard]] bool isUntouchable(Pid pid);

    std::unordered_map<ProcessKey, Handle> m_handles{};
    ProcessKey m_newest{};
    std::vector<Pid> m_ancestors{};
};

} // namespace tw
