#include "core/kernel/cgroup_tree.h"

#include "core/base/unique_fd.h"
#include "core/kernel/file.h"
#include "core/kernel/proc_stat.h"

#include <array>
#include <cerrno>
#include <memory>

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

namespace tw {

namespace {

/// Deeper than any that people make; the recursion must not be driven by the tree that we stop.
constexpr int kDeepest = 64;

UniqueFd openBelow(int directory, const std::string& name)
{
    return UniqueFd{
        ::openat(directory, name.c_str(), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)};
}

std::string readIn(int directory, const char* name)
{
    const UniqueFd file{::openat(directory, name, O_RDONLY | O_CLOEXEC)};
    std::string text;
    std::array<char, 16'384> chunk{};
    while (file.isOpen()) {
        const auto count = readSome(file, chunk);
        if (!count || count->value_or(0) == 0) {
            break;
        }
        text.append(chunk.data(), **count);
    }
    return text;
}

void addMembers(int directory, int depth, std::vector<Pid>& members)
{
    for (const Pid pid : parsePids(readIn(directory, "cgroup.procs"))) {
        members.push_back(pid);
    }
    for (const std::string& name : cgroupsIn(directory)) {
        const UniqueFd below = openBelow(directory, name);
        if (below.isOpen() && depth < kDeepest) {
            addMembers(below.get(), depth + 1, members);
        }
    }
}

Result<void> removeBelow(int parent, const std::string& name, int depth)
{
    const UniqueFd directory = openBelow(parent, name);
    for (const std::string& below :
         directory.isOpen() ? cgroupsIn(directory.get()) : std::vector<std::string>{}) {
        if (depth == kDeepest) {
            return failure("remove cgroup " + name + ": too much is nested in it");
        }
        if (auto removed = removeBelow(directory.get(), below, depth + 1); !removed) {
            return removed;
        }
    }
    if (::unlinkat(parent, name.c_str(), AT_REMOVEDIR) != 0 && errno != ENOENT) {
        return systemError("remove cgroup " + name + ": rmdir");
    }
    return {};
}

} // namespace

std::vector<std::string> cgroupsIn(int directory)
{
    std::vector<std::string> names;
    const int fd = ::openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const std::unique_ptr<DIR, int (*)(DIR*)> entries{fd < 0 ? nullptr : ::fdopendir(fd),
                                                      &::closedir};
    while (const dirent* entry = entries ? ::readdir(entries.get()) : nullptr) {
        const std::string name{entry->d_name};
        if (entry->d_type == DT_DIR && name != "." && name != "..") {
            names.push_back(name);
        }
    }
    return names;
}

std::vector<Pid> cgroupMembers(int directory)
{
    std::vector<Pid> members;
    addMembers(directory, 0, members);
    return members;
}

bool cgroupIsPopulated(int directory)
{
    return readIn(directory, "cgroup.events").find("populated 1") != std::string::npos;
}

Result<void> removeCgroupTree(int parent, const std::string& name)
{
    const UniqueFd directory = openBelow(parent, name);
    if (directory.isOpen() && cgroupIsPopulated(directory.get())) {
        return systemError("remove cgroup " + name, EBUSY);
    }
    return removeBelow(parent, name, 0);
}

} // namespace tw
