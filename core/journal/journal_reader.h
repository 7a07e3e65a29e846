#pragma once

#include "core/base/result.h"
#include "core/base/unique_fd.h"
#include "core/stream/event.h"

#include <cstdint>
#include <optional>
#include <string>

namespace tw {

/// Reads a journal from its start, up to the last whole record. A torn or damaged tail is no error:
/// a session that was cut off is worth reading.
class JournalReader
{
public:
    /// Fails where the file is no journal, or one of a version that this program does not know.
    [[nodiscard]] static Result<JournalReader> open(const std::string& path);

    /// The next event, or nothing at the end. Events of kinds that only a newer program knows are
    /// counted and passed over. An error is one of reading the file.
    [[nodiscard]] Result<std::optional<Event>> next();

    /// Bytes at the end that are no whole record; known once next() has returned nothing.
    [[nodiscard]] std::uint64_t ignoredBytes() const { return m_ignored; }

    [[nodiscard]] std::uint64_t unknownEvents() const { return m_unknown; }

private:
    JournalReader(UniqueFd file, std::uint64_t size);

    Result<std::optional<std::string>> nextPayload();
    Result<bool> fill(std::size_t wanted);
    std::nullopt_t stop();

    UniqueFd m_file{};
    std::uint64_t m_size{0};
    /// Where in the file the record to read next begins.
    std::uint64_t m_position{0};
    /// Bytes of the file that were read ahead, from m_position on after m_consumed.
    std::string m_buffer{};
    std::size_t m_consumed{0};
    std::uint64_t m_ignored{0};
    std::uint64_t m_unknown{0};
    bool m_atEnd{false};
};

} // namespace tw
