#include "core/output/stored_bytes.h"

#include "core/kernel/file.h"

#include <algorithm>

namespace tw {

std::optional<Error> StoredBytes::append(std::string_view bytes)
{
    m_size += bytes.size();
    if (m_hasFailed) {
        keepInMemory(bytes);
        return std::nullopt;
    }
    const Written written = writeAll(m_file, bytes);
    m_inFile += written.bytes;
    if (written.error) {
        // Not tried again: space that comes and goes would leave holes in the file.
        m_hasFailed = true;
        keepInMemory(bytes.substr(written.bytes));
    }
    return written.error;
}

void StoredBytes::keepInMemory(std::string_view bytes)
{
    m_memory.append(bytes);
    // Dropped in large pieces: one by one, each would move all that stays.
    if (m_memory.size() > kMemoryLimit + kMemoryLimit / 4) {
        const std::size_t excess = m_memory.size() - kMemoryLimit;
        m_memory.erase(0, excess);
        m_dropped += excess;
    }
}

Result<std::size_t> StoredBytes::read(std::uint64_t offset, std::span<char> buffer) const
{
    std::size_t fromFile = 0;
    if (offset < m_inFile) {
        const auto wanted = std::min<std::uint64_t>(buffer.size(), m_inFile - offset);
        auto count = readAt(m_file, offset, buffer.first(wanted));
        if (!count) {
            return count;
        }
        fromFile = *count;
    }
    const std::uint64_t memoryStart = m_inFile + m_dropped;
    const std::uint64_t at = offset + fromFile;
    if (at < memoryStart || at >= m_size) {
        return fromFile;
    }
    return fromFile
           + m_memory.copy(buffer.data() + fromFile, buffer.size() - fromFile, at - memoryStart);
}

} // namespace tw
