#include "core/kernel/cgroup.h"

#include "core/kernel/cgroup_place.h"
#include "core/kernel/cgroup_tree.h"
#include "core/kernel/file.h"
#include "core/kernel/own_process.h"
#include "core/kernel/proc_fs.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <optional>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/magic.h>
#include <poll.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

namespace tw {

namespace {

constexpr std::string_view kPrefix = "treewarden-";

/// Numbers of processes mean something only within their namespace.
std::uint64_t ownPidNamespace()
{
    struct stat status
    {};
    return ::stat("/proc/self/ns/pid", &status) == 0 ? status.st_ino : 0;
}

std::uint64_t startOfProcess(Pid pid)
{
    const auto stat = readProcStat(pid);
    return stat ? stat->startTicks : 0;
}

std::optional<std::uint64_t> takeNumber(std::string_view& text)
{
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end == text.data() + text.size() || *end != '-') {
        return std::nullopt;
    }
    text.remove_prefix(static_cast<std::size_t>(end - text.data()) + 1);
    return number;
}

Result<UniqueFd> openCgroupDirectory(const std::string& path)
{
    UniqueFd directory{::open(path.c_str(), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)};
    struct statfs status
    {};
    if (!directory.isOpen() || ::fstatfs(directory.get(), &status) != 0) {
        return systemError("open " + path);
    }
    if (status.f_type != CGROUP2_SUPER_MAGIC) {
        return failure("make a cgroup in " + path + ": it is no directory of cgroup v2");
    }
    return directory;
}

/// A change of cgroup.events is told by POLLPRI; after a few milliseconds it is to be looked at all
/// the same, for the last zombie may go a moment after it was told.
void awaitChange(const UniqueFd& events, std::chrono::milliseconds most)
{
    std::array<char, 64> told{};
    (void)readAt(events, 0, told);
    pollfd request{events.get(), POLLPRI, 0};
    ::poll(&request, 1, static_cast<int>(std::min<long long>(most.count(), 5)));
}

} // namespace

Result<Cgroup> Cgroup::make()
{
    const auto own = ownCgroupDirectory();
    return own ? makeIn(*own) : Result<Cgroup>{tl::unexpected{own.error()}};
}

Result<Cgroup> Cgroup::makeIn(const std::string& directory)
{
    auto parent = openCgroupDirectory(directory);
    if (!parent) {
        return tl::unexpected{parent.error()};
    }
    const std::string name = newCgroupName();
    if (::mkdirat(parent->get(), name.c_str(), 0755) != 0) {
        return systemError("make a cgroup in " + directory + ": mkdir");
    }
    constexpr int kFlags = O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
    UniqueFd made{::openat(parent->get(), name.c_str(), kFlags)};
    if (!made.isOpen()) {
        const int code = errno;
        ::unlinkat(parent->get(), name.c_str(), AT_REMOVEDIR);
        return systemError("open the cgroup made in " + directory, code);
    }
    return Cgroup{std::move(*parent), std::move(made), directory, name};
}

Cgroup::Cgroup(UniqueFd parent, UniqueFd directory, std::string parentPath, std::string name)
    : m_parent(std::move(parent))
    , m_directory(std::move(directory))
    , m_name(std::move(name))
    , m_path(std::move(parentPath) + "/" + m_name)
{
    struct stat status
    {};
    ::fstat(m_directory.get(), &status);
    m_device = status.st_dev;
    m_inode = status.st_ino;
}

Cgroup::~Cgroup()
{
    if (m_directory.isOpen()) {
        (void)remove();
    }
}

Result<void> Cgroup::checkIsOurs() const
{
    struct stat named
    {};
    if (!m_directory.isOpen()
        || ::fstatat(m_parent.get(), m_name.c_str(), &named, AT_SYMLINK_NOFOLLOW) != 0) {
        return systemError("use cgroup " + m_path, m_directory.isOpen() ? errno : ENOENT);
    }
    if (named.st_dev != m_device || named.st_ino != m_inode || m_inode == 0) {
        return failure("use cgroup " + m_path + ": its name means another one by now");
    }
    return {};
}

