#include "core/output/launch_output.h"

#include <algorithm>
#include <utility>

namespace tw {

Result<std::unique_ptr<LaunchOutput>>
LaunchOutput::open(const std::string& directory, LaunchId launch, DrainLimits limits)
{
    auto out = Pipe::open();
    if (!out) {
        return tl::unexpected<Error>{out.error()};
    }
    auto err = Pipe::open();
    if (!err) {
        return tl::unexpected<Error>{err.error()};
    }
    auto store = LineStore::open(directory, launch);
    if (!store) {
        return tl::unexpected<Error>{store.error()};
    }
    return std::unique_ptr<LaunchOutput>{
        new LaunchOutput{launch, limits, std::move(*store), {std::move(*out), std::move(*err)}}};
}

LaunchOutput::LaunchOutput(LaunchId launch,
                           DrainLimits limits,
                           LineStore store,
                           std::array<Pipe, 2> pipes)
    : m_launch(launch)
    , m_limits(limits)
    , m_store(std::move(store))
{
    for (const auto stream : {OutputStream::Stdout, OutputStream::Stderr}) {
        Pipe& pipe = pipes[static_cast<std::size_t>(stream)];
        at(stream).writeEnd = std::move(pipe.writeEnd);
        at(stream).capture
            = std::make_unique<StreamCapture>(std::move(pipe.readEnd), stream, m_store);
    }
}

int LaunchOutput::writeEnd(OutputStream stream) const
{
    return m_streams[static_cast<std::size_t>(stream)].writeEnd.get();
}

void LaunchOutput::closeWriteEnds()
{
    for (Stream& stream : m_streams) {
        stream.writeEnd.reset();
    }
}

Result<std::size_t> LaunchOutput::readAvailable(OutputStream stream, Time now)
{
    return readSome(at(stream), StreamCapture::kTurnLimit, now);
}

Result<std::size_t> LaunchOutput::readSome(Stream& stream, std::size_t limit, Time now)
{
    auto count = stream.capture->readAtMost(std::min(limit, stream.budget), now);
    if (count && *count > 0) {
        stream.lastBytes = now;
        stream.budget -= *count;
    }
    if (stream.capture->atEnd()) {
        noteEnd(stream, {});
    }
    return count;
}

void LaunchOutput::close(OutputStream stream, Time now)
{
    if (!at(stream).capture->atEnd()) {
        at(stream).capture->close(now);
        noteEnd(at(stream), {});
    }
}

void LaunchOutput::beginDrain(Time now)
{
    if (!m_drainBegan) {
        m_drainBegan = now;
    }
}

std::optional<Time> LaunchOutput::deadline() const
{
    std::optional<Time> earliest;
    for (const Stream& stream : m_streams) {
        if (m_drainBegan && stream.capture->wantsReading()) {
            const Time due = deadlineOf(stream);
            earliest = earliest ? std::min(*earliest, due) : due;
        }
    }
    return earliest;
}

Time LaunchOutput::deadlineOf(const Stream& stream) const
{
    const Time since = std::max(*m_drainBegan, stream.lastBytes);
    return std::min(since + m_limits.quiet, *m_drainBegan + m_limits.longest);
}

void LaunchOutput::advance(Time now, const std::vector<Pid>& candidates)
{
    for (Stream& stream : m_streams) {
        if (m_drainBegan && stream.capture->wantsReading() && now >= deadlineOf(stream)) {
            finishStream(stream, now, candidates);
        }
    }
}

void LaunchOutput::finishStream(Stream& stream, Time now, const std::vector<Pid>& candidates)
{
    StreamCapture& capture = *stream.capture;
    // What is in the pipe at this moment was written in time, even if the loop was too busy to read
    // it; what a holder adds from now on was not.
    const std::size_t waiting = bytesInPipe(capture.readEnd());
    const bool isLate = now >= *m_drainBegan + m_limits.longest;
    if (isLate) {
        stream.budget = std::min(stream.budget, waiting);
    }
    // An error ends the stream, and has been told by that.
    (void)readSome(stream, waiting, now);
    const bool isDone = isLate ? stream.budget == 0 : waiting == 0;
    if (!capture.atEnd() && isDone) {
        std::vector<Pid> heldBy = holdersOfWriteEnd(capture.readEnd(), candidates);
        capture.close(now);
        noteEnd(stream, std::move(heldBy));
    }
}

std::optional<OutputGrew> LaunchOutput::takeGrowth()
{
    const std::uint64_t out = m_store.byteCount(OutputStream::Stdout);
    const std::uint64_t err = m_store.byteCount(OutputStream::Stderr);
    if (out + err == m_toldBytes) {
        return std::nullopt;
    }
    m_toldBytes = out + err;
    return OutputGrew{m_launch,
                      m_store.lineCount(),
                      m_store.takeFirstChanged(),
                      out,
                      err,
                      m_store.droppedBytes()};
}

std::vector<StreamEnded> LaunchOutput::takeEnded()
{
    return std::exchange(m_ended, {});
}

bool LaunchOutput::hasEnded() const
{
    return std::all_of(m_streams.begin(), m_streams.end(), [](const Stream& stream) {
        return stream.capture->atEnd();
    });
}

void LaunchOutput::noteEnd(Stream& stream, std::vector<Pid> heldBy)
{
    if (!std::exchange(stream.isEndTold, true)) {
        m_ended.push_back(StreamEnded{m_launch, stream.capture->stream(), std::move(heldBy)});
    }
}

} // namespace tw
