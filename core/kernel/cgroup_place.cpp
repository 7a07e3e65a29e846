#include "core/kernel/cgroup_place.h"

#include "core/kernel/file.h"

#include <algorithm>
#include <array>

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/magic.h>
#include <sys/vfs.h>

namespace tw {

namespace {

std::vector<std::string_view> split(std::string_view text, char separator)
{
    std::vector<std::string_view> parts;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(separator), text.size());
        parts.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return parts;
}

/// mountinfo writes blanks and backslashes as three octal digits.
std::string unescape(std::string_view text)
{
    const auto isOctal = [](char digit) { return digit >= '0' && digit <= '7'; };
    std::string plain;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const std::string_view digits = text.substr(at).substr(0, 4);
        if (digits.size() == 4 && digits[0] == '\\'
            && std::all_of(digits.begin() + 1, digits.end(), isOctal)) {
            plain += static_cast<char>((digits[1] - '0') * 64 + (digits[2] - '0') * 8 + digits[3]
                                       - '0');
            at += 3;
        } else {
            plain += text[at];
        }
    }
    return plain;
}

std::string readText(const std::string& path)
{
    const auto file = openForReading(path);
    std::string text;
    std::array<char, 4096> chunk{};
    while (file) {
        const auto count = readAt(*file, text.size(), chunk);
        text.append(chunk.data(), count.value_or(0));
        if (count.value_or(0) < chunk.size()) {
            break;
        }
    }
    return text;
}

bool isCgroup2(const std::string& directory)
{
    struct statfs status
    {};
    return ::statfs(directory.c_str(), &status) == 0 && status.f_type == CGROUP2_SUPER_MAGIC;
}

/// The content of `file` in the cgroup that `processCgroups` names for `controller`.
std::string readOf(const std::vector<CgroupMount>& mounts,
                   const std::string& processCgroups,
                   std::string_view controller,
                   const char* file)
{
    const auto path = parseCgroupPath(processCgroups, controller);
    for (const CgroupMount& mount : mounts) {
        const bool fits = controller.empty() ? mount.isUnified : mount.hasController(controller);
        const auto directory = path && fits ? cgroupDirectory(mount, *path) : std::nullopt;
        if (directory) {
            return readText(*directory + "/" + file);
        }
    }
    return {};
}

} // namespace

bool CgroupMount::hasController(std::string_view controller) const
{
    const auto all = split(options, ',');
    return !isUnified && std::find(all.begin(), all.end(), controller) != all.end();
}

std::vector<CgroupMount> parseCgroupMounts(std::string_view mountinfo)
{
    std::vector<CgroupMount> found;
    for (const std::string_view line : split(mountinfo, '\n')) {
        // Optional fields stand before the lone hyphen; their number varies.
        const std::size_t hyphen = line.find(" - ");
        if (hyphen == std::string_view::npos) {
            continue;
        }
        const auto mount = split(line.substr(0, hyphen), ' ');
        const auto system = split(line.substr(hyphen + 3), ' ');
        if (mount.size() < 5 || system.size() < 3
            || (system[0] != "cgroup" && system[0] != "cgroup2")) {
            continue;
        }
        found.push_back({unescape(mount[3]),
                         unescape(mount[4]),
                         system[0] == "cgroup2",
                         std::string{system[2]}});
    }
    return found;
}

std::optional<std::string> parseCgroupPath(std::string_view text, std::string_view controller)
{
    for (const std::string_view line : split(text, '\n')) {
        const std::size_t first = line.find(':');
        const std::size_t second = line.find(':', std::min(first, line.size() - 1) + 1);
        if (second == std::string_view::npos) {
            continue;
        }
        const std::string_view number = line.substr(0, first);
        const auto controllers = split(line.substr(first + 1, second - first - 1), ',');
        const bool fits = controller.empty()
                              ? number == "0" && controllers.empty()
                              : std::find(controllers.begin(), controllers.end(), controller)
                                    != controllers.end();
        if (fits) {
            return std::string{line.substr(second + 1)};
        }
    }
    return std::nullopt;
}

std::optional<std::string> cgroupDirectory(const CgroupMount& mount, std::string_view path)
{
    // Begins with "/.." where it lies outside of our cgroup namespace.
    if (!path.starts_with('/') || path.starts_with("/..")) {
        return std::nullopt;
    }
    std::string_view below = path;
    if (mount.root != "/") {
        if (!path.starts_with(mount.root)
            || (path.size() > mount.root.size() && path[mount.root.size()] != '/')) {
            return std::nullopt;
        }
        below = path.substr(mount.root.size());
    }
    return mount.point + std::string{below == "/" ? "" : below};
}

Result<std::string> ownCgroupDirectory()
{
    const auto path = parseCgroupPath(readText("/proc/self/cgroup"), {});
    if (!path) {
        return failure("find our cgroup: this kernel has no cgroup v2");
    }
    auto mounts = parseCgroupMounts(readText("/proc/self/mountinfo"));
    // What was mounted last lies on top.
    std::reverse(mounts.begin(), mounts.end());
    for (const CgroupMount& mount : mounts) {
        const auto directory = mount.isUnified ? cgroupDirectory(mount, *path) : std::nullopt;
        if (directory && isCgroup2(*directory)) {
            return *directory;
        }
    }
    return failure(fmt::format("find our cgroup: {} of cgroup v2 is not mounted", *path));
}

bool isWithinCgroupNamed(std::string_view name)
{
    const std::string path = parseCgroupPath(readText("/proc/self/cgroup"), {}).value_or("");
    const auto parts = split(path, '/');
    return !name.empty() && std::find(parts.begin(), parts.end(), name) != parts.end();
}

bool isFrozen(Pid pid)
{
    const std::string cgroups = readText(fmt::format("/proc/{}/cgroup", pid.value));
    const auto mounts = parseCgroupMounts(readText("/proc/self/mountinfo"));
    const std::string events = readOf(mounts, cgroups, {}, "cgroup.events");
    const std::string state = readOf(mounts, cgroups, "freezer", "freezer.state");
    return events.find("frozen 1") != std::string::npos || state.starts_with("FREEZING")
           || state.starts_with("FROZEN");
}

} // namespace tw
