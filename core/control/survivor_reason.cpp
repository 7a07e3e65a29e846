#include "core/control/survivor_reason.h"

#include <cerrno>
#include <csignal>

#include <fmt/format.h>

namespace tw {

namespace {

std::string refusedFor(const Error& refusal, const std::optional<ProcessCondition>& condition)
{
    if (refusal.code != EPERM) {
        return refusal.message;
    }
    if (condition && condition->uid) {
        return fmt::format("belongs to another user (uid {})", *condition->uid);
    }
    return "belongs to another user";
}

std::string uninterruptible(const ProcessCondition& condition)
{
    // Not "unkillable": a vfork parent sleeps in state D, and SIGKILL ends it.
    return condition.waitChannel.empty()
               ? std::string{"uninterruptible"}
               : fmt::format("uninterruptible (wait channel {})", condition.waitChannel);
}

std::string treatmentOf(SignalNumber signal, const ProcessCondition& condition)
{
    if (hasSignal(condition.ignored, signal)) {
        return fmt::format("ignores {}", signal.name());
    }
    if (hasSignal(condition.blocked, signal)) {
        return fmt::format("blocks {}", signal.name());
    }
    if (hasSignal(condition.caught, signal)) {
        return fmt::format("handles {} and is still running", signal.name());
    }
    return "still running";
}

} // namespace

std::string survivorReason(SignalNumber signal,
                           const std::optional<ProcessCondition>& condition,
                           const std::optional<Error>& refusal)
{
    if (refusal) {
        return refusedFor(*refusal, condition);
    }
    if (!condition) {
        return "still running";
    }
    if (condition->frozen) {
        // Under the v1 freezer SIGKILL waits as well; under that of v2 only what is handled does.
        return "frozen by its cgroup: signals wait until it is thawed";
    }
    if (condition->state == 'D') {
        return uninterruptible(*condition);
    }
    if (condition->state == 't' || (condition->tracer && signal.value == SIGKILL)) {
        return condition->tracer ? fmt::format("traced by PID {}", condition->tracer->value)
                                 : std::string{"traced"};
    }
    if (condition->state == 'Z') {
        return "its main thread has ended, others have not";
    }
    std::string treatment = treatmentOf(signal, *condition);
    if (treatment != "still running") {
        return treatment;
    }
    if (condition->isStopped()) {
        return "stopped";
    }
    return condition->tracer ? fmt::format("traced by PID {}", condition->tracer->value)
                             : treatment;
}

} // namespace tw
