#include "core/journal/journal_format.h"

#include <zlib.h>

namespace tw {

namespace {

void appendNumber(std::string& bytes, std::uint32_t number)
{
    for (int i = 0; i < 4; ++i, number >>= 8) {
        bytes.push_back(static_cast<char>(number & 0xff));
    }
}

uLong addToSum(uLong sum, std::string_view bytes)
{
    return ::crc32_z(sum, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size());
}

} // namespace

std::string recordHeader(std::string_view payload)
{
    std::string header;
    appendNumber(header, static_cast<std::uint32_t>(payload.size()));
    const uLong sum = addToSum(addToSum(0, header), payload);
    appendNumber(header, static_cast<std::uint32_t>(sum));
    return header;
}

std::uint32_t announcedLength(std::string_view header)
{
    std::uint32_t length = 0;
    for (std::size_t i = 4; i-- > 0;) {
        length = (length << 8) | static_cast<unsigned char>(header[i]);
    }
    return length;
}

} // namespace tw
