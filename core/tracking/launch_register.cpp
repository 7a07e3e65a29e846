#include "core/tracking/launch_register.h"

#include "core/kernel/proc_fs.h"

namespace tw {

LaunchId LaunchRegister::add(ProcessKey root, const std::string& cookie)
{
    const LaunchId launch{m_roots.size() + 1};
    m_roots.emplace(launch, root);
    if (!cookie.empty()) {
        m_byCookie.emplace(cookie, launch);
    }
    return launch;
}

void LaunchRegister::forgetReaped()
{
    // Each is looked at: that a scan does not list it is no proof.
    std::erase_if(m_spared, [](Pid pid) { return !readProcStat(pid); });
}

std::optional<ProcessKey> LaunchRegister::findCreator(const ProcStat& stranger,
                                                      MemberTable& members) const
{
    for (const Pid leader : {stranger.group, stranger.session}) {
        const Member* member = leader == stranger.pid ? nullptr : members.find(leader);
        if (member != nullptr) {
            return member->key;
        }
    }
    if (!m_byCookie.empty()) {
        const auto cookie = readVariable(stranger.pid, "TREEWARDEN_LAUNCH");
        const auto found = cookie ? m_byCookie.find(*cookie) : m_byCookie.end();
        if (found != m_byCookie.end()) {
            return m_roots.at(found->second);
        }
    }
    const auto only = members.onlyLaunch();
    return only ? std::optional{m_roots.at(*only)} : std::nullopt;
}

} // namespace tw
