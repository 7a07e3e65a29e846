#pragma once

#include "core/base/clock.h"
#include "core/base/process_key.h"
#include "core/base/result.h"
#include "core/kernel/event_loop.h"
#include "core/output/launch_output.h"
#include "core/output/output_target.h"
#include "core/traces/trace_scanner.h"

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tw {

/// Where a launched command reads and writes besides our captures. Borrowed: the input during the
/// launch, a pass-through until its stream has ended, which is before the launch is finished.
struct LaunchStreams
{
    /// -1 for /dev/null.
    int input{-1};
    /// Gets a copy of what is captured; nullptr for none.
    OutputTarget* output{nullptr};
    OutputTarget* errors{nullptr};

    [[nodiscard]] OutputTarget* of(OutputStream stream) const
    {
        return stream == OutputStream::Stdout ? output : errors;
    }
};

/// The output side of one running launch: keeps its two captures on the loop, feeds the trace
/// scanners, and knows when both streams are done. Owned by the session.
///
///     open() ──> begin() ──beginDrain()──> draining ──both streams ended──> drained
class LaunchRun
{
public:
    struct Callbacks
    {
        /// Something changed: call turn() later in this turn of the loop.
        std::function<void()> changed{};
        std::function<void(OutputStream, Trace)> traceFound{};
    };

    /// Listens already, so that what can fail has failed before there is a process. Creates the
    /// files of the output, and leaves none where it fails.
    [[nodiscard]] static Result<std::unique_ptr<LaunchRun>> open(EventLoop& loop,
                                                                 const std::string& directory,
                                                                 LaunchId launch,
                                                                 const LaunchStreams& streams,
                                                                 Callbacks callbacks);
    LaunchRun(const LaunchRun&) = delete;
    LaunchRun& operator=(const LaunchRun&) = delete;
    ~LaunchRun();

    /// What the command gets as its stdout and stderr.
    [[nodiscard]] int writeEnd(OutputStream stream) const { return m_output->writeEnd(stream); }

    /// The command runs: lets go of its ends.
    void begin() { m_output->closeWriteEnds(); }

    /// Reads what is there now: before an end is told, what was written before it is taken.
    void readNow();

    /// No process of the launch that matters is left: streams that somebody else holds are waited
    /// for no longer than a moment.
    void beginDrain();
    [[nodiscard]] bool isDraining() const { return m_isDraining; }

    /// Does what is due: quiet streams end, traces that stopped growing are closed. `candidates`
    /// tells the live processes that may hold a stream; asked only where one is held.
    void advance(const std::function<std::vector<Pid>()>& candidates);

    [[nodiscard]] std::optional<Time> deadline() const;

    /// Both streams have ended and what was found in them is told.
    [[nodiscard]] bool isDrained() const { return m_output->hasEnded() && m_finishedScanners == 2; }

    [[nodiscard]] LaunchId launch() const { return m_launch; }
    [[nodiscard]] LaunchOutput& output() { return *m_output; }
    [[nodiscard]] const LaunchOutput& output() const { return *m_output; }

    /// Told by the session.
    bool isFinished{false};
    bool isReleased{false};

private:
    struct Stream
    {
        OutputStream name{OutputStream::Stdout};
        std::unique_ptr<TraceScanner> scanner{};
        OutputTarget* passThrough{nullptr};
        /// What is watched; -1 where nothing is.
        int capture{-1};
        int wake{-1};
        bool scannerFinished{false};
    };

    LaunchRun(EventLoop& loop,
              LaunchId launch,
              std::unique_ptr<LaunchOutput> output,
              Callbacks callbacks);

    Result<void> connect(Stream& stream, OutputTarget* passThrough);
    void read(Stream& stream);
    /// Watches the capture while it wants reading; lets go of both ends once it has ended.
    Result<void> arrange(Stream& stream);
    void onPassThrough(Stream& stream);
    void unwatch(int& fd);

    EventLoop& m_loop;
    LaunchId m_launch{};
    std::unique_ptr<LaunchOutput> m_output;
    Callbacks m_callbacks{};
    std::array<Stream, 2> m_streams{};
    int m_finishedScanners{0};
    bool m_isDraining{false};
};

} // namespace tw
