#include "core/inspect/open_descriptors.h"

#include "core/inspect/proc_text.h"
#include "core/inspect/socket_table.h"

#include <algorithm>
#include <cerrno>

#include <fmt/format.h>

namespace tw {

namespace {

/// A path may have 4 KiB, and the list must fit in a message.
constexpr std::size_t kLongestTarget = 1024;

void resolveSockets(const ProcFolder& folder, std::vector<OpenDescriptor>& descriptors)
{
    std::set<std::uint64_t> wanted;
    for (const OpenDescriptor& one : descriptors) {
        if (const auto inode = socketInode(one.target)) {
            wanted.insert(*inode);
        }
    }
    const SocketTable table = readSockets(folder, wanted);
    for (OpenDescriptor& one : descriptors) {
        const auto inode = socketInode(one.target);
        const auto found = inode ? table.find(*inode) : table.end();
        if (found != table.end()) {
            one.socket = found->second;
        }
    }
}

} // namespace

Result<Bounded<OpenDescriptor>> readDescriptors(const ProcFolder& folder, const std::string& prefix)
{
    const auto numbers = folder.listNumbers(prefix + "fd");
    if (!numbers) {
        return tl::unexpected<Error>{numbers.error()};
    }
    Bounded<OpenDescriptor> list;
    list.total = numbers->size();
    for (const int fd : *numbers) {
        if (list.listed.size() == kDetailsLimit) {
            break;
        }
        auto target = folder.readLink(fmt::format("{}fd/{}", prefix, fd));
        // The folder may be listed by those who may not follow its links (root without ptrace).
        if (!target && (target.error().code == EACCES || target.error().code == EPERM)) {
            return tl::unexpected<Error>{target.error()};
        }
        if (!target) {
            --list.total; // closed meanwhile
            continue;
        }
        const auto state = parseDescriptorState(
            folder.read(fmt::format("{}fdinfo/{}", prefix, fd)).value_or(""));
        target->resize(std::min(target->size(), kLongestTarget));
        const DescriptorKind kind = descriptorKind(*target, state.isDirectory);
        list.listed.push_back(
            {fd, kind, std::move(*target), state.flags, state.offset, std::nullopt});
    }
    resolveSockets(folder, list.listed);
    return list;
}

} // namespace tw
