#include "core/agent/launch_run.h"

#include <algorithm>
#include <utility>

#include <sys/epoll.h>

namespace tw {

namespace {

std::optional<Time> earlier(std::optional<Time> left, std::optional<Time> right)
{
    return !left ? right : !right ? left : std::min(left, right);
}

} // namespace

Result<std::unique_ptr<LaunchRun>> LaunchRun::open(EventLoop& loop,
                                                   const std::string& directory,
                                                   LaunchId launch,
                                                   const LaunchStreams& streams,
                                                   Callbacks callbacks)
{
    auto output = LaunchOutput::open(directory, launch);
    if (!output) {
        return tl::unexpected{output.error()};
    }
    std::unique_ptr<LaunchRun> run{
        new LaunchRun{loop, launch, std::move(*output), std::move(callbacks)}};
    for (Stream& stream : run->m_streams) {
        stream.passThrough = streams.of(stream.name);
        run->connect(stream);
    }
    return run;
}

LaunchRun::LaunchRun(EventLoop& loop,
                     LaunchId launch,
                     std::unique_ptr<LaunchOutput> output,
                     Callbacks callbacks)
    : m_loop(loop)
    , m_launch(launch)
    , m_output(std::move(output))
    , m_callbacks(std::move(callbacks))
{
    m_streams[0].name = OutputStream::Stdout;
    m_streams[1].name = OutputStream::Stderr;
}

LaunchRun::~LaunchRun()
{
    for (const Stream& stream : m_streams) {
        if (stream.watched >= 0) {
            m_loop.unwatch(stream.watched);
        }
        if (stream.passThrough != nullptr) {
            m_loop.unwatch(stream.passThrough->wakeFd());
        }
    }
}

void LaunchRun::connect(Stream& stream)
{
    stream.scanner = std::make_unique<TraceScanner>([this, name = stream.name](Trace trace) {
        m_callbacks.traceFound(name, std::move(trace));
    });
    StreamCapture& capture = m_output->capture(stream.name);
    capture.setLineSink(
        [scanner = stream.scanner.get()](std::uint64_t number, std::string_view bytes, Time now) {
            scanner->feed(LineView{bytes, number}, now);
        });
    capture.setTee(stream.passThrough);
}

void LaunchRun::begin()
{
    m_output->closeWriteEnds();
    for (Stream& stream : m_streams) {
        arrange(stream);
        if (stream.passThrough != nullptr) {
            // Without a watch a full queue would never be seen to empty; there is nothing to fall
            // back on.
            (void)m_loop.watch(stream.passThrough->wakeFd(), EPOLLIN, [this, &stream](auto) {
                onPassThrough(stream);
            });
        }
    }
}

void LaunchRun::read(Stream& stream)
{
    // A read error ends the stream, which is told as such.
    (void)m_output->readAvailable(stream.name, m_loop.clock().now());
    arrange(stream);
    m_callbacks.changed();
}

void LaunchRun::readNow()
{
    for (Stream& stream : m_streams) {
        read(stream);
    }
}

void LaunchRun::arrange(Stream& stream)
{
    const StreamCapture& capture = m_output->capture(stream.name);
    const int wanted = capture.wantsReading() ? capture.fd() : -1;
    if (wanted == stream.watched) {
        return;
    }
    if (stream.watched >= 0) {
        m_loop.unwatch(stream.watched);
    }
    stream.watched = wanted;
    if (wanted >= 0) {
        (void)m_loop.watch(wanted, EPOLLIN, [this, &stream](auto) { read(stream); });
    }
}

void LaunchRun::onPassThrough(Stream& stream)
{
    stream.passThrough->acknowledge();
    StreamCapture& capture = m_output->capture(stream.name);
    if (stream.passThrough->isBroken() && !capture.atEnd()) {
        // Whoever read our output is gone: the command learns it as it would without us, by
        // SIGPIPE.
        capture.close(m_loop.clock().now());
    }
    arrange(stream);
    m_callbacks.changed();
}

void LaunchRun::beginDrain()
{
    m_output->beginDrain(m_loop.clock().now());
    m_callbacks.changed();
}

void LaunchRun::advance(const std::function<std::vector<Pid>()>& candidates)
{
    const Time now = m_loop.clock().now();
    if (const auto due = m_output->deadline(); due && *due <= now) {
        m_output->advance(now, candidates());
    }
    for (Stream& stream : m_streams) {
        arrange(stream);
        if (stream.scannerFinished) {
            continue;
        }
        if (m_output->capture(stream.name).atEnd()) {
            stream.scanner->finish();
            stream.scannerFinished = true;
            ++m_finishedScanners;
        } else if (const auto due = stream.scanner->deadline(); due && *due <= now) {
            stream.scanner->advance(now);
        }
    }
}

std::optional<Time> LaunchRun::deadline() const
{
    std::optional<Time> due = m_output->deadline();
    for (const Stream& stream : m_streams) {
        if (!stream.scannerFinished) {
            due = earlier(due, stream.scanner->deadline());
        }
    }
    return due;
}

} // namespace tw
