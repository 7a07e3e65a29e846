#include "core/kernel/proc_folder.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <climits>
#include <memory>
#include <string_view>
#include <utility>

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tw {

ProcFolder::ProcFolder(Pid pid, UniqueFd fd) : m_pid(pid), m_fd(std::move(fd)) {}

Result<ProcFolder> ProcFolder::open(Pid pid)
{
    const std::string path = fmt::format("/proc/{}", pid.value);
    UniqueFd fd{::open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)};
    if (!fd.isOpen()) {
        return systemError("open " + path);
    }
    return ProcFolder{pid, std::move(fd)};
}

tl::unexpected<Error> ProcFolder::failed(const std::string& file) const
{
    return systemError(fmt::format("read /proc/{}/{}", m_pid.value, file));
}

Result<std::string> ProcFolder::read(const std::string& file, std::size_t limit) const
{
    const UniqueFd fd{::openat(m_fd.get(), file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
    if (!fd.isOpen()) {
        return failed(file);
    }
    std::string text;
    std::array<char, 16384> chunk{};
    while (text.size() < limit) {
        const auto size
            = ::read(fd.get(), chunk.data(), std::min(chunk.size(), limit - text.size()));
        if (size < 0 && errno == EINTR) {
            continue;
        }
        if (size < 0) {
            return failed(file);
        }
        if (size == 0) {
            break;
        }
        text.append(chunk.data(), static_cast<std::size_t>(size));
    }
    return text;
}

Result<std::string> ProcFolder::readLink(const std::string& link) const
{
    std::array<char, PATH_MAX> target{};
    const auto size = ::readlinkat(m_fd.get(), link.c_str(), target.data(), target.size());
    if (size < 0) {
        return failed(link);
    }
    return std::string{target.data(), static_cast<std::size_t>(size)};
}

Result<std::vector<int>> ProcFolder::listNumbers(const std::string& folder) const
{
    UniqueFd fd{::openat(m_fd.get(), folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    using Directory = std::unique_ptr<DIR, int (*)(DIR*)>;
    const Directory directory{fd.isOpen() ? ::fdopendir(fd.get()) : nullptr, &::closedir};
    if (!directory) {
        return failed(folder);
    }
    (void)fd.release(); // the directory's from now on
    std::vector<int> numbers;
    errno = 0;
    while (const dirent* entry = ::readdir(directory.get())) {
        const std::string_view name{entry->d_name};
        int number = 0;
        const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
        if (error == std::errc{} && end == name.data() + name.size()) {
            numbers.push_back(number);
        }
    }
    if (errno != 0) {
        return failed(folder);
    }
    std::sort(numbers.begin(), numbers.end());
    return numbers;
}

Result<std::uint32_t> ProcFolder::owner() const
{
    struct stat facts
    {};
    if (::fstat(m_fd.get(), &facts) != 0) {
        return systemError(fmt::format("fstat /proc/{}", m_pid.value));
    }
    return facts.st_uid;
}

} // namespace tw
