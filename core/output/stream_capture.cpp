#include "core/output/stream_capture.h"

#include "core/kernel/file.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

namespace tw {

StreamCapture::StreamCapture(UniqueFd readEnd, OutputStream stream, LineStore& store)
    : m_readEnd(std::move(readEnd))
    , m_stream(stream)
    , m_store(store)
{}

void StreamCapture::setLineSink(LineSink sink)
{
    m_lines.emplace(std::move(sink));
}

Result<std::size_t> StreamCapture::readAvailable(Time now)
{
    return readAtMost(kTurnLimit, now);
}

Result<std::size_t> StreamCapture::readAtMost(std::size_t limit, Time now)
{
    std::array<char, 64 * 1024>
        buffer; // NOLINT: zeroing it for each read costs more than small reads
    std::size_t total = 0;
    while (total < limit && wantsReading()) {
        const auto piece = std::span{buffer}.first(std::min(buffer.size(), limit - total));
        const auto count = readSome(m_readEnd, piece);
        if (!count) {
            close(now);
            return tl::unexpected<Error>{count.error()};
        }
        if (!*count) {
            break;
        }
        if (**count == 0) {
            close(now);
            break;
        }
        total += **count;
        deliver({buffer.data(), **count}, now);
    }
    return total;
}

void StreamCapture::close(Time now)
{
    if (m_onClosing) {
        m_onClosing();
    }
    m_readEnd.reset();
    if (m_lines) {
        m_lines->finish(now);
    }
}

void StreamCapture::deliver(std::string_view bytes, Time now)
{
    m_store.append(m_stream, bytes, now);
    if (m_lines) {
        m_lines->append(bytes, now);
    }
    if (m_tee != nullptr) {
        m_tee->push(bytes);
    }
}

} // namespace tw
