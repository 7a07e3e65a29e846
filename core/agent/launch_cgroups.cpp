#include "core/agent/launch_cgroups.h"

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <string_view>
#include <utility>

namespace tw {

namespace {

/// How long the kernel may take to let go of processes that have ended.
constexpr std::chrono::milliseconds kLetsGo{200};

bool isRefusedByEnvironment()
{
    const char* wanted = std::getenv("TREEWARDEN_CGROUP");
    return wanted != nullptr && std::string_view{wanted} == "none";
}

} // namespace

LaunchCgroups::LaunchCgroups(bool isAllowed) : m_isAllowed(isAllowed && !isRefusedByEnvironment())
{}

LaunchCgroups::~LaunchCgroups()
{
    for (auto& [root, kept] : m_kept) {
        // Where somebody is left in it on purpose there is nothing to wait for.
        if (kept.isEmpty) {
            (void)kept.cgroup.removeWithin(kLetsGo);
        }
    }
}

std::optional<Cgroup> LaunchCgroups::make()
{
    if (!m_isAllowed) {
        m_reason = "as asked for";
        return std::nullopt;
    }
    if (!std::exchange(m_hasSwept, true)) {
        removeStaleCgroups();
    }
    auto made = Cgroup::make();
    if (!made) {
        m_reason = "cannot " + made.error().message;
        return std::nullopt;
    }
    m_reason.clear();
    return std::move(*made);
}

void LaunchCgroups::keep(ProcessKey root, Cgroup cgroup)
{
    m_kept.emplace(root, Kept{std::move(cgroup)});
}

void LaunchCgroups::noteRefusal(int code)
{
    m_reason = "cannot "
               + systemError("start in the cgroup that was made: clone3", code).value().message;
}

void LaunchCgroups::retire(ProcessKey root, bool isEmpty)
{
    if (const auto found = m_kept.find(root); found != m_kept.end()) {
        found->second.isRetired = true;
        found->second.isEmpty = isEmpty;
        sweep();
    }
}

void LaunchCgroups::sweep()
{
    for (auto next = m_kept.begin(); next != m_kept.end();) {
        const bool isGone = next->second.isRetired && next->second.cgroup.remove().has_value();
        next = isGone ? m_kept.erase(next) : std::next(next);
    }
}

bool LaunchCgroups::isOnlyOne(ProcessKey root) const
{
    return std::all_of(m_kept.begin(), m_kept.end(), [root](const auto& entry) {
        return entry.first == root || entry.second.isRetired;
    });
}

const Cgroup* LaunchCgroups::find(ProcessKey root) const
{
    const auto found = m_kept.find(root);
    return found == m_kept.end() ? nullptr : &found->second.cgroup;
}

} // namespace tw
