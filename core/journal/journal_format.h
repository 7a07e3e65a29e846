#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tw {

// A journal file: kJournalHeader, then records. A record is u32 length, u32 CRC-32 (as in zlib,
// over the length's four bytes and the payload), both little-endian, then the payload: one encoded
// Event. The length is under the sum so that no damage to it can pass.

constexpr std::string_view kJournalHeader = "treewarden journal 1\n";

constexpr std::size_t kRecordHeaderSize = 8;
constexpr std::size_t kRecordLimit = 16 * 1024 * 1024;

/// What precedes a payload in its record; also what a reader compares with what it found.
[[nodiscard]] std::string recordHeader(std::string_view payload);

/// The length that a record's header announces; `header` has kRecordHeaderSize bytes.
[[nodiscard]] std::uint32_t announcedLength(std::string_view header);

} // namespace tw
