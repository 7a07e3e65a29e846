#include "core/journal/journal_reader.h"

#include "core/journal/journal_format.h"
#include "core/kernel/file.h"
#include "core/wire/codec.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace tw {

namespace {

constexpr std::size_t kReadAhead = 256 * 1024;

} // namespace

Result<JournalReader> JournalReader::open(const std::string& path)
{
    auto file = openForReading(path);
    if (!file) {
        return tl::unexpected<Error>{file.error()};
    }
    const auto size = fileSize(*file);
    if (!size) {
        return tl::unexpected<Error>{size.error()};
    }
    std::string header(kJournalHeader.size(), '\0');
    const auto count = readAt(*file, 0, header);
    if (!count) {
        return tl::unexpected<Error>{count.error()};
    }
    if (*count != header.size() || header != kJournalHeader) {
        return failure("read " + path + ": not a journal that this program knows");
    }
    return JournalReader{std::move(*file), *size};
}

JournalReader::JournalReader(UniqueFd file, std::uint64_t size)
    : m_file(std::move(file))
    , m_size(size)
    , m_position(kJournalHeader.size())
{}

Result<std::optional<Event>> JournalReader::next()
{
    while (!m_atEnd) {
        const auto payload = nextPayload();
        if (!payload) {
            m_atEnd = true;
            return tl::unexpected<Error>{payload.error()};
        }
        if (!*payload) {
            return stop();
        }
        auto event = decodeEvent(**payload);
        if (!event && !isUnknownKind(event.error())) {
            return stop();
        }
        m_position += kRecordHeaderSize + (*payload)->size();
        m_consumed += kRecordHeaderSize + (*payload)->size();
        if (event) {
            return std::move(*event);
        }
        ++m_unknown;
    }
    return std::nullopt;
}

/// The payload of the record at m_position, if it is whole.
Result<std::optional<std::string>> JournalReader::nextPayload()
{
    auto isThere = fill(kRecordHeaderSize);
    if (!isThere || !*isThere) {
        return isThere.map([](bool) { return std::optional<std::string>{}; });
    }
    const std::size_t length = announcedLength(std::string_view{m_buffer}.substr(m_consumed));
    if (length > kRecordLimit) {
        return std::nullopt;
    }
    isThere = fill(kRecordHeaderSize + length);
    if (!isThere || !*isThere) {
        return isThere.map([](bool) { return std::optional<std::string>{}; });
    }
    const std::string_view record = std::string_view{m_buffer}.substr(m_consumed);
    const std::string_view payload = record.substr(kRecordHeaderSize, length);
    if (record.substr(0, kRecordHeaderSize) != recordHeader(payload)) {
        return std::nullopt;
    }
    return std::string{payload};
}

/// Whether `wanted` bytes from m_position on are in the buffer, after reading them if need be. The
/// file's size bounds what a damaged length makes us allocate.
Result<bool> JournalReader::fill(std::size_t wanted)
{
    if (m_buffer.size() - m_consumed >= wanted) {
        return true;
    }
    if (m_size - m_position < wanted) {
        return false;
    }
    const auto rest = static_cast<std::size_t>(
        std::min<std::uint64_t>(std::max(wanted, kReadAhead), m_size - m_position));
    m_buffer.resize(rest);
    m_consumed = 0;
    const auto count = readAt(m_file, m_position, m_buffer);
    m_buffer.resize(count.value_or(0));
    return count.map([wanted](std::size_t bytes) { return bytes >= wanted; });
}

std::nullopt_t JournalReader::stop()
{
    m_atEnd = true;
    m_ignored = m_size - m_position;
    return std::nullopt;
}

} // namespace tw
