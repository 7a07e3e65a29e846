#pragma once

#include "core/base/clock.h"
#include "core/base/output_stream.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace tw {

/// Where a line is. `length` is without the line feed and grows while the line does.
struct IndexedLine
{
    OutputStream stream{OutputStream::Stdout};
    /// Within its stream, from 1.
    std::uint64_t number{0};
    /// Of its first byte, in the bytes of its stream.
    std::uint64_t offset{0};
    std::uint64_t length{0};
    Time time{};
};

/// The lines of both streams in order of arrival: 24 bytes a line, in chunks that never move.
class LineIndex
{
public:
    /// Adds a line of no length yet; its index.
    std::uint64_t add(OutputStream stream, std::uint64_t offset, Time time);

    void grow(std::uint64_t index, std::uint64_t bytes);

    [[nodiscard]] std::uint64_t size() const { return m_size; }

    /// Lines from `first` on, at most `count`, fewer at the end.
    [[nodiscard]] std::vector<IndexedLine> range(std::uint64_t first, std::uint64_t count) const;

private:
    struct Entry
    {
        std::int64_t time{0};
        std::uint64_t offset{0};
        /// The length, doubled, plus 1 for stderr.
        std::uint64_t lengthAndStream{0};

        [[nodiscard]] bool isStderr() const { return (lengthAndStream & 1U) != 0; }
    };

    static constexpr std::size_t kChunkSize = 1024;

    struct Chunk
    {
        std::array<Entry, kChunkSize> entries{};
        /// Lines of stdout and stderr in all chunks before: numbers need no room in the entries.
        std::array<std::uint64_t, 2> before{};
    };

    [[nodiscard]] const Entry& entry(std::uint64_t index) const;

    std::vector<std::unique_ptr<Chunk>> m_chunks{};
    std::array<std::uint64_t, 2> m_count{};
    std::uint64_t m_size{0};
};

} // namespace tw
