#include "core/output/line_index.h"

#include <algorithm>
#include <cassert>

namespace tw {

std::uint64_t LineIndex::add(OutputStream stream, std::uint64_t offset, Time time)
{
    const std::size_t slot = m_size % kChunkSize;
    if (slot == 0) {
        m_chunks.push_back(std::make_unique<Chunk>());
        m_chunks.back()->before = m_count;
    }
    const bool isStderr = stream == OutputStream::Stderr;
    m_chunks.back()->entries[slot] = Entry{time.time_since_epoch().count(), offset, isStderr};
    ++m_count[isStderr ? 1 : 0];
    return m_size++;
}

void LineIndex::grow(std::uint64_t index, std::uint64_t bytes)
{
    assert(index < m_size);
    m_chunks[index / kChunkSize]->entries[index % kChunkSize].lengthAndStream += 2 * bytes;
}

const LineIndex::Entry& LineIndex::entry(std::uint64_t index) const
{
    return m_chunks[index / kChunkSize]->entries[index % kChunkSize];
}

std::vector<IndexedLine> LineIndex::range(std::uint64_t first, std::uint64_t count) const
{
    std::vector<IndexedLine> lines;
    if (first >= m_size || count == 0) {
        return lines;
    }
    const std::uint64_t end = first + std::min(count, m_size - first);
    lines.reserve(end - first);
    const std::uint64_t chunkStart = first / kChunkSize * kChunkSize;
    auto numbers = m_chunks[first / kChunkSize]->before;
    for (std::uint64_t i = chunkStart; i < end; ++i) {
        const Entry& at = entry(i);
        const std::uint64_t number = ++numbers[at.isStderr() ? 1 : 0];
        if (i >= first) {
            lines.push_back(IndexedLine{at.isStderr() ? OutputStream::Stderr : OutputStream::Stdout,
                                        number,
                                        at.offset,
                                        at.lengthAndStream / 2,
                                        Time{std::chrono::nanoseconds{at.time}}});
        }
    }
    return lines;
}

} // namespace tw
