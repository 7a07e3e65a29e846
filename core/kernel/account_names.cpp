#include "core/kernel/account_names.h"

#include <cerrno>
#include <vector>

#include <grp.h>
#include <pwd.h>

namespace tw {

namespace {

constexpr std::size_t kFirstBuffer = 1024;
constexpr std::size_t kLargestBuffer = 1024UL * 1024; // a group may have many members

std::string userName(std::uint32_t id)
{
    for (std::vector<char> buffer(kFirstBuffer); buffer.size() <= kLargestBuffer;
         buffer.resize(buffer.size() * 2)) {
        passwd entry{};
        passwd* found = nullptr;
        if (::getpwuid_r(id, &entry, buffer.data(), buffer.size(), &found) != ERANGE) {
            return found != nullptr ? found->pw_name : "";
        }
    }
    return {};
}

std::string groupName(std::uint32_t id)
{
    for (std::vector<char> buffer(kFirstBuffer); buffer.size() <= kLargestBuffer;
         buffer.resize(buffer.size() * 2)) {
        ::group entry{};
        ::group* found = nullptr;
        if (::getgrgid_r(id, &entry, buffer.data(), buffer.size(), &found) != ERANGE) {
            return found != nullptr ? found->gr_name : "";
        }
    }
    return {};
}

} // namespace

const std::string& AccountNames::user(std::uint32_t id)
{
    const auto known = m_users.find(id);
    return known != m_users.end() ? known->second : m_users.emplace(id, userName(id)).first->second;
}

const std::string& AccountNames::group(std::uint32_t id)
{
    const auto known = m_groups.find(id);
    return known != m_groups.end() ? known->second
                                   : m_groups.emplace(id, groupName(id)).first->second;
}

} // namespace tw
