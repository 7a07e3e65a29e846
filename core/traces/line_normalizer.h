#pragma once

#include <string>
#include <string_view>

namespace tw {

/// Makes a captured line readable for detectors: terminal escapes (ECMA-48 CSI and OSC), NUL and a
/// trailing carriage return go, text that a carriage return overwrote goes, rsyslog's "#011"
/// becomes the tab it was. An ordinary line passes without a copy.
class LineNormalizer
{
public:
    /// At most the first 4 KiB. The result is a view of `bytes` or of this object, until the next
    /// call.
    [[nodiscard]] std::string_view normalize(std::string_view bytes);

private:
    [[nodiscard]] static bool isClean(std::string_view bytes);

    std::string m_buffer{};
};

} // namespace tw
