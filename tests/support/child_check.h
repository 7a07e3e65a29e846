#pragma once

#include "core/kernel/own_process.h"
#include "core/kernel/proc_fs.h"

#include <cstddef>

#include <dirent.h>

namespace tw {

/// How many descriptors this process has open.
inline std::size_t openDescriptors()
{
    std::size_t count = 0;
    DIR* folder = ::opendir("/proc/self/fd");
    while (::readdir(folder) != nullptr) {
        ++count;
    }
    ::closedir(folder);
    return count;
}

/// How many children this process has, zombies included.
inline std::size_t childCount()
{
    const auto children = readChildren(ownPid());
    return children ? children->size() : 0;
}

} // namespace tw
