#pragma once

#include "app/twrun/options.h"
#include "core/base/output_stream.h"
#include "core/kernel/event_loop.h"
#include "core/output/pass_through.h"
#include "core/output/shared_output.h"

#include <array>
#include <functional>
#include <memory>
#include <string>

namespace tw {

/// twrun's own stdout and stderr: what the command writes, byte for byte, and what twrun says
/// itself. Several workers share them in whole lines.
class RunOutput
{
public:
    [[nodiscard]] static Result<std::unique_ptr<RunOutput>>
    open(EventLoop& loop, std::uint32_t workers, Verbosity verbosity);

    /// Where a stream of a worker goes.
    [[nodiscard]] OutputTarget& target(std::uint32_t worker, OutputStream stream);

    /// Both streams of a worker have ended: passes on their last lines.
    void finishLines(std::uint32_t worker);

    /// A line in twrun's own name; dropped where twrun is to be quiet.
    void say(const std::string& text);

    /// False while what was written waits for a slow reader, so that nobody could write more.
    [[nodiscard]] bool hasRoom() const;
    /// Nobody reads one of them any more.
    [[nodiscard]] bool isBroken() const;

    /// Calls once all is written, or will be as far as anybody can tell.
    void callWhenFlushed(const std::function<void()>& callback);

    /// Waits until all is written.
    void finish();
    /// Gives up what is not written yet.
    void abandon();

private:
    struct End
    {
        std::unique_ptr<PassThrough> target{};
        /// Absent where there is one worker.
        std::unique_ptr<SharedOutput> shared{};
    };

    RunOutput(EventLoop& loop, Verbosity verbosity) : m_loop(loop), m_verbosity(verbosity) {}

    [[nodiscard]] End& end(OutputStream stream)
    {
        return m_ends.at(static_cast<std::size_t>(stream));
    }

    EventLoop& m_loop;
    Verbosity m_verbosity{Verbosity::Normal};
    std::array<End, 2> m_ends{};
    bool m_isAbandoned{false};
};

} // namespace tw
