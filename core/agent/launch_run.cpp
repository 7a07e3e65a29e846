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
        if (auto connected = run->connect(stream, streams.of(stream.name)); !connected) {
            LineStore::remove(directory, launch);
            return tl::unexpected{connected.error()};
        }
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
    for (Stream& stream : m_streams) {
        unwatch(stream.capture);
        unwatch(stream.wake);
    }
}

Result<void> LaunchRun::connect(Stream& stream, OutputTarget* passThrough)
{
    stream.scanner = std::make_unique<TraceScanner>([this, name = stream.name](Trace trace) {
        m_callbacks.traceFound(name, std::move(trace));
    });
    StreamCapture& capture = m_output->capture(stream.name);
    capture.setLineSink(
        [scanner = stream.scanner.get()](std::uint64_t number, std::string_view bytes, Time now) {
            scanner->feed(LineView{bytes, number}, now);
        });
    capture.setClosing([this, &stream] { unwatch(stream.capture); });
    capture.setTee(passThrough);
    stream.passThrough = passThrough;
    if (passThrough != nullptr) {
        const int wake = passThrough->wakeFd();
        auto watched
            = m_loop.watch(wake, EPOLLIN, [this, &stream](auto) { onPassThrough(stream); });
        if (!watched) {
            return watched;
        }
        stream.wake = wake;
    }
    return arrange(stream);
}

void LaunchRun::read(Stream& stream)
{
    // A read error ends the stream, which is told as such.
    (void)m_output->readAvailable(stream.name, m_loop.clock().now());
    (void)arrange(stream);
    m_callbacks.changed();
}

void LaunchRun::readNow()
{
    for (Stream& stream : m_streams) {
        read(stream);
    }
}

Result<void> LaunchRun::arrange(Stream& stream)
{
    StreamCapture& capture = m_output->capture(stream.name);
    const int wanted = capture.wantsReading() ? capture.fd() : -1;
    if (wanted != stream.capture) {
        unwatch(stream.capture);
        if (wanted >= 0) {
            if (auto watched
                = m_loop.watch(wanted, EPOLLIN, [this, &stream](auto) { read(stream); });
                !watched) {
                return watched;
            }
            stream.capture = wanted;
        }
    }
    if (capture.atEnd() && stream.passThrough != nullptr) {
        // Its owner may outlive us or not; nothing more will go there.
        unwatch(stream.wake);
        capture.setTee(nullptr);
        stream.passThrough = nullptr;
    }
    return {};
}

void LaunchRun::unwatch(int& fd)
{
    if (fd >= 0) {
        m_loop.unwatch(std::exchange(fd, -1));
    }
}

void LaunchRun::onPassThrough(Stream& stream)
{
    stream.passThrough->acknowledge();
    if (stream.passThrough->isBroken()) {
        // Whoever read our output is gone: the command learns it as it would without us, by
        // SIGPIPE.
        m_output->close(stream.name, m_loop.clock().now());
    }
    (void)arrange(stream);
    m_callbacks.changed();
}

void LaunchRun::beginDrain()
{
    m_isDraining = true;
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
        (void)arrange(stream);
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
