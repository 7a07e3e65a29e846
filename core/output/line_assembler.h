#pragma once

#include "core/base/clock.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace tw {

/// Takes whole lines of one stream: the number in the stream from 1, the bytes without the line
/// feed, and when the line was completed. `bytes` is valid during the call only.
using LineSink = std::function<void(std::uint64_t number, std::string_view bytes, Time now)>;

/// Cuts one stream into lines for a LineSink. Needs no more memory than the longest line it passes
/// on: of a longer one only the first kLineLimit bytes are passed.
class LineAssembler
{
public:
    static constexpr std::size_t kLineLimit = 64 * 1024;

    explicit LineAssembler(LineSink sink) : m_sink(std::move(sink)) {}

    void append(std::string_view bytes, Time now);

    /// Passes on a last line without a line feed.
    void finish(Time now);

private:
    void keep(std::string_view bytes);

    LineSink m_sink{};
    std::string m_partial{};
    bool m_hasPartial{false};
    std::uint64_t m_number{0};
};

} // namespace tw
