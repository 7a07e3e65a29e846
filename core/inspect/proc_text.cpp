#include "core/inspect/proc_text.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/sysmacros.h>

namespace tw {

namespace {

constexpr std::uint64_t kKibibyte = 1024;

template <typename Number>
std::optional<Number> parseNumber(std::string_view text, int base = 10)
{
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    return error == std::errc{} ? std::optional{value} : std::nullopt;
}

std::string_view trimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t");
    const auto last = text.find_last_not_of(" \t");
    return first == std::string_view::npos ? std::string_view{}
                                           : text.substr(first, last - first + 1);
}

/// The first line of `text`, which loses it.
std::string_view takeLine(std::string_view& text)
{
    const auto end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    return line;
}

std::optional<std::uint64_t> kibibytes(std::string_view text, std::string_view name)
{
    const auto value = statusField(text, name);
    const auto count = value ? parseNumber<std::uint64_t>(*value) : std::nullopt;
    return count ? std::optional{*count * kKibibyte} : std::nullopt;
}

} // namespace

std::optional<std::string_view> statusField(std::string_view status, std::string_view name)
{
    while (!status.empty()) {
        const std::string_view line = takeLine(status);
        if (line.size() > name.size() && line.starts_with(name) && line[name.size()] == ':') {
            return trimmed(line.substr(name.size() + 1));
        }
    }
    return std::nullopt;
}

std::optional<std::array<std::uint32_t, 4>> statusIds(std::string_view status,
                                                      std::string_view name)
{
    auto rest = statusField(status, name).value_or(std::string_view{});
    std::array<std::uint32_t, 4> ids{};
    for (std::uint32_t& id : ids) {
        rest = trimmed(rest);
        const auto end = rest.find('\t');
        const auto number = parseNumber<std::uint32_t>(rest.substr(0, end));
        if (!number) {
            return std::nullopt;
        }
        id = *number;
        rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end);
    }
    return ids;
}

std::uint64_t statusSet(std::string_view status, std::string_view name)
{
    const auto text = statusField(status, name);
    return text ? parseNumber<std::uint64_t>(*text, 16).value_or(0) : 0;
}

SignalSets parseSignalSets(std::string_view status)
{
    return {.pending = statusSet(status, "SigPnd") | statusSet(status, "ShdPnd"),
            .blocked = statusSet(status, "SigBlk"),
            .ignored = statusSet(status, "SigIgn"),
            .caught = statusSet(status, "SigCgt")};
}

std::optional<MemoryDetails> parseMemory(std::string_view status)
{
    const auto whole = kibibytes(status, "VmSize");
    if (!whole) {
        return std::nullopt;
    }
    MemoryDetails memory;
    memory.virtualBytes = *whole;
    for (auto [name, value] : {std::pair{"VmRSS", &memory.residentBytes},
                               std::pair{"VmHWM", &memory.maxResidentBytes},
                               std::pair{"RssAnon", &memory.anonymousBytes},
                               std::pair{"RssFile", &memory.fileBytes},
                               std::pair{"RssShmem", &memory.sharedBytes},
                               std::pair{"VmSwap", &memory.swapBytes}}) {
        *value = kibibytes(status, name).value_or(0);
    }
    return memory;
}

std::optional<std::uint64_t> parseProportional(std::string_view rollup)
{
    return kibibytes(rollup, "Pss");
}

// The names have blanks in them; the columns stand where the first line has their titles.
std::vector<ResourceLimit> parseLimits(std::string_view limits)
{
    const std::string_view titles = takeLine(limits);
    const auto soft = titles.find("Soft Limit");
    const auto hard = titles.find("Hard Limit");
    const auto unit = titles.find("Units");
    std::vector<ResourceLimit> found;
    if (soft == std::string_view::npos || hard == std::string_view::npos
        || unit == std::string_view::npos) {
        return found;
    }
    while (!limits.empty()) {
        const std::string_view line = takeLine(limits);
        const auto column = [line](std::size_t first, std::size_t last) {
            return first < line.size() ? std::string{trimmed(line.substr(first, last - first))}
                                       : std::string{};
        };
        if (!line.empty()) {
            found.push_back({column(0, soft),
                             column(soft, hard),
                             column(hard, unit),
                             column(unit, std::string_view::npos)});
        }
    }
    return found;
}

