#include "core/traces/lane_prefix.h"

#include "core/traces/text_scan.h"

namespace tw {

namespace {

constexpr char kAnyDigits = '\0';

std::size_t digitsAt(std::string_view text, std::size_t at)
{
    std::size_t count = 0;
    while (at + count < text.size() && isDigit(text[at + count]))
        ++count;
    return count;
}

/// Bytes that join the numbers of dates, times of day and seconds since something.
bool joinsTime(char c)
{
    return c == ':' || c == '-' || c == '/' || c == '.' || c == ',' || c == 'T' || c == '+';
}

/// Length of the run of digits and joints at `at`, without trailing joints.
std::size_t clockLength(std::string_view text, std::size_t at)
{
    std::size_t length = 0;
    for (;;) {
        const auto digits = digitsAt(text, at + length);
        if (digits == 0)
            break;
        length += digits;
        if (at + length + 1 >= text.size() || !joinsTime(text[at + length])
            || !isDigit(text[at + length + 1]))
            return length;
        ++length;
    }
    return length;
}

/// "12:00:01", "2026-11-22", "0.345678"; not "10.0", "1,0" or "7".
bool isClock(std::string_view run)
{
    constexpr std::size_t kShortest = 4;
    const auto joint = run.find_first_of(":-/.,T");
    if (run.size() < kShortest || joint == std::string_view::npos)
        return false;
    const bool date = (run[joint] == '-' || run[joint] == '/')
                      && run.find_first_of("-/", joint + 1) != std::string_view::npos;
    const bool fraction = run[joint] == '.' && run.size() - joint > 2
                          && run.find('.', joint + 1) == std::string_view::npos;
    return date || fraction || run[joint] == ':';
}

} // namespace

LanePrefix::LanePrefix(std::string_view sample)
{
    for (std::size_t at = 0; at < sample.size();) {
        const bool inWord = at > 0 && (isLetter(sample[at - 1]) || sample[at - 1] == '_');
        const auto length = inWord ? digitsAt(sample, at) : clockLength(sample, at);
        const auto run = sample.substr(at, length == 0 ? 1 : length);
        if (inWord || length == 0 || !isClock(run)) {
            m_pattern += run;
        } else {
            m_pattern.resize(withoutTrailingBlanks(m_pattern).size()); // numbers may be aligned
            for (std::size_t i = 0; i < run.size(); ++i)
                if (!isDigit(run[i]))
                    m_pattern += run[i];
                else if (i == 0 || !isDigit(run[i - 1]))
                    m_pattern += kAnyDigits;
        }
        at += run.size();
    }
}

std::optional<std::size_t> LanePrefix::match(std::string_view line) const
{
    std::size_t at = 0;
    for (std::size_t i = 0; i < m_pattern.size(); ++i) {
        if (m_pattern[i] == kAnyDigits) {
            at += indentOf(line.substr(at));
            const auto digits = digitsAt(line, at);
            if (digits == 0)
                return std::nullopt;
            at += digits;
        } else if (at < line.size() && line[at] == m_pattern[i]) {
            ++at;
        } else {
            const auto rest = std::string_view{m_pattern}.substr(i);
            const bool blanksCut = at == line.size() && i > 0 && isBlankLine(rest);
            return blanksCut ? std::optional{at} : std::nullopt;
        }
    }
    return at;
}

} // namespace tw
