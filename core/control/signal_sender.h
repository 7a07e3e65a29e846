#pragma once

#include "core/base/process_key.h"
#include "core/base/result.h"
#include "core/base/signal_number.h"
#include "core/control/stop_event.h"

#include <optional>
#include <vector>

namespace tw {

/// What became of one signal; `error` where it was refused.
struct SendOutcome
{
    StepResult result{StepResult::Delivered};
    std::optional<Error> error{};
};

/// The only way out for signals. An implementation sends through a handle that it opened when the
/// process was first seen; where it has none, or is in doubt, it refuses.
class SignalSender
{
public:
    SignalSender() = default;
    SignalSender(const SignalSender&) = delete;
    SignalSender& operator=(const SignalSender&) = delete;
    virtual ~SignalSender() = default;

    /// Sends at once; calls nobody back.
    virtual SendOutcome send(ProcessKey key, SignalNumber signal) = 0;

    /// The same to many, in their order and as good as at once. An outcome for each.
    virtual std::vector<SendOutcome> sendAll(const std::vector<ProcessKey>& keys,
                                             SignalNumber signal)
        = 0;

    /// Whether it has ended, be it that the tree has not been told so yet.
    [[nodiscard]] virtual bool hasEnded(ProcessKey key) const = 0;

    /// Whether killTree() ends the whole tree below `root` at once, what is being born included:
    /// the kernel holds the tree together (a cgroup).
    [[nodiscard]] virtual bool killsAtOnce(ProcessKey root) const = 0;

    /// SIGKILL to the whole tree below `root`, which killsAtOnce(), and to those of `known` that
    /// have left its cgroup. What became of each of `known`, in their order.
    virtual std::vector<SendOutcome> killTree(ProcessKey root, const std::vector<ProcessKey>& known)
        = 0;
};

} // namespace tw
