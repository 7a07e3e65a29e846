#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/kernel/pipe.h"
#include "core/output/line.h"
#include "core/output/line_store.h"
#include "core/output/stream_capture.h"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tw {

/// How long a stream that somebody still holds is waited for once the launch is over.
struct DrainLimits
{
    /// Since bytes last came: what was written before the end is in the pipe by then.
    std::chrono::milliseconds quiet{100};
    /// Altogether: a process that was left alone may write for ever.
    std::chrono::milliseconds longest{2000};
};

/// Both streams of one launch: pipes, captures and the store. Owned by the launch; loop's thread.
/// Passive: the owner reads when a capture's descriptor is readable, calls advance() at deadline(),
/// and once a turn of the loop takeGrowth() and takeEnded().
///
///     open --EOF--------------------------------------------> ended
///       \--beginDrain()--> draining --EOF, quiet or longest--> ended
class LaunchOutput
{
public:
    [[nodiscard]] static Result<std::unique_ptr<LaunchOutput>>
    open(const std::string& directory, LaunchId launch, DrainLimits limits = {});

    /// What the program gets as its stdout or stderr. -1 after closeWriteEnds().
    [[nodiscard]] int writeEnd(OutputStream stream) const;

    /// To be called once the program has been started, or could not be: while we hold the write
    /// ends there is no end of the stream.
    void closeWriteEnds();

    [[nodiscard]] StreamCapture& capture(OutputStream stream) { return *at(stream).capture; }
    [[nodiscard]] LineStore& store() { return m_store; }

    /// Reads what `stream` has for now, at most StreamCapture::kTurnLimit; the count. After an
    /// error the stream has ended.
    [[nodiscard]] Result<std::size_t> readAvailable(OutputStream stream, Time now);

    /// Ends a stream whose reader is gone: who writes to it from now on gets SIGPIPE.
    void close(OutputStream stream, Time now);

    /// The launch is over (its tree is empty, or the rest was left alone): streams end once they
    /// are quiet, even if somebody holds them.
    void beginDrain(Time now);

    /// When to call advance(). Absent while nothing is waited for, also while a tee has no room:
    /// then the bytes in the pipe are not lost, however long that takes.
    [[nodiscard]] std::optional<Time> deadline() const;

    /// Ends the streams whose time has come, after a last read. `candidates` are the live
    /// processes that may hold them.
    void advance(Time now, const std::vector<Pid>& candidates);

    /// What was stored since the last call.
    [[nodiscard]] std::optional<OutputGrew> takeGrowth();

    /// The streams that have ended since the last call.
    [[nodiscard]] std::vector<StreamEnded> takeEnded();

    [[nodiscard]] bool hasEnded() const;

private:
    struct Stream
    {
        UniqueFd writeEnd{};
        std::unique_ptr<StreamCapture> capture{};
        Time lastBytes{};
        /// How much may still be read: without a limit until the longest drain is over.
        std::size_t budget{std::numeric_limits<std::size_t>::max()};
        bool isEndTold{false};
    };

    LaunchOutput(LaunchId launch, DrainLimits limits, LineStore store, std::array<Pipe, 2> pipes);

    Stream& at(OutputStream stream) { return m_streams[static_cast<std::size_t>(stream)]; }
    Result<std::size_t> readSome(Stream& stream, std::size_t limit, Time now);
    [[nodiscard]] Time deadlineOf(const Stream& stream) const;
    void finishStream(Stream& stream, Time now, const std::vector<Pid>& candidates);
    void noteEnd(Stream& stream, std::vector<Pid> heldBy);

    LaunchId m_launch{};
    DrainLimits m_limits{};
    LineStore m_store;
    std::array<Stream, 2> m_streams{};
    std::optional<Time> m_drainBegan{};
    std::uint64_t m_toldBytes{0};
    std::vector<StreamEnded> m_ended{};
};

} // namespace tw
