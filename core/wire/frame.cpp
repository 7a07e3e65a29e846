#include "core/wire/frame.h"

#include <cassert>
#include <cstdint>

#include <fmt/format.h>

namespace tw {

namespace {

constexpr std::size_t kHeaderSize = 4;

std::uint32_t readLength(std::string_view header)
{
    std::uint32_t length = 0;
    for (std::size_t i = kHeaderSize; i-- > 0;) {
        length = (length << 8) | static_cast<unsigned char>(header[i]);
    }
    return length;
}

} // namespace

std::string frame(std::string_view payload)
{
    assert(payload.size() <= kFrameLimit);
    std::string bytes;
    bytes.reserve(kHeaderSize + payload.size());
    auto length = static_cast<std::uint32_t>(payload.size());
    for (std::size_t i = 0; i < kHeaderSize; ++i, length >>= 8) {
        bytes.push_back(static_cast<char>(length & 0xff));
    }
    bytes.append(payload);
    return bytes;
}

void FrameReader::append(std::string_view bytes)
{
    m_buffer.erase(0, m_consumed);
    m_consumed = 0;
    m_buffer.append(bytes);
}

Result<std::optional<std::string>> FrameReader::next()
{
    const std::string_view rest = std::string_view{m_buffer}.substr(m_consumed);
    if (rest.size() < kHeaderSize) {
        return std::nullopt;
    }
    const std::size_t length = readLength(rest);
    if (length > kFrameLimit) {
        return failure(fmt::format(
            "read a frame: it announces {} bytes, more than the limit of {}", length, kFrameLimit));
    }
    if (rest.size() < kHeaderSize + length) {
        return std::nullopt;
    }
    m_consumed += kHeaderSize + length;
    return std::string{rest.substr(kHeaderSize, length)};
}

} // namespace tw
