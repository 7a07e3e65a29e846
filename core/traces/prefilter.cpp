#include "core/traces/prefilter.h"

#include "core/traces/text_scan.h"

#include <array>
#include <cstring>

namespace tw {

namespace {

constexpr std::string_view kFatal = "Fatal Python error: ";
constexpr std::string_view kMostRecentLast = "Traceback (most recent call last):";
constexpr std::string_view kGroup = "Exception Group ";
constexpr std::string_view kFrame = "  File \"";
constexpr std::string_view kMostRecentFirst = " (most recent call first):";

constexpr std::array<bool, 256> makeFirstBytes()
{
    std::array<bool, 256> table{};
    for (const char c : std::string_view{"DEFPT_"})
        table[static_cast<unsigned char>(c)] = true;
    return table;
}

/// One search for both, as it is made on every line.
std::optional<HeadPlace> findFatalOrFrame(std::string_view text)
{
    for (std::size_t at = 0; at < text.size();) {
        const auto* hit
            = static_cast<const char*>(std::memchr(text.data() + at, 'F', text.size() - at));
        if (hit == nullptr)
            break;
        at = static_cast<std::size_t>(hit - text.data());
        if (startsWith(text.substr(at), kFatal))
            return HeadPlace{at, false};
        if (at >= 2 && startsWith(text.substr(at - 2), kFrame))
            return HeadPlace{at - 2, true};
        ++at;
    }
    return std::nullopt;
}

/// The start of "Thread 0x…", "Current thread 0x…" or "Stack" before "(most recent call first):".
std::optional<HeadPlace> findThreadHead(std::string_view text)
{
    for (const std::string_view start : {"Current thread 0x", "Thread 0x", "Stack (most"}) {
        const auto at = text.find(start);
        if (at != std::string_view::npos)
            return HeadPlace{at, false};
    }
    return std::nullopt;
}

} // namespace

bool mayOpenTrace(std::string_view text)
{
    static constexpr auto kFirstBytes = makeFirstBytes();
    const auto indent = indentOf(text);
    if (indent == text.size())
        return false;
    if (kFirstBytes[static_cast<unsigned char>(text[indent])])
        return true;
    const auto last = withoutTrailingBlanks(text).back();
    return last == ':' || last == '!' || last == '_' || findFatalOrFrame(text).has_value();
}

std::optional<HeadPlace> findHead(std::string_view text)
{
    const auto trimmed = withoutTrailingBlanks(text);
    if (endsWith(trimmed, kMostRecentLast)) {
        auto at = trimmed.size() - kMostRecentLast.size();
        if (!endsWith(trimmed.substr(0, at), kGroup))
            return HeadPlace{at, false};
        at -= kGroup.size();
        constexpr std::string_view kGutter = "  + ";
        return HeadPlace{endsWith(trimmed.substr(0, at), kGutter) ? at - kGutter.size() : at,
                         false};
    }
    if (endsWith(trimmed, kMostRecentFirst))
        return findThreadHead(trimmed);
    const auto ruler = trimmed.find("___");
    if (ruler != std::string_view::npos && isRuler(trimmed.substr(ruler), '_'))
        return HeadPlace{ruler, true};
    return findFatalOrFrame(trimmed);
}

} // namespace tw
