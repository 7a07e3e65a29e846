#include "tests/core/wire/sample_messages.h"

using namespace std::chrono_literals;
using namespace std::string_literals;

namespace tw {

namespace {

const std::string kRaw = "caf\xe9\0\xff\x1b[0m"s;
constexpr std::uint64_t kLarge = 0xfedc'ba98'7654'3210U;

std::vector<Event> numbered(const std::vector<EventBody>& bodies)
{
    std::vector<Event> events;
    for (const EventBody& body : bodies) {
        events.push_back(Event{events.size() + 1, Time{1'700'000'000'123'456'789ns}, body});
    }
    return events;
}

Trace fullTrace()
{
    Trace member;
    member.runtime = "python";
    member.relation = TraceRelation::Member;
    Trace cause;
    cause.runtime = "python";
    cause.type = "OSError";
    cause.message = kRaw;
    cause.frames = {Frame{"g", kRaw, 1, 0}};
    cause.relation = TraceRelation::RemoteCause;
    cause.children = {member, member};
    cause.firstLine = 17;
    cause.lastLine = 20;
    cause.complete = false;
    Trace trace;
    trace.runtime = "python";
    trace.type = "KeyboardInterrupt";
    trace.message = kRaw;
    trace.frames = {Frame{"work", "/src/pool.py", 33, 7}, Frame{kRaw, "", std::nullopt, 0}};
    trace.children = {cause};
    trace.firstLine = 17;
    trace.lastLine = kLarge;
    trace.writer = "Process-2";
    return trace;
}

Ladder fullLadder()
{
    return {LadderStep{SignalNumber{2}, StopScope::Process, 5s},
            LadderStep{SignalNumber{15}, StopScope::Group, 250ms},
            LadderStep{SignalNumber{9}, StopScope::Tree, 0ms}};
}

} // namespace

std::vector<Event> fullEvents()
{
    return numbered({
        TreeEvent{Launched{LaunchId{3},
                           ProcessKey{kLarge},
                           Pid{4194304},
                           {"sh", "", kRaw},
                           kRaw,
                           TrackingMode::Sampled,
                           "not allowed",
                           true,
                           Time{-1ns},
                           kRaw}},
        TreeEvent{Forked{ProcessKey{2}, Pid{4711}, ProcessKey{1}, Time{7ns}}},
        TreeEvent{Executed{ProcessKey{2}, std::vector{"a"s, kRaw}, kRaw, kRaw}},
        TreeEvent{Renamed{ProcessKey{2}, kRaw}},
        TreeEvent{IdentityChanged{ProcessKey{2}, 0, 4294967295U, -1}},
        TreeEvent{SignalsChanged{ProcessKey{2}, kLarge, 2, kLarge - 1}},
        TreeEvent{Reparented{ProcessKey{2}, Pid{1}}},
        TreeEvent{Exited{ProcessKey{2}, WaitStatus::killed(SignalNumber{11}, true), 80ms, kLarge}},
        TreeEvent{Sampled{
            {Sample{ProcessKey{1}, 'D', 799.5, kLarge, 64}, Sample{ProcessKey{2}, 't', 0, 0, 1}}}},
        TreeEvent{EventsLost{kLarge, "proc connector"}},
        TreeEvent{LaunchFinished{
            LaunchId{3}, WaitStatus::exited(255), {ProcessKey{4}, ProcessKey{kLarge}}}},
        StopBegan{StopId{1}, ProcessKey{2}, fullLadder(), StopReason::Leak},
        StepTaken{StopId{1}, SignalNumber{64}, ProcessKey{2}, Pid{4711}, StepResult::Refused, kRaw},
        StepWaiting{StopId{1}, 1, Time{-5ns}},
        StopEnded{StopId{1}, {Survivor{ProcessKey{2}, Pid{4711}, "ignores SIGINT"}}},
        OutputGrew{LaunchId{3}, kLarge, kLarge - 1, kLarge, 12, kLarge},
        StreamEnded{LaunchId{3}, OutputStream::Stderr, {Pid{4711}, Pid{4712}}},
        TraceFound{TraceId{9}, LaunchId{3}, OutputStream::Stdout, ProcessKey{kLarge}, fullTrace()},
    });
}

std::vector<Event> emptyEvents()
{
    StepTaken step;
    step.signal = SignalNumber{1};
    return numbered({
        TreeEvent{Launched{}},
        TreeEvent{Forked{}},
        TreeEvent{Executed{}},
        TreeEvent{Renamed{}},
        TreeEvent{IdentityChanged{}},
        TreeEvent{SignalsChanged{}},
        TreeEvent{Reparented{}},
        TreeEvent{Exited{}},
        TreeEvent{Sampled{}},
        TreeEvent{EventsLost{}},
        TreeEvent{LaunchFinished{}},
        StopBegan{},
        step,
        StepWaiting{},
        StopEnded{},
        OutputGrew{},
        StreamEnded{},
        TraceFound{},
    });
}

namespace {

ProcessDetails fullDetails()
{
    ProcessDetails details;
    details.command = Bounded<std::string>{{"sh", "", kRaw}, kLarge};
    details.directory = kRaw;
    details.executable = "/bin/sh (deleted)";
    details.environment = Bounded<std::string>{{"A=" + kRaw}, 1};
    details.identity = ProcessIdentity{{0, "root"},
                                       {4294967295U, ""},
                                       {1, kRaw},
                                       {2, "g"},
                                       Pid{1},
                                       Pid{2147483647},
                                       Pid{3},
                                       "/dev/pts/3",
                                       kRaw};
    details.signals = SignalSets{kLarge, 2, 3, kLarge - 1};
    details.descriptors = Bounded<OpenDescriptor>{
        {{0, DescriptorKind::Device, "/dev/null", "read", 0, std::nullopt},
         {2147483647, DescriptorKind::File, kRaw, "write append", kLarge, std::nullopt},
         {5, DescriptorKind::Directory, "/", "path", 1, std::nullopt},
         {6, DescriptorKind::Pipe, "pipe:[7]", "", 0, std::nullopt},
         {7, DescriptorKind::Anonymous, "anon_inode:[eventfd]", "", 0, std::nullopt},
         {8, DescriptorKind::Socket, "socket:[8]", "", 0, SocketDetails{}},
         {9,
          DescriptorKind::Socket,
          "socket:[9]",
          "read write",
          0,
          SocketDetails{"tcp", "127.0.0.1:80", kRaw, "LISTEN"}}},
        kLarge};
    details.threads
        = ThreadList{{{{Pid{1}, kRaw, 'R', 5s, "futex_wait"}, {Pid{2}, "", 'D', 0s, ""}}, 2},
                     Error{13, "read /proc/1/wchan: no"}};
    details.memory = MemoryDetails{kLarge, 2, 3, 4, 5, 6, 7, kLarge, -5, 1000};
    details.limits
        = std::vector<ResourceLimit>{{"Max open files", "1024", "unlimited", "files"}, {}};
    return details;
}

ProcessDetails refusedDetails()
{
    const tl::unexpected<Error> refused{Error{13, "read " + kRaw}};
    ProcessDetails details{
        refused, refused, refused, refused, refused, refused, refused, refused, refused, refused};
    return details;
}

} // namespace

std::vector<AgentMessage> agentMessages()
{
    std::vector<AgentMessage> messages{
        Hello{},
        Hello{7, "treewarden-agent 0.1.0", "h\xf6st", Pid{2147483647}},
        CommandAnswer{},
        CommandAnswer{kLarge, Error{2, "execute 'x': No such file"}, LaunchId{4}},
        CommandAnswer{1, Error{}, std::nullopt},
        LinesAnswer{},
        LinesAnswer{5,
                    LaunchId{6},
                    {Line{0, 1, OutputStream::Stdout, Time{1ns}, kRaw, true},
                     Line{kLarge, kLarge, OutputStream::Stderr, Time{-1ns}, "", false}}},
        DetailsAnswer{},
        DetailsAnswer{1, ProcessKey{kLarge}, fullDetails()},
        DetailsAnswer{2, ProcessKey{3}, refusedDetails()},
        DetailsAnswer{3, ProcessKey{4}, tl::unexpected<Error>{Error{3, "read it"}}},
        ProcessListAnswer{},
        ProcessListAnswer{4,
                          {{{Pid{1}, Pid{0}, {0, "root"}, kRaw, {"init", ""}, kLarge, false, false},
                            {Pid{2147483647}, Pid{2}, {4294967295U, ""}, "", {}, 1, true, true}},
                           kLarge}},
    };
    for (const auto& events : {fullEvents(), emptyEvents()}) {
        messages.insert(messages.end(), events.begin(), events.end());
    }
    return messages;
}

std::vector<ClientMessage> clientMessages()
{
    return {
        Hello{},
        Hello{7, "treewarden 0.1.0", "h\xf6st", Pid{1}},
        Command{},
        Command{kLarge,
                LaunchCommand{{"sh", "-c", kRaw},
                              kRaw,
                              {EnvironmentChange{"SET", kRaw},
                               EnvironmentChange{"EMPTY", ""},
                               EnvironmentChange{kRaw, std::nullopt}}}},
        Command{1, StopCommand{}},
        Command{2, StopCommand{ProcessKey{kLarge}, fullLadder()}},
        Command{3, AttachCommand{}},
        Command{4, AttachCommand{Pid{7}, kLarge}},
        Command{5, SkipStepCommand{StopId{kLarge}}},
        Command{6, ExtendStepCommand{StopId{2}, 5s}},
        LinesRequest{},
        LinesRequest{3, LaunchId{4}, std::uint64_t{1} << 40U, 65536},
        DetailsRequest{},
        DetailsRequest{kLarge, ProcessKey{kLarge}},
        ProcessListRequest{},
        ProcessListRequest{kLarge},
    };
}

} // namespace tw
