#include "core/tracking/member_table.h"

#include <algorithm>
#include <utility>

namespace tw {

Member& MemberTable::add(Member member)
{
    m_keys[member.pid] = member.key;
    ++m_counts[member.launch];
    return m_members.insert_or_assign(member.key, std::move(member)).first->second;
}

void MemberTable::remove(ProcessKey key)
{
    const auto found = m_members.find(key);
    if (found == m_members.end()) {
        return;
    }
    const auto byPid = m_keys.find(found->second.pid);
    if (byPid != m_keys.end() && byPid->second == key) {
        m_keys.erase(byPid);
    }
    const auto count = m_counts.find(found->second.launch);
    if (--count->second == 0) {
        m_counts.erase(count);
    }
    m_members.erase(found);
}

Member* MemberTable::find(ProcessKey key)
{
    const auto found = m_members.find(key);
    return found == m_members.end() ? nullptr : &found->second;
}

Member* MemberTable::find(Pid pid)
{
    const auto found = m_keys.find(pid);
    return found == m_keys.end() ? nullptr : find(found->second);
}

std::vector<ProcessKey> MemberTable::keys() const
{
    std::vector<ProcessKey> keys;
    keys.reserve(m_members.size());
    for (const auto& [key, member] : m_members) {
        keys.push_back(key);
    }
    std::sort(keys.begin(), keys.end());
    return keys;
}

} // namespace tw
