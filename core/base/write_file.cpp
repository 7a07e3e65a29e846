#include "core/base/write_file.h"

#include "core/base/unique_fd.h"

#include <cerrno>
#include <cstdio>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tw {

namespace {

constexpr mode_t kAnybody = 0666; // the umask takes away from it

/// Whether another file may take the place of this one.
bool isReplaceable(const std::string& path)
{
    struct stat status
    {};
    // Not stat(): a link, such as /dev/stdout, must not be replaced by a file.
    if (::lstat(path.c_str(), &status) != 0) {
        return errno == ENOENT;
    }
    return S_ISREG(status.st_mode);
}

int openRetrying(const std::string& path, int flags)
{
    int descriptor = -1;
    do {
        descriptor = ::open(path.c_str(), flags | O_CLOEXEC | O_NOCTTY, kAnybody);
    } while (descriptor < 0 && errno == EINTR);
    return descriptor;
}

Result<void> writeAll(int descriptor, std::string_view bytes, const std::string& path)
{
    while (!bytes.empty()) {
        const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
        if (written < 0 && errno != EINTR) {
            return systemError(fmt::format("write {}", path));
        }
        if (written > 0) {
            bytes.remove_prefix(static_cast<std::size_t>(written));
        }
    }
    return {};
}

Result<void> writeDirectly(const std::string& path, std::string_view bytes)
{
    // What stands behind /dev/stdout may be a file that others have written to already.
    const bool isDevice = path.starts_with("/dev/") || path.starts_with("/proc/");
    const UniqueFd file{openRetrying(path, O_WRONLY | O_CREAT | (isDevice ? O_APPEND : O_TRUNC))};
    if (!file.isOpen()) {
        return systemError(fmt::format("open {}", path));
    }
    return writeAll(file.get(), bytes, path);
}

Result<void> replace(const std::string& path, std::string_view bytes)
{
    const std::string beside = fmt::format("{}.{}.new", path, ::getpid());
    const UniqueFd file{openRetrying(beside, O_WRONLY | O_CREAT | O_EXCL)};
    if (!file.isOpen()) {
        // A folder that takes no new file may still hold one that can be written.
        return writeDirectly(path, bytes);
    }
    auto written = writeAll(file.get(), bytes, path);
    if (written && std::rename(beside.c_str(), path.c_str()) != 0) {
        written = systemError(fmt::format("rename {} to {}", beside, path));
    }
    if (!written) {
        ::unlink(beside.c_str());
    }
    return written;
}

} // namespace

Result<void> writeFile(const std::string& path, std::string_view bytes)
{
    return isReplaceable(path) ? replace(path, bytes) : writeDirectly(path, bytes);
}

} // namespace tw
