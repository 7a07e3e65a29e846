#include "core/kernel/spawn_error.h"

#include "core/kernel/file.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>
#include <utility>

#include <sys/stat.h>
#include <unistd.h>

namespace tw {

namespace {

/// What the first line of a script names after "#!"; for a binary its loader is meant. Empty where
/// the file cannot be read, "its loader" where it is no script.
std::string missingInterpreter(const std::string& path)
{
    const auto file = openForReading(path);
    std::array<char, 256> start{};
    const auto count = file ? readAt(*file, 0, start) : Result<std::size_t>{0};
    if (!file || !count) {
        return {};
    }
    const std::string_view text{start.data(), *count};
    if (!text.starts_with("#!")) {
        return "its loader";
    }
    const std::size_t begin = std::min(text.find_first_not_of(" \t", 2), text.size());
    return "its interpreter "
           + std::string{text.substr(begin, text.find_first_of(" \t\r\n", begin) - begin)};
}

std::string executeMessage(const std::string& path, int code)
{
    if (const auto missing = code == ENOENT ? missingInterpreter(path) : ""; !missing.empty()) {
        return "execute " + path + ": " + missing + " is not there";
    }
    struct stat status
    {};
    if (code == EACCES && ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode)) {
        return "execute " + path + ": it is a directory";
    }
    if (code == ENOEXEC) {
        return "execute " + path + ": not executable: exec format error, no #! line";
    }
    return systemError("execute " + path, code).value().message;
}

} // namespace

int SpawnError::exitCode() const
{
    if (stage != SpawnStage::Execute) {
        return 125;
    }
    return isFound || (code != ENOENT && code != ENOTDIR) ? 126 : 127;
}

SpawnError spawnError(SpawnStage stage, int code, std::string path, const std::string& program)
{
    SpawnError error{stage, code, std::move(path), {}};
    switch (stage) {
    case SpawnStage::Execute:
        error.path = error.path.empty() ? program : error.path;
        error.message = error.code == ENOENT && program.find('/') == std::string::npos
                            ? "find " + program + ": command not found in any folder of PATH"
                            : executeMessage(error.path, error.code);
        error.isFound = ::access(error.path.c_str(), F_OK) == 0;
        break;
    case SpawnStage::Directory:
        error.message
            = systemError("change to directory " + error.path, error.code).value().message;
        break;
    case SpawnStage::Group:
        error.message
            = systemError("start " + program + ": setpgid or setsid", error.code).value().message;
        break;
    case SpawnStage::Streams:
        error.message = systemError("start " + program + ": dup2", error.code).value().message;
        break;
    case SpawnStage::Limits:
        error.message = systemError("start " + program + ": setrlimit", error.code).value().message;
        break;
    case SpawnStage::Prepare:
    case SpawnStage::Fork:
        error.message = systemError("start " + program + ": clone", error.code).value().message;
        break;
    }
    return error;
}

} // namespace tw
