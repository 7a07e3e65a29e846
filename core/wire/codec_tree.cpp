#include "core/wire/codec_parts.h"

#include <cctype>
#include <cmath>

namespace tw {

namespace {

// Overloads in here would hide the declared ones otherwise.
using tw::get;
using tw::put;

constexpr EnumTable<TrackingMode, proto::TrackingMode, 2> kTrackingModes{
    {{TrackingMode::Exact, proto::TRACKING_MODE_EXACT},
     {TrackingMode::Sampled, proto::TRACKING_MODE_SAMPLED}}};

void put(WaitStatus status, proto::WaitStatus& out)
{
    if (const auto code = status.code()) {
        out.set_code(static_cast<std::uint32_t>(*code));
    }
    if (const auto signal = status.signal()) {
        out.set_signal(static_cast<std::uint32_t>(signal->value));
    }
    out.set_core_dumped(status.coreDumped());
}

WaitStatus get(const proto::WaitStatus& in, WireCheck& check)
{
    if (in.has_signal()) {
        check.require(in.signal() < 127, "the signal of an exit status is out of range");
        return WaitStatus::killed(check.signal(in.signal()), in.core_dumped());
    }
    check.require(in.has_code() && in.code() <= 255, "an exit status is out of range");
    check.require(!in.core_dumped(), "an exit status has a core dump but no signal");
    return WaitStatus::exited(static_cast<int>(in.code() & 0xff));
}

void put(const Sample& sample, proto::Sample& out)
{
    out.set_key(sample.key.value);
    out.set_state(static_cast<unsigned char>(sample.state));
    out.set_cpu_percent(sample.cpuPercent);
    out.set_resident_bytes(sample.residentBytes);
    out.set_threads(sample.threads);
}

Sample get(const proto::Sample& in, WireCheck& check)
{
    const auto state = static_cast<unsigned char>(in.state() & 0xff);
    const bool isLetter = in.state() <= 'z' && std::isalpha(state) != 0;
    check.require(isLetter, "the state of a process is not a letter");
    check.require(std::isfinite(in.cpu_percent()) && in.cpu_percent() >= 0,
                  "a CPU percentage is out of range");
    return Sample{ProcessKey{in.key()},
                  static_cast<char>(state),
                  in.cpu_percent(),
                  in.resident_bytes(),
                  in.threads()};
}

} // namespace

void put(const Launched& event, proto::Event& out)
{
    auto& launched = *out.mutable_launched();
    launched.set_launch(event.launch.value);
    launched.set_key(event.key.value);
    launched.set_pid(static_cast<std::uint32_t>(event.pid.value));
    put(event.command, *launched.mutable_command());
    launched.set_cwd(event.cwd);
    launched.set_tracking(toWire(kTrackingModes, event.tracking));
    launched.set_tracking_reason(event.trackingReason);
    launched.set_attached(event.attached);
    if (event.born) {
        launched.set_born_ns(toWire(*event.born));
    }
    launched.set_cgroup(event.cgroup);
}

Launched get(const proto::Launched& in, WireCheck& check)
{
    return Launched{LaunchId{in.launch()},
                    ProcessKey{in.key()},
                    check.pid(in.pid()),
                    get(in.command()),
                    in.cwd(),
                    fromWire(kTrackingModes, in.tracking(), check, "unknown tracking mode"),
                    in.tracking_reason(),
                    in.attached(),
                    in.has_born_ns() ? std::optional{timeFromWire(in.born_ns())} : std::nullopt,
                    in.cgroup()};
}

void put(const Forked& event, proto::Event& out)
{
    auto& forked = *out.mutable_forked();
    forked.set_key(event.key.value);
    forked.set_pid(static_cast<std::uint32_t>(event.pid.value));
    forked.set_parent(event.parent.value);
    if (event.born) {
        forked.set_born_ns(toWire(*event.born));
    }
}

Forked get(const proto::Forked& in, WireCheck& check)
{
    return Forked{ProcessKey{in.key()},
                  check.pid(in.pid()),
                  ProcessKey{in.parent()},
                  in.has_born_ns() ? std::optional{timeFromWire(in.born_ns())} : std::nullopt};
}

void put(const Executed& event, proto::Event& out)
{
    auto& executed = *out.mutable_executed();
    executed.set_key(event.key.value);
    if (event.command) {
        put(*event.command, *executed.mutable_command()->mutable_arguments());
    }
    executed.set_executable(event.executable);
    executed.set_name(event.name);
}

Executed get(const proto::Executed& in, WireCheck& /*check*/)
{
    Executed executed{ProcessKey{in.key()}, std::nullopt, in.executable(), in.name()};
    if (in.has_command()) {
        executed.command = get(in.command().arguments());
    }
    return executed;
}

void put(const Renamed& event, proto::Event& out)
{
    out.mutable_renamed()->set_key(event.key.value);
    out.mutable_renamed()->set_name(event.name);
}

Renamed get(const proto::Renamed& in, WireCheck& /*check*/)
{
    return Renamed{ProcessKey{in.key()}, in.name()};
}

void put(const IdentityChanged& event, proto::Event& out)
{
    auto& identity = *out.mutable_identity_changed();
    identity.set_key(event.key.value);
    if (event.uid) {
        identity.set_uid(*event.uid);
    }
    if (event.gid) {
        identity.set_gid(*event.gid);
    }
    if (event.session) {
        identity.set_session(*event.session);
    }
}

IdentityChanged get(const proto::IdentityChanged& in, WireCheck& /*check*/)
{
    IdentityChanged identity{ProcessKey{in.key()}, std::nullopt, std::nullopt, std::nullopt};
    if (in.has_uid()) {
        identity.uid = in.uid();
    }
    if (in.has_gid()) {
        identity.gid = in.gid();
    }
    if (in.has_session()) {
        identity.session = in.session();
    }
    return identity;
}

void put(const SignalsChanged& event, proto::Event& out)
{
    auto& signals = *out.mutable_signals_changed();
    signals.set_key(event.key.value);
    signals.set_blocked(event.blocked);
    signals.set_ignored(event.ignored);
    signals.set_caught(event.caught);
}

SignalsChanged get(const proto::SignalsChanged& in, WireCheck& /*check*/)
{
    return SignalsChanged{ProcessKey{in.key()}, in.blocked(), in.ignored(), in.caught()};
}

void put(const Reparented& event, proto::Event& out)
{
    out.mutable_reparented()->set_key(event.key.value);
    out.mutable_reparented()->set_new_parent(static_cast<std::uint32_t>(event.newParent.value));
}

Reparented get(const proto::Reparented& in, WireCheck& check)
{
    return Reparented{ProcessKey{in.key()}, check.pid(in.new_parent())};
}

void put(const Exited& event, proto::Event& out)
{
    auto& exited = *out.mutable_exited();
    exited.set_key(event.key.value);
    if (event.status) {
        put(*event.status, *exited.mutable_status());
    }
    if (event.cpuTime) {
        exited.set_cpu_time_ns(static_cast<std::uint64_t>(event.cpuTime->count()));
    }
    if (event.maxResidentBytes) {
        exited.set_max_resident_bytes(*event.maxResidentBytes);
    }
}

Exited get(const proto::Exited& in, WireCheck& check)
{
    Exited exited{ProcessKey{in.key()}, std::nullopt, std::nullopt, std::nullopt};
    if (in.has_status()) {
        exited.status = get(in.status(), check);
    }
    if (in.has_cpu_time_ns()) {
        exited.cpuTime = check.cpuTime(in.cpu_time_ns());
    }
    if (in.has_max_resident_bytes()) {
        exited.maxResidentBytes = in.max_resident_bytes();
    }
    return exited;
}

void put(const Sampled& event, proto::Event& out)
{
    auto& sampled = *out.mutable_sampled();
    for (const Sample& sample : event.samples) {
        put(sample, *sampled.add_samples());
    }
}

Sampled get(const proto::Sampled& in, WireCheck& check)
{
    Sampled sampled;
    sampled.samples.reserve(static_cast<std::size_t>(in.samples_size()));
    for (const proto::Sample& sample : in.samples()) {
        sampled.samples.push_back(get(sample, check));
    }
    return sampled;
}

void put(const EventsLost& event, proto::Event& out)
{
    out.mutable_events_lost()->set_count(event.count);
    out.mutable_events_lost()->set_source(event.source);
}

EventsLost get(const proto::EventsLost& in, WireCheck& /*check*/)
{
    return EventsLost{in.count(), in.source()};
}

void put(const LaunchFinished& event, proto::Event& out)
{
    auto& finished = *out.mutable_launch_finished();
    finished.set_launch(event.launch.value);
    if (event.status) {
        put(*event.status, *finished.mutable_status());
    }
    for (const ProcessKey key : event.leaked) {
        finished.add_leaked(key.value);
    }
}

LaunchFinished get(const proto::LaunchFinished& in, WireCheck& check)
{
    LaunchFinished finished{LaunchId{in.launch()}, std::nullopt, {}};
    if (in.has_status()) {
        finished.status = get(in.status(), check);
    }
    for (const std::uint64_t key : in.leaked()) {
        finished.leaked.push_back(ProcessKey{key});
    }
    return finished;
}

} // namespace tw
