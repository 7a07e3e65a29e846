#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tw {

/// The longest payload of a frame. Whoever answers with bulk (lines) stays below it.
constexpr std::size_t kFrameLimit = 16 * 1024 * 1024;

/// `payload` as it goes on a byte stream: its length as u32, little-endian, then itself. At most
/// kFrameLimit.
[[nodiscard]] std::string frame(std::string_view payload);

/// Takes a byte stream in pieces of any size and gives back the payloads in it. Memory grows with
/// the bytes that came, never with a length that was only announced. One a connection.
class FrameReader
{
public:
    void append(std::string_view bytes);

    /// The next whole payload, or nothing while bytes are missing. A length above kFrameLimit is an
    /// error that stays: where the next frame begins is no longer known.
    [[nodiscard]] Result<std::optional<std::string>> next();

    /// Whether the stream stopped inside a frame, to ask at its end.
    [[nodiscard]] bool hasPartialFrame() const { return m_buffer.size() > m_consumed; }

private:
    std::string m_buffer{};
    std::size_t m_consumed{0};
};

} // namespace tw
