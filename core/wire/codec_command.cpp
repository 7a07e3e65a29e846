#include "core/wire/codec.h"
#include "core/wire/codec_parts.h"

#include <limits>
#include <variant>

namespace tw {

namespace {

// Overloads in here would hide the declared ones otherwise.
using tw::get;
using tw::put;

void put(const LaunchCommand& launch, proto::Command& out)
{
    auto& to = *out.mutable_launch();
    put(launch.argv, *to.mutable_argv());
    to.set_cwd(launch.cwd);
    for (const EnvironmentChange& change : launch.environment) {
        auto& added = *to.add_environment();
        added.set_name(change.name);
        if (change.value) {
            added.set_value(*change.value);
        }
    }
}

LaunchCommand get(const proto::LaunchCommand& in)
{
    LaunchCommand launch{get(in.argv()), in.cwd(), {}};
    for (const proto::EnvironmentChange& change : in.environment()) {
        launch.environment.push_back(EnvironmentChange{change.name(), std::nullopt});
        if (change.has_value()) {
            launch.environment.back().value = change.value();
        }
    }
    return launch;
}

void put(const StopCommand& stop, proto::Command& out)
{
    out.mutable_stop()->set_target(stop.target.value);
    put(stop.ladder, *out.mutable_stop()->mutable_ladder());
}

StopCommand get(const proto::StopCommand& in, WireCheck& check)
{
    return StopCommand{ProcessKey{in.target()}, get(in.ladder(), check)};
}

void put(const AttachCommand& attach, proto::Command& out)
{
    out.mutable_attach()->set_pid(static_cast<std::uint32_t>(attach.pid.value));
    if (attach.startTicks) {
        out.mutable_attach()->set_start_ticks(*attach.startTicks);
    }
}

AttachCommand get(const proto::AttachCommand& in, WireCheck& check)
{
    AttachCommand attach{check.pid(in.pid()), std::nullopt};
    if (in.has_start_ticks()) {
        attach.startTicks = in.start_ticks();
    }
    return attach;
}

void put(const SkipStepCommand& skip, proto::Command& out)
{
    out.mutable_skip_step()->set_stop(skip.stop.value);
}

void put(const ExtendStepCommand& extend, proto::Command& out)
{
    out.mutable_extend_step()->set_stop(extend.stop.value);
    out.mutable_extend_step()->set_by_ms(static_cast<std::uint64_t>(extend.by.count()));
}

} // namespace

void put(const Hello& hello, proto::Hello& out)
{
    out.set_version(hello.version);
    out.set_program(hello.program);
    out.set_host(hello.host);
    out.set_pid(static_cast<std::uint32_t>(hello.pid.value));
}

Hello get(const proto::Hello& in, WireCheck& check)
{
    return Hello{in.version(), in.program(), in.host(), check.pid(in.pid())};
}

void put(const Command& command, proto::Command& out)
{
    out.set_id(command.id);
    std::visit([&out](const auto& what) { put(what, out); }, command.what);
}

Command get(const proto::Command& in, WireCheck& check)
{
    switch (in.what_case()) {
    case proto::Command::kLaunch:
        return Command{in.id(), get(in.launch())};
    case proto::Command::kStop:
        return Command{in.id(), get(in.stop(), check)};
    case proto::Command::kAttach:
        return Command{in.id(), get(in.attach(), check)};
    case proto::Command::kSkipStep:
        return Command{in.id(), SkipStepCommand{StopId{in.skip_step().stop()}}};
    case proto::Command::kExtendStep:
        return Command{in.id(),
                       ExtendStepCommand{StopId{in.extend_step().stop()},
                                         check.wait(in.extend_step().by_ms())}};
    case proto::Command::WHAT_NOT_SET:
        break;
    }
    check.foundUnknown("command");
    return {};
}

void put(const Error& error, proto::Error& out)
{
    out.set_code(error.code);
    out.set_message(error.message);
}

Error get(const proto::Error& in)
{
    return Error{in.code(), in.message()};
}

void put(const CommandAnswer& answer, proto::CommandAnswer& out)
{
    out.set_id(answer.id);
    if (answer.error) {
        put(*answer.error, *out.mutable_error());
    }
    if (answer.launch) {
        out.set_launch(answer.launch->value);
    }
}

CommandAnswer get(const proto::CommandAnswer& in, WireCheck& /*check*/)
{
    CommandAnswer answer{in.id(), std::nullopt, std::nullopt};
    if (in.has_error()) {
        answer.error = get(in.error());
    }
    if (in.has_launch()) {
        answer.launch = LaunchId{in.launch()};
    }
    return answer;
}

void put(const LinesRequest& request, proto::LinesRequest& out)
{
    out.set_id(request.id);
    out.set_launch(request.launch.value);
    out.set_first(request.first);
    out.set_count(request.count);
}

LinesRequest get(const proto::LinesRequest& in, WireCheck& check)
{
    check.require(in.count() <= kLinesRequestLimit, "too many lines are asked for");
    check.require(in.first() <= std::numeric_limits<std::uint64_t>::max() - kLinesRequestLimit,
                  "the first line asked for is out of range");
    return LinesRequest{in.id(), LaunchId{in.launch()}, in.first(), in.count()};
}

void put(const LinesAnswer& answer, proto::LinesAnswer& out)
{
    out.set_id(answer.id);
    out.set_launch(answer.launch.value);
    for (const Line& line : answer.lines) {
        put(line, *out.add_lines());
    }
}

LinesAnswer get(const proto::LinesAnswer& in, WireCheck& check)
{
    check.require(in.lines_size() <= static_cast<int>(kLinesRequestLimit),
                  "an answer has too many lines");
    LinesAnswer answer{in.id(), LaunchId{in.launch()}, {}};
    for (const proto::Line& line : in.lines()) {
        answer.lines.push_back(get(line, check));
    }
    return answer;
}

} // namespace tw
