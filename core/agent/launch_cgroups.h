#pragma once

#include "core/base/process_key.h"
#include "core/kernel/cgroup.h"

#include <map>
#include <optional>
#include <string>

namespace tw {

/// The cgroups of a session's launches, by the root of each; a launch goes without where none can
/// be made, which is no error. Removes each once its launch is over and nobody is left in it, at
/// the latest when the session goes. One whose processes are left alone on purpose stays until they
/// have ended; then the next session of this user removes it.
class LaunchCgroups
{
public:
    /// None are made where `isAllowed` is false or TREEWARDEN_CGROUP=none is in our environment.
    explicit LaunchCgroups(bool isAllowed);
    LaunchCgroups(const LaunchCgroups&) = delete;
    LaunchCgroups& operator=(const LaunchCgroups&) = delete;
    ~LaunchCgroups();

    /// A new one to start a command in. Absent where none can be made: see reason().
    [[nodiscard]] std::optional<Cgroup> make();

    /// Keeps the one that the root of a launch was born in.
    void keep(ProcessKey root, Cgroup cgroup);

    /// The kernel did not start a command in the one that was made for it.
    void noteRefusal(int code);

    /// The launch is over; `isEmpty` where nobody of it is known to live.
    void retire(ProcessKey root, bool isEmpty);

    /// Removes those retired that have become empty since.
    void sweep();

    /// nullptr where there is none.
    [[nodiscard]] const Cgroup* find(ProcessKey root) const;

    /// Whether no launch but that of `root` is running in one.
    [[nodiscard]] bool isOnlyOne(ProcessKey root) const;

    /// Why the last launch has none, in words for people; empty where it has.
    [[nodiscard]] const std::string& reason() const { return m_reason; }

private:
    struct Kept
    {
        Cgroup cgroup;
        bool isRetired{false};
        bool isEmpty{false};
    };

    std::map<ProcessKey, Kept> m_kept{};
    std::string m_reason{};
    bool m_isAllowed{true};
    bool m_hasSwept{false};
};

} // namespace tw
