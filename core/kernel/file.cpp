#include "core/kernel/file.h"

#include <cerrno>
#include <cstdlib>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tw {

Result<UniqueFd> createPrivateFile(const std::string& path)
{
    constexpr int kFlags = O_RDWR | O_CREAT | O_EXCL | O_APPEND | O_NOFOLLOW | O_CLOEXEC;
    UniqueFd file{::open(path.c_str(), kFlags, S_IRUSR | S_IWUSR)};
    if (!file.isOpen()) {
        return systemError("create " + path);
    }
    return file;
}

Result<UniqueFd> createOutputFile(const std::string& path)
{
    UniqueFd file{::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY, 0666)};
    if (!file.isOpen()) {
        return systemError("write to " + path);
    }
    return file;
}

Result<UniqueFd> openForReading(const std::string& path)
{
    // O_NONBLOCK: a FIFO that somebody put there must not hold us up.
    UniqueFd file{::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)};
    if (!file.isOpen()) {
        return systemError("open " + path);
    }
    struct stat status
    {};
    if (::fstat(file.get(), &status) != 0) {
        return systemError("stat " + path);
    }
    if (!S_ISREG(status.st_mode)) {
        return failure("open " + path + ": not a regular file");
    }
    return file;
}

Written writeAll(const UniqueFd& file, std::string_view bytes)
{
    Written written;
    while (written.bytes < bytes.size()) {
        const std::string_view rest = bytes.substr(written.bytes);
        const ssize_t count = ::write(file.get(), rest.data(), rest.size());
        if (count >= 0) {
            written.bytes += static_cast<std::size_t>(count);
        } else if (errno != EINTR) {
            written.error = systemError("write").value();
            return written;
        }
    }
    return written;
}

Result<std::optional<std::size_t>> readSome(const UniqueFd& file, std::span<char> buffer)
{
    while (true) {
        const ssize_t count = ::read(file.get(), buffer.data(), buffer.size());
        if (count >= 0) {
            return static_cast<std::size_t>(count);
        }
        if (errno == EAGAIN) {
            return std::nullopt;
        }
        if (errno != EINTR) {
            return systemError("read");
        }
    }
}

Result<std::size_t> readAt(const UniqueFd& file, std::uint64_t offset, std::span<char> buffer)
{
    std::size_t total = 0;
    while (total < buffer.size()) {
        const auto rest = buffer.subspan(total);
        const ssize_t count
            = ::pread(file.get(), rest.data(), rest.size(), static_cast<off_t>(offset + total));
        if (count > 0) {
            total += static_cast<std::size_t>(count);
        } else if (count == 0) {
            break;
        } else if (errno != EINTR) {
            return systemError("pread");
        }
    }
    return total;
}

Result<std::uint64_t> fileSize(const UniqueFd& file)
{
    struct stat status
    {};
    if (::fstat(file.get(), &status) != 0) {
        return systemError("fstat");
    }
    return static_cast<std::uint64_t>(status.st_size);
}

Result<void> makePrivateDirectory(const std::string& path)
{
    if (::mkdir(path.c_str(), S_IRWXU) != 0) {
        return systemError("make directory " + path);
    }
    return {};
}

Result<void> makePrivateDirectories(const std::string& path)
{
    for (std::size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
        auto made = makePrivateDirectory(path.substr(0, end));
        if (!made && made.error().code != EEXIST) {
            return made;
        }
        if (end == std::string::npos) {
            break;
        }
    }
    struct stat status
    {};
    if (::stat(path.c_str(), &status) != 0 || !S_ISDIR(status.st_mode)) {
        return systemError("make directory " + path, ENOTDIR);
    }
    return {};
}

Result<std::string> makeTemporaryDirectory(const std::string& parent, const std::string& prefix)
{
    std::string path = parent + "/" + prefix + "XXXXXX";
    if (::mkdtemp(path.data()) == nullptr) {
        return systemError("make a directory in " + parent);
    }
    return path;
}

Result<void> removeFile(const std::string& path)
{
    if (::unlink(path.c_str()) != 0) {
        return systemError("remove " + path);
    }
    return {};
}

Result<void> removeDirectory(const std::string& path)
{
    if (::rmdir(path.c_str()) != 0) {
        return systemError("remove directory " + path);
    }
    return {};
}

} // namespace tw
