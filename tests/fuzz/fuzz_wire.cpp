#include "core/wire/codec.h"
#include "core/wire/frame.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

namespace {

/// What a decoder accepts is a value of ours, so it must survive being written and read again.
template <typename Value>
void requireStable(const tw::Result<Value>& value, tw::Result<Value> (*decode)(std::string_view))
{
    if (value && decode(tw::encode(*value)) != value) {
        std::abort();
    }
}

void readFrames(std::string_view bytes)
{
    tw::FrameReader reader;
    for (std::size_t at = 0; at < bytes.size();) {
        const std::string_view piece = bytes.substr(at, 1 + at % 7);
        at += piece.size();
        reader.append(piece);
        for (auto next = reader.next(); next && *next; next = reader.next()) {
            requireStable(tw::decodeAgentMessage(**next), tw::decodeAgentMessage);
        }
    }
}

} // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it so
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view bytes{reinterpret_cast<const char*>(data), size};
    requireStable(tw::decodeAgentMessage(bytes), tw::decodeAgentMessage);
    requireStable(tw::decodeClientMessage(bytes), tw::decodeClientMessage);
    requireStable(tw::decodeEvent(bytes), tw::decodeEvent);
    readFrames(bytes);
    return 0;
}
