#pragma once

#include "core/base/clock.h"
#include "core/base/output_stream.h"
#include "core/base/result.h"
#include "core/base/unique_fd.h"
#include "core/output/byte_tee.h"
#include "core/output/line_assembler.h"
#include "core/output/line_store.h"

#include <cstddef>
#include <functional>
#include <optional>
#include <utility>

namespace tw {

/// The end of a pipe where a program's output arrives. What it reads goes, in this order, to the
/// line store, to the line sink and to the tee, each of which outlives it. Passive: the owner polls
/// fd() while wantsReading(). Loop's thread.
class StreamCapture
{
public:
    /// At most this much a call, so that one flood does not starve the others on the loop.
    static constexpr std::size_t kTurnLimit = 1024 * 1024;

    StreamCapture(UniqueFd readEnd, OutputStream stream, LineStore& store);

    /// Both are optional, and set before the first read.
    void setLineSink(LineSink sink);
    void setTee(ByteTee* tee) { m_tee = tee; }

    /// `onClosing` is called before fd() is closed: whoever polls it must let go of it first, for a
    /// moment later its number may be another thread's.
    void setClosing(std::function<void()> onClosing) { m_onClosing = std::move(onClosing); }

    /// Reads what is there now, while the tee has room; the count. After an error it is at its end.
    [[nodiscard]] Result<std::size_t> readAvailable(Time now);

    /// The same for at most `limit` bytes.
    [[nodiscard]] Result<std::size_t> readAtMost(std::size_t limit, Time now);

    /// Closes the end although bytes may still come, and gives a last line without a line feed to
    /// the line sink. Done by itself at the end of the stream.
    void close(Time now);

    /// -1 once at the end.
    [[nodiscard]] int fd() const { return m_readEnd.get(); }
    [[nodiscard]] const UniqueFd& readEnd() const { return m_readEnd; }
    [[nodiscard]] bool atEnd() const { return !m_readEnd.isOpen(); }
    [[nodiscard]] OutputStream stream() const { return m_stream; }

    /// Whether the tee has no room: what waits in the pipe stays there.
    [[nodiscard]] bool isHeldUp() const { return m_tee != nullptr && !m_tee->hasRoom(); }
    [[nodiscard]] bool wantsReading() const { return !atEnd() && !isHeldUp(); }

private:
    void deliver(std::string_view bytes, Time now);

    UniqueFd m_readEnd{};
    OutputStream m_stream{OutputStream::Stdout};
    LineStore& m_store;
    std::optional<LineAssembler> m_lines{};
    ByteTee* m_tee{nullptr};
    std::function<void()> m_onClosing{};
};

} // namespace tw
