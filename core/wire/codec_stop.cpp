#include "core/wire/codec_parts.h"

namespace tw {

namespace {

constexpr int kLadderLimit = 100;

constexpr EnumTable<StopScope, proto::StopScope, 3> kScopes{
    {{StopScope::Process, proto::STOP_SCOPE_PROCESS},
     {StopScope::Group, proto::STOP_SCOPE_GROUP},
     {StopScope::Tree, proto::STOP_SCOPE_TREE}}};

constexpr EnumTable<StopReason, proto::StopReason, 5> kReasons{
    {{StopReason::User, proto::STOP_REASON_USER},
     {StopReason::Leak, proto::STOP_REASON_LEAK},
     {StopReason::Hangup, proto::STOP_REASON_HANGUP},
     {StopReason::Timeout, proto::STOP_REASON_TIMEOUT},
     {StopReason::Idle, proto::STOP_REASON_IDLE}}};

constexpr EnumTable<StepResult, proto::StepResult, 3> kStepResults{
    {{StepResult::Delivered, proto::STEP_RESULT_DELIVERED},
     {StepResult::Gone, proto::STEP_RESULT_GONE},
     {StepResult::Refused, proto::STEP_RESULT_REFUSED}}};

} // namespace

void put(const Ladder& ladder, LadderSteps& out)
{
    for (const LadderStep& step : ladder) {
        auto& added = *out.Add();
        added.set_signal(static_cast<std::uint32_t>(step.signal.value));
        added.set_scope(toWire(kScopes, step.scope));
        added.set_wait_ms(static_cast<std::uint64_t>(step.wait.count()));
    }
}

Ladder get(const LadderSteps& in, WireCheck& check)
{
    check.require(in.size() <= kLadderLimit, "a ladder has too many steps");
    Ladder ladder;
    for (const proto::LadderStep& step : in) {
        ladder.push_back(LadderStep{check.signal(step.signal()),
                                    fromWire(kScopes, step.scope(), check, "unknown scope"),
                                    check.wait(step.wait_ms())});
    }
    return ladder;
}

void put(const StopBegan& event, proto::Event& out)
{
    auto& began = *out.mutable_stop_began();
    began.set_stop(event.stop.value);
    began.set_target(event.target.value);
    put(event.ladder, *began.mutable_ladder());
    began.set_reason(toWire(kReasons, event.reason));
}

StopBegan get(const proto::StopBegan& in, WireCheck& check)
{
    return StopBegan{StopId{in.stop()},
                     ProcessKey{in.target()},
                     get(in.ladder(), check),
                     fromWire(kReasons, in.reason(), check, "unknown reason of a stop")};
}

void put(const StepTaken& event, proto::Event& out)
{
    auto& step = *out.mutable_step_taken();
    step.set_stop(event.stop.value);
    step.set_signal(static_cast<std::uint32_t>(event.signal.value));
    step.set_key(event.key.value);
    step.set_pid(static_cast<std::uint32_t>(event.pid.value));
    step.set_result(toWire(kStepResults, event.result));
    if (event.error) {
        step.set_error(*event.error);
    }
}

StepTaken get(const proto::StepTaken& in, WireCheck& check)
{
    StepTaken step{StopId{in.stop()},
                   check.signal(in.signal()),
                   ProcessKey{in.key()},
                   check.pid(in.pid()),
                   fromWire(kStepResults, in.result(), check, "unknown result of a step"),
                   std::nullopt};
    if (in.has_error()) {
        step.error = in.error();
    }
    return step;
}

void put(const StepWaiting& event, proto::Event& out)
{
    auto& waiting = *out.mutable_step_waiting();
    waiting.set_stop(event.stop.value);
    waiting.set_step(event.step);
    waiting.set_until_ns(toWire(event.until));
}

StepWaiting get(const proto::StepWaiting& in, WireCheck& check)
{
    check.require(in.step() < kLadderLimit, "a step is out of range");
    return StepWaiting{StopId{in.stop()}, in.step(), timeFromWire(in.until_ns())};
}

void put(const StopEnded& event, proto::Event& out)
{
    auto& ended = *out.mutable_stop_ended();
    ended.set_stop(event.stop.value);
    for (const Survivor& survivor : event.survivors) {
        auto& added = *ended.add_survivors();
        added.set_key(survivor.key.value);
        added.set_pid(static_cast<std::uint32_t>(survivor.pid.value));
        added.set_reason(survivor.reason);
    }
}

StopEnded get(const proto::StopEnded& in, WireCheck& check)
{
    StopEnded ended{StopId{in.stop()}, {}};
    for (const proto::Survivor& survivor : in.survivors()) {
        ended.survivors.push_back(
            Survivor{ProcessKey{survivor.key()}, check.pid(survivor.pid()), survivor.reason()});
    }
    return ended;
}

} // namespace tw
