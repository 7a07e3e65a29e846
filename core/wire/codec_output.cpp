#include "core/wire/codec.h"
#include "core/wire/codec_parts.h"

namespace tw {

namespace {

constexpr EnumTable<OutputStream, proto::OutputStream, 2> kStreams{
    {{OutputStream::Stdout, proto::OUTPUT_STREAM_STDOUT},
     {OutputStream::Stderr, proto::OUTPUT_STREAM_STDERR}}};

constexpr EnumTable<TraceRelation, proto::TraceRelation, 9> kRelations{
    {{TraceRelation::None, proto::TRACE_RELATION_NONE},
     {TraceRelation::Cause, proto::TRACE_RELATION_CAUSE},
     {TraceRelation::Context, proto::TRACE_RELATION_CONTEXT},
     {TraceRelation::Suppressed, proto::TRACE_RELATION_SUPPRESSED},
     {TraceRelation::Member, proto::TRACE_RELATION_MEMBER},
     {TraceRelation::RemoteCause, proto::TRACE_RELATION_REMOTE_CAUSE},
     {TraceRelation::Thread, proto::TRACE_RELATION_THREAD},
     {TraceRelation::Goroutine, proto::TRACE_RELATION_GOROUTINE},
     {TraceRelation::Part, proto::TRACE_RELATION_PART}}};

OutputStream readStream(proto::OutputStream stream, WireCheck& check)
{
    return fromWire(kStreams, stream, check, "unknown output stream");
}

void put(const Frame& frame, proto::Frame& out)
{
    out.set_function(frame.function);
    out.set_file(frame.file);
    if (frame.line) {
        out.set_line(*frame.line);
    }
    out.set_repeated_times(frame.repeated);
}

Frame get(const proto::Frame& in)
{
    Frame frame{in.function(), in.file(), std::nullopt, in.repeated_times()};
    if (in.has_line()) {
        frame.line = in.line();
    }
    return frame;
}

void put(const Trace& trace, proto::Trace& out, int depth)
{
    const bool isCut = depth == kTraceDepthLimit && !trace.children.empty();
    out.set_runtime(trace.runtime);
    out.set_type(trace.type);
    out.set_message(trace.message);
    for (const Frame& frame : trace.frames) {
        put(frame, *out.add_frames());
    }
    out.set_relation(toWire(kRelations, trace.relation));
    if (!isCut) {
        for (const Trace& child : trace.children) {
            put(child, *out.add_children(), depth + 1);
        }
    }
    out.set_first_line(trace.firstLine);
    out.set_last_line(trace.lastLine);
    out.set_complete(trace.complete && !isCut);
    out.set_writer(trace.writer);
}

Trace get(const proto::Trace& in, WireCheck& check, int depth)
{
    check.require(depth <= kTraceDepthLimit, "the parts of a trace are nested too deep");
    check.require(in.first_line() <= in.last_line(), "a trace ends before its first line");
    Trace trace{in.runtime(),
                in.type(),
                in.message(),
                {},
                fromWire(kRelations, in.relation(), check, "unknown relation of a trace"),
                {},
                in.first_line(),
                in.last_line(),
                in.complete(),
                in.writer()};
    for (const proto::Frame& frame : in.frames()) {
        trace.frames.push_back(get(frame));
    }
    if (check.error()) {
        return trace;
    }
    for (const proto::Trace& child : in.children()) {
        trace.children.push_back(get(child, check, depth + 1));
    }
    return trace;
}

} // namespace

void put(const OutputGrew& event, proto::Event& out)
{
    auto& grew = *out.mutable_output_grew();
    grew.set_launch(event.launch.value);
    grew.set_lines(event.lines);
    grew.set_first_changed(event.firstChanged);
    grew.set_stdout_bytes(event.stdoutBytes);
    grew.set_stderr_bytes(event.stderrBytes);
    grew.set_dropped_bytes(event.droppedBytes);
}

OutputGrew get(const proto::OutputGrew& in, WireCheck& check)
{
    check.require(in.first_changed() <= in.lines(), "the first changed line is beyond the last");
    return OutputGrew{LaunchId{in.launch()},
                      in.lines(),
                      in.first_changed(),
                      in.stdout_bytes(),
                      in.stderr_bytes(),
                      in.dropped_bytes()};
}

void put(const StreamEnded& event, proto::Event& out)
{
    auto& ended = *out.mutable_stream_ended();
    ended.set_launch(event.launch.value);
    ended.set_stream(toWire(kStreams, event.stream));
    for (const Pid pid : event.heldBy) {
        ended.add_held_by(static_cast<std::uint32_t>(pid.value));
    }
}

StreamEnded get(const proto::StreamEnded& in, WireCheck& check)
{
    StreamEnded ended{LaunchId{in.launch()}, readStream(in.stream(), check), {}};
    for (const std::uint32_t pid : in.held_by()) {
        ended.heldBy.push_back(check.pid(pid));
    }
    return ended;
}

void put(const TraceFound& event, proto::Event& out)
{
    auto& found = *out.mutable_trace_found();
    found.set_id(event.id.value);
    found.set_launch(event.launch.value);
    found.set_stream(toWire(kStreams, event.stream));
    if (event.process) {
        found.set_process(event.process->value);
    }
    put(event.trace, *found.mutable_trace(), 0);
}

TraceFound get(const proto::TraceFound& in, WireCheck& check)
{
    TraceFound found{TraceId{in.id()},
                     LaunchId{in.launch()},
                     readStream(in.stream(), check),
                     std::nullopt,
                     get(in.trace(), check, 0)};
    if (in.has_process()) {
        found.process = ProcessKey{in.process()};
    }
    return found;
}

void put(const Line& line, proto::Line& out)
{
    out.set_index(line.index);
    out.set_number(line.number);
    out.set_stream(toWire(kStreams, line.stream));
    out.set_time_ns(toWire(line.time));
    out.set_bytes(line.bytes);
    out.set_complete(line.complete);
}

Line get(const proto::Line& in, WireCheck& check)
{
    check.require(in.bytes().size() <= LinesAnswer::kLineLimit, "a line is longer than the limit");
    return Line{in.index(),
                in.number(),
                readStream(in.stream(), check),
                timeFromWire(in.time_ns()),
                in.bytes(),
                in.complete()};
}

} // namespace tw
