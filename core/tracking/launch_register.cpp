#include "core/tracking/launch_register.h"

#include "core/kernel/proc_fs.h"

namespace tw {

LaunchId LaunchRegister::add(ProcessKey root, const std::string& cookie, const std::string& cgroup)
{
    const LaunchId launch{m_roots.size() + 1};
    m_roots.emplace(launch, root);
    if (!cookie.empty()) {
        m_byCookie.emplace(cookie, launch);
    }
    if (!cgroup.empty()) {
        m_cgroups[launch] = {cgroup, cgroup.substr(cgroup.rfind('/') + 1)};
    }
    return launch;
}

std::vector<std::string> LaunchRegister::cgroups(const MemberTable& members) const
{
    std::vector<std::string> paths;
    for (const auto& [launch, cgroup] : m_cgroups) {
        if (members.has(launch)) {
            paths.push_back(cgroup.path);
        }
    }
    return paths;
}

// The path may be seen from another place than ours was; the name is unlike any other.
std::optional<LaunchId> LaunchRegister::launchByCgroup(Pid stranger) const
{
    if (m_cgroups.empty()) {
        return std::nullopt;
    }
    const std::string path = readCgroupPath(stranger) + "/";
    for (const auto& [launch, cgroup] : m_cgroups) {
        if (path.find("/" + cgroup.name + "/") != std::string::npos) {
            return launch;
        }
    }
    return std::nullopt;
}

LaunchId LaunchRegister::addAttached(ProcessKey root)
{
    const LaunchId launch = add(root, {});
    m_attached.insert(launch);
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
    const auto proven = launchByCgroup(stranger.pid);
    for (const Pid leader : {stranger.group, stranger.session}) {
        const Member* member = leader == stranger.pid ? nullptr : members.find(leader);
        if (member != nullptr && !isAttached(member->launch)
            && (!proven || member->launch == *proven)) {
            return member->key;
        }
    }
    if (proven) {
        return m_roots.at(*proven);
    }
    if (!m_byCookie.empty()) {
        const auto cookie = readVariable(stranger.pid, "TREEWARDEN_LAUNCH");
        const auto found = cookie ? m_byCookie.find(*cookie) : m_byCookie.end();
        if (found != m_byCookie.end()) {
            return m_roots.at(found->second);
        }
    }
    const auto only = onlyLaunch(members);
    return only ? std::optional{m_roots.at(*only)} : std::nullopt;
}

std::optional<LaunchId> LaunchRegister::onlyLaunch(const MemberTable& members) const
{
    std::optional<LaunchId> only;
    for (const auto& [launch, root] : m_roots) {
        if (isAttached(launch) || !members.has(launch)) {
            continue;
        }
        if (only) {
            return std::nullopt;
        }
        only = launch;
    }
    return only;
}

} // namespace tw
