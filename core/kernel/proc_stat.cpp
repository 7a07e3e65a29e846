#include "core/kernel/proc_stat.h"

#include <array>
#include <charconv>

namespace tw {

namespace {

constexpr std::uint32_t kKernelThread = 0x200000; // PF_KTHREAD

template <typename Number>
std::optional<Number> parseNumber(std::string_view text, int base = 10)
{
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (error != std::errc{} || end == text.data()) {
        return std::nullopt;
    }
    return value;
}

std::string_view trimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t\n");
    const auto last = text.find_last_not_of(" \t\n");
    return first == std::string_view::npos ? std::string_view{}
                                           : text.substr(first, last - first + 1);
}

/// The fields behind the name; numbered from 1 as in proc(5), where the state is the third.
class StatFields
{
public:
    static constexpr std::size_t kFirst = 3;
    static constexpr std::size_t kLast = 52;

    explicit StatFields(std::string_view rest)
    {
        while (m_count < m_fields.size() && !rest.empty()) {
            const auto end = rest.find(' ');
            m_fields[m_count++] = rest.substr(0, end);
            rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
        }
    }

    [[nodiscard]] bool isComplete() const { return m_count == m_fields.size(); }
    [[nodiscard]] char letter(std::size_t field) const { return m_fields[field - kFirst].front(); }

    template <typename Number>
    [[nodiscard]] Number number(std::size_t field) const
    {
        return parseNumber<Number>(m_fields[field - kFirst]).value_or(Number{});
    }

private:
    std::array<std::string_view, kLast - kFirst + 1> m_fields{};
    std::size_t m_count{0};
};

// FNV-1a over the addresses that only an exec sets.
std::uint64_t markOf(const StatFields& fields)
{
    constexpr std::array<std::size_t, 10> kAddresses{26, 27, 28, 45, 46, 47, 48, 49, 50, 51};
    std::uint64_t mark = 0xcbf29ce484222325U;
    for (const std::size_t field : kAddresses) {
        mark = (mark ^ fields.number<std::uint64_t>(field)) * 0x100000001b3U;
    }
    return mark;
}

} // namespace

std::optional<ProcStat> parseProcStat(std::string_view text)
{
    const auto open = text.find('(');
    const auto close = text.rfind(')');
    if (open == std::string_view::npos || close == std::string_view::npos || close < open
        || close + 2 >= text.size()) {
        return std::nullopt;
    }
    const auto pid = parseNumber<int>(text);
    const StatFields fields{trimmed(text.substr(close + 2))};
    if (!pid || !fields.isComplete()) {
        return std::nullopt;
    }
    ProcStat stat;
    stat.pid = Pid{*pid};
    stat.name = std::string{text.substr(open + 1, close - open - 1)};
    stat.state = fields.letter(3);
    stat.parent = Pid{fields.number<int>(4)};
    stat.group = Pid{fields.number<int>(5)};
    stat.session = Pid{fields.number<int>(6)};
    stat.terminal = fields.number<int>(7);
    stat.isKernelThread = (fields.number<std::uint32_t>(9) & kKernelThread) != 0;
    stat.childFaults = fields.number<std::uint64_t>(11) + fields.number<std::uint64_t>(13);
    stat.cpuTicks = fields.number<std::uint64_t>(14) + fields.number<std::uint64_t>(15);
    stat.threads = fields.number<std::uint32_t>(20);
    stat.startTicks = fields.number<std::uint64_t>(22);
    stat.residentPages = fields.number<std::uint64_t>(24);
    stat.argumentsAt = fields.number<std::uint64_t>(48);
    stat.programMark = stat.argumentsAt == 0 ? 0 : markOf(fields);
    stat.exitCode = fields.number<int>(52);
    return stat;
}

std::optional<ProcStatus> parseProcStatus(std::string_view text)
{
    ProcStatus status;
    bool hasUid = false;
    while (!text.empty()) {
        const auto end = text.find('\n');
        const std::string_view line = text.substr(0, end);
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
        const auto colon = line.find(':');
        if (colon == std::string_view::npos) {
            continue;
        }
        const std::string_view name = line.substr(0, colon);
        const std::string_view value = trimmed(line.substr(colon + 1));
        if (name == "Uid") {
            const auto effective = value.find('\t');
            hasUid = effective != std::string_view::npos;
            status.uid
                = parseNumber<std::uint32_t>(value.substr(hasUid ? effective + 1 : 0)).value_or(0);
        } else if (name == "TracerPid") {
            status.tracer = Pid{parseNumber<int>(value).value_or(0)};
        } else if (name == "SigIgn") {
            status.ignored = parseNumber<std::uint64_t>(value, 16).value_or(0);
        } else if (name == "SigBlk") {
            status.blocked = parseNumber<std::uint64_t>(value, 16).value_or(0);
        } else if (name == "SigCgt") {
            status.caught = parseNumber<std::uint64_t>(value, 16).value_or(0);
        } else if (name == "VmHWM") {
            const auto kilobytes = parseNumber<std::uint64_t>(value);
            status.maxResidentBytes = kilobytes ? std::optional{*kilobytes * 1024} : std::nullopt;
        }
    }
    return hasUid ? std::optional{status} : std::nullopt;
}

std::vector<std::string> splitNulTerminated(std::string_view text)
{
    std::vector<std::string> parts;
    while (!text.empty()) {
        const auto end = text.find('\0');
        parts.emplace_back(text.substr(0, end));
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    }
    return parts;
}

std::optional<std::string> findVariable(std::string_view environ, std::string_view name)
{
    while (!environ.empty()) {
        const auto end = environ.find('\0');
        const std::string_view variable = environ.substr(0, end);
        if (variable.size() > name.size() && variable.starts_with(name)
            && variable[name.size()] == '=') {
            return std::string{variable.substr(name.size() + 1)};
        }
        environ = end == std::string_view::npos ? std::string_view{} : environ.substr(end + 1);
    }
    return std::nullopt;
}

std::vector<Pid> parsePids(std::string_view text)
{
    std::vector<Pid> pids;
    while (!(text = trimmed(text)).empty()) {
        const auto end = text.find_first_of(" \n");
        if (const auto pid = parseNumber<int>(text.substr(0, end))) {
            pids.push_back(Pid{*pid});
        }
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end);
    }
    return pids;
}

} // namespace tw