std::string parseCgroup(std::string_view cgroup)
{
    std::string_view first;
    while (!cgroup.empty()) {
        const std::string_view line = takeLine(cgroup);
        if (line.starts_with("0::")) {
            return std::string{line.substr(3)};
        }
        const auto controllers = line.find(':');
        const auto path = line.find(':', controllers + 1);
        if (first.empty() && controllers != std::string_view::npos
            && path != std::string_view::npos) {
            first = line.substr(path + 1);
        }
    }
    return std::string{first};
}

std::string terminalName(int device)
{
    constexpr unsigned kFirstPseudoTerminal = 136;
    constexpr unsigned kLastPseudoTerminal = 143;
    constexpr unsigned kConsoles = 4;
    constexpr unsigned kFirstSerial = 64;
    if (device == 0) {
        return {};
    }
    // The number is in the kernel's layout, which differs from that of dev_t.
    const auto number = static_cast<unsigned>(device);
    const unsigned kind = (number >> 8U) & 0xfffU;
    const unsigned index = (number & 0xffU) | ((number >> 12U) & 0xfff00U);
    if (kind >= kFirstPseudoTerminal && kind <= kLastPseudoTerminal) {
        return fmt::format("/dev/pts/{}", index + (kind - kFirstPseudoTerminal) * 256);
    }
    if (kind == kConsoles) {
        return index < kFirstSerial ? fmt::format("/dev/tty{}", index)
                                    : fmt::format("/dev/ttyS{}", index - kFirstSerial);
    }
    return fmt::format("device {}:{}", kind, index);
}

DescriptorState parseDescriptorState(std::string_view fdinfo)
{
    const auto offset = statusField(fdinfo, "pos");
    const auto octal = statusField(fdinfo, "flags");
    const int flags = octal ? parseNumber<int>(*octal, 8).value_or(0) : 0;
    DescriptorState state;
    state.offset = offset ? parseNumber<std::uint64_t>(*offset).value_or(0) : 0;
    state.isDirectory = (flags & O_DIRECTORY) != 0;
    // The kernel's O_PATH goes without a mode of access.
    state.flags = (flags & O_PATH) != 0             ? "path"
                  : (flags & O_ACCMODE) == O_WRONLY ? "write"
                  : (flags & O_ACCMODE) == O_RDWR   ? "read write"
                                                    : "read";
    for (const auto& [flag, word] : {std::pair{O_APPEND, " append"},
                                     std::pair{O_NONBLOCK, " nonblock"},
                                     std::pair{O_DIRECT, " direct"},
                                     std::pair{O_SYNC, " sync"},
                                     std::pair{O_CLOEXEC, " cloexec"}}) {
        if ((flags & flag) == flag) {
            state.flags += word;
        }
    }
    return state;
}

// By the words of the link, not by stat(2): that would wait for a file server that is gone.
DescriptorKind descriptorKind(std::string_view target, bool isDirectory)
{
    if (target.starts_with("socket:")) {
        return DescriptorKind::Socket;
    }
    if (target.starts_with("pipe:")) {
        return DescriptorKind::Pipe;
    }
    if (target.starts_with("anon_inode:")) {
        return DescriptorKind::Anonymous;
    }
    if (isDirectory) {
        return DescriptorKind::Directory;
    }
    return target.starts_with("/dev/") && !target.starts_with("/dev/shm/") ? DescriptorKind::Device
                                                                           : DescriptorKind::File;
}

std::optional<std::uint64_t> socketInode(std::string_view target)
{
    constexpr std::string_view kBefore = "socket:[";
    return target.starts_with(kBefore) ? parseNumber<std::uint64_t>(target.substr(kBefore.size()))
                                       : std::nullopt;
}

std::string parseHidepid(std::string_view mountinfo)
{
    constexpr std::string_view kOption = "hidepid=";
    std::string value;
    while (!mountinfo.empty()) {
        const std::string_view line = takeLine(mountinfo);
        if (line.find(" /proc ") == std::string_view::npos) {
            continue;
        }
        // A later mount on the same place covers the earlier one.
        const auto option = line.find(kOption);
        value = option == std::string_view::npos
                    ? std::string{}
                    : std::string{line.substr(option + kOption.size())};
        value = value.substr(0, value.find_first_of(", "));
    }
    return value == "0" || value == "off" ? std::string{} : value;
}

} // namespace tw
