#include "core/kernel/pipe.h"

#include <array>
#include <memory>
#include <string>
#include <string_view>

#include <dirent.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tw {

namespace {

constexpr int kWantedSize = 1024 * 1024;

struct CloseDirectory
{
    void operator()(DIR* directory) const { ::closedir(directory); }
};

using Directory = std::unique_ptr<DIR, CloseDirectory>;

/// The name that the links in /proc/PID/fd give a pipe; empty where it cannot be known.
std::string pipeName(const UniqueFd& end)
{
    struct stat status
    {};
    if (::fstat(end.get(), &status) != 0) {
        return {};
    }
    return "pipe:[" + std::to_string(status.st_ino) + "]";
}

bool isOpenForWriting(int directory, const char* entry)
{
    struct stat status
    {};
    // The mode of the link itself is the access mode of the descriptor.
    return ::fstatat(directory, entry, &status, AT_SYMLINK_NOFOLLOW) == 0
           && (status.st_mode & S_IWUSR) != 0;
}

bool holdsWriteEnd(Pid pid, std::string_view name)
{
    const std::string path = "/proc/" + std::to_string(pid.value) + "/fd";
    const Directory directory{::opendir(path.c_str())};
    if (!directory) {
        return false;
    }
    const int at = ::dirfd(directory.get());
    std::array<char, 64> target{};
    // NOLINTNEXTLINE(concurrency-mt-unsafe): the stream is ours alone
    while (const dirent* entry = ::readdir(directory.get())) {
        const ssize_t length = ::readlinkat(at, &entry->d_name[0], target.data(), target.size());
        if (length > 0 && std::string_view{target.data(), static_cast<std::size_t>(length)} == name
            && isOpenForWriting(at, &entry->d_name[0])) {
            return true;
        }
    }
    return false;
}

} // namespace

Result<Pipe> Pipe::open()
{
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        return systemError("make a pipe");
    }
    Pipe pipe{UniqueFd{ends[0]}, UniqueFd{ends[1]}};
    // Not set for the write end: its open file description will be the program's.
    if (::fcntl(ends[0], F_SETFL, O_NONBLOCK) != 0) {
        return systemError("set a pipe non-blocking");
    }
    // Refused (EPERM) where the user has many large pipes already; the usual 64 KiB work too.
    ::fcntl(ends[0], F_SETPIPE_SZ, kWantedSize);
    return pipe;
}

std::size_t bytesInPipe(const UniqueFd& readEnd)
{
    int count = 0;
    return ::ioctl(readEnd.get(), FIONREAD, &count) == 0 ? static_cast<std::size_t>(count) : 0;
}

std::vector<Pid> holdersOfWriteEnd(const UniqueFd& readEnd, const std::vector<Pid>& candidates)
{
    const std::string name = pipeName(readEnd);
    std::vector<Pid> holders;
    for (const Pid pid : candidates) {
        if (!name.empty() && holdsWriteEnd(pid, name)) {
            holders.push_back(pid);
        }
    }
    return holders;
}

} // namespace tw
