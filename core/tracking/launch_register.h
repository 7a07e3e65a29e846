#pragma once

#include "core/base/process_key.h"
#include "core/kernel/proc_stat.h"
#include "core/tracking/member_table.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace tw {

/// The launches of this session, and which of them a process belongs to whose creator is not known:
/// because it was cloned as its own sibling (CLONE_PARENT), or re-parented before anybody looked.
class LaunchRegister
{
public:
    /// `cookie` is the value of TREEWARDEN_LAUNCH in its environment, unlike any other; `cgroup`
    /// the path of the one made for it, with a name unlike any other. Both may be empty.
    LaunchId add(ProcessKey root, const std::string& cookie, const std::string& cgroup = {});

    /// Paths of the cgroups of launches that have members.
    [[nodiscard]] std::vector<std::string> cgroups(const MemberTable& members) const;

    /// A tree that is only watched: nothing of it ever becomes ours, so what is ours is none of it.
    LaunchId addAttached(ProcessKey root);
    [[nodiscard]] bool isAttached(LaunchId launch) const { return m_attached.contains(launch); }
    [[nodiscard]] bool hasAttached() const { return !m_attached.empty(); }

    /// A child of ours that belongs to no launch, and whose owner waits for it.
    void spare(Pid pid) { m_spared.insert(pid); }
    [[nodiscard]] bool isSpared(Pid pid) const { return m_spared.contains(pid); }

    /// Lets go of spared children that their owners have waited for.
    void forgetReaped();

    /// The only launch of ours that has members; absent where none or several have.
    [[nodiscard]] std::optional<LaunchId> onlyLaunch(const MemberTable& members) const;

    [[nodiscard]] ProcessKey rootOf(LaunchId launch) const { return m_roots.at(launch); }

    /// The member that `stranger`, a child of ours, belongs under. Of the launch whose cgroup it is
    /// in, which nobody enters by chance: the leader of its group or session, else the root.
    /// Without a cgroup: that leader, else the root of the launch in its environment, else of the
    /// only launch that has members.
    [[nodiscard]] std::optional<ProcessKey> findCreator(const ProcStat& stranger,
                                                        MemberTable& members) const;

private:
    struct LaunchCgroup
    {
        std::string path{};
        std::string name{};
    };

    [[nodiscard]] std::optional<LaunchId> launchByCgroup(Pid stranger) const;

    std::map<LaunchId, ProcessKey> m_roots{};
    std::unordered_map<std::string, LaunchId> m_byCookie{};
    std::map<LaunchId, LaunchCgroup> m_cgroups{};
    std::unordered_set<Pid> m_spared{};
    std::set<LaunchId> m_attached{};
};

} // namespace tw
