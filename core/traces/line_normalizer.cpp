#include "core/traces/line_normalizer.h"

#include "core/traces/text_scan.h"

#include <cstring>

namespace tw {

namespace {

constexpr std::size_t kTested = 4096;
constexpr char kEscape = '\x1b';
constexpr char kBell = '\x07';
constexpr std::string_view kSyslogTab = "#011";

bool contains(std::string_view bytes, char c)
{
    return !bytes.empty() && std::memchr(bytes.data(), c, bytes.size()) != nullptr;
}

/// Length of the control sequence that `text`, after its ESC and '[', goes on with.
std::size_t csiLength(std::string_view text)
{
    std::size_t length = 0;
    while (length < text.size() && (text[length] < '@' || text[length] > '~'))
        ++length;
    return length < text.size() ? length + 1 : length;
}

/// An operating system command ends with BEL or ESC '\'.
std::size_t oscLength(std::string_view text)
{
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == kBell)
            return i + 1;
        if (text[i] == kEscape)
            return i + 1 < text.size() ? i + 2 : i + 1;
    }
    return text.size();
}

/// Length of the escape sequence that `text` begins with, ESC included.
std::size_t escapeLength(std::string_view text)
{
    if (text.size() < 2)
        return text.size();
    if (text[1] == '[')
        return 2 + csiLength(text.substr(2));
    if (text[1] == ']')
        return 2 + oscLength(text.substr(2));
    return 2;
}

} // namespace

std::string_view LineNormalizer::normalize(std::string_view bytes)
{
    bytes = bytes.substr(0, kTested);
    while (!bytes.empty() && bytes.back() == '\r')
        bytes.remove_suffix(1);
    if (isClean(bytes))
        return bytes;
    m_buffer.clear();
    for (std::size_t i = 0; i < bytes.size();) {
        const char c = bytes[i];
        if (c == kEscape) {
            i += escapeLength(bytes.substr(i));
        } else if (c == '#' && startsWith(bytes.substr(i), kSyslogTab)) {
            m_buffer += '\t';
            i += kSyslogTab.size();
        } else {
            if (c == '\r')
                m_buffer.clear();
            else if (c != '\0')
                m_buffer += c;
            ++i;
        }
    }
    return m_buffer;
}

bool LineNormalizer::isClean(std::string_view bytes)
{
    return !contains(bytes, kEscape) && !contains(bytes, '\r') && !contains(bytes, '\0')
           && (!contains(bytes, '#') || bytes.find(kSyslogTab) == std::string_view::npos);
}

} // namespace tw