bool Cgroup::canKill() const
{
    return checkIsOurs() && ::faccessat(m_directory.get(), "cgroup.kill", W_OK, 0) == 0;
}

Result<void> Cgroup::kill() const
{
    if (auto checked = checkIsOurs(); !checked) {
        return checked;
    }
    if (isWithinCgroupNamed(m_name)) {
        return failure("kill cgroup " + m_path + ": we are in it ourselves");
    }
    const UniqueFd file{::openat(m_directory.get(), "cgroup.kill", O_WRONLY | O_CLOEXEC)};
    if (!file.isOpen() || ::write(file.get(), "1", 1) != 1) {
        return systemError("write " + m_path + "/cgroup.kill");
    }
    return {};
}

bool Cgroup::isPopulated() const
{
    return cgroupIsPopulated(m_directory.get());
}

bool Cgroup::waitUntilEmpty(std::chrono::milliseconds most) const
{
    const auto deadline = monotonicNow() + most;
    const UniqueFd events = openEvents();
    for (;;) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - monotonicNow());
        if (!isPopulated() || left.count() <= 0) {
            return !isPopulated();
        }
        awaitChange(events, left);
    }
}

std::vector<Pid> Cgroup::members() const
{
    return cgroupMembers(m_directory.get());
}

Result<void> Cgroup::remove()
{
    if (auto checked = checkIsOurs(); !checked) {
        return checked;
    }
    auto removed = removeCgroupTree(m_parent.get(), m_name);
    if (removed) {
        m_directory.reset();
    }
    return removed;
}

Result<void> Cgroup::removeWithin(std::chrono::milliseconds most)
{
    const auto deadline = monotonicNow() + most;
    const UniqueFd events = openEvents();
    for (;;) {
        auto removed = remove();
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - monotonicNow());
        if (removed || removed.error().code != EBUSY || left.count() <= 0) {
            return removed;
        }
        awaitChange(events, left);
    }
}

UniqueFd Cgroup::openEvents() const
{
    return UniqueFd{m_directory.isOpen()
                        ? ::openat(m_directory.get(), "cgroup.events", O_RDONLY | O_CLOEXEC)
                        : -1};
}

std::string newCgroupName()
{
    std::uint64_t random = 0;
    while (::getrandom(&random, sizeof random, 0) != sizeof random) {
    }
    return fmt::format("{}{}-{}-{}-{:016x}",
                       kPrefix,
                       ownPidNamespace(),
                       ownPid().value,
                       startOfProcess(ownPid()),
                       random);
}

bool isStaleCgroupName(std::string_view name)
{
    if (!name.starts_with(kPrefix)) {
        return false;
    }
    name.remove_prefix(kPrefix.size());
    const auto space = takeNumber(name);
    const auto pid = takeNumber(name);
    const auto start = takeNumber(name);
    constexpr std::size_t kRandomDigits = 16;
    if (!space || !pid || !start || name.size() != kRandomDigits
        || name.find_first_not_of("0123456789abcdef") != std::string_view::npos) {
        return false;
    }
    const Pid maker{static_cast<int>(*pid)};
    return *space == ownPidNamespace() && maker.value > 0 && startOfProcess(maker) != *start;
}

void removeStaleCgroups()
{
    const auto own = ownCgroupDirectory();
    const auto directory = own ? openCgroupDirectory(*own) : failure("none");
    if (!directory) {
        return;
    }
    for (const std::string& name : cgroupsIn(directory->get())) {
        struct stat status
        {};
        const bool isOurs
            = isStaleCgroupName(name)
              && ::fstatat(directory->get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0
              && status.st_uid == ::geteuid();
        if (isOurs) {
            (void)removeCgroupTree(directory->get(), name);
        }
    }
}

} // namespace tw
