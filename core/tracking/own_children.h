#pragma once

#include "core/base/result.h"
#include "core/kernel/event_loop.h"
#include "core/kernel/process_handles.h"
#include "core/kernel/signal_fd.h"
#include "core/tracking/due_call.h"
#include "core/tracking/tree_recorder.h"

#include <functional>
#include <optional>
#include <vector>

namespace tw {

/// Our own children, as wait(2) tells of them: stops of roots, and ends, so that none of those that
/// came to us stays a zombie. SIGCHLD makes it prompt; a thread of somebody else's that does not
/// block it may take it away, so while there are members it also looks now and then. Owned by the
/// Tracker.
class OwnChildren
{
public:
    /// `announceEnds` publishes the ends that the recorder suspects.
    OwnChildren(EventLoop& loop,
                ProcessHandles& handles,
                TreeRecorder& recorder,
                std::function<void()> announceEnds);
    OwnChildren(const OwnChildren&) = delete;
    OwnChildren& operator=(const OwnChildren&) = delete;
    ~OwnChildren();

    /// Blocks SIGCHLD, and watches for it.
    [[nodiscard]] Result<void> start();

    void addRoot(ProcessKey key);
    void remove(ProcessKey key) { std::erase(m_roots, key); }

    /// Announces the ends of members, and reaps whatever else became our child.
    void reapAll();

    /// Called with a signal that stopped the root of a launch.
    std::function<void(ProcessKey, SignalNumber)> onRootStopped{};

private:
    void onChildSignal();
    void checkAgain();
    void checkRoots();

    EventLoop& m_loop;
    ProcessHandles& m_handles;
    TreeRecorder& m_recorder;
    std::function<void()> m_announceEnds;
    std::optional<SignalFd> m_childSignal{};
    std::vector<ProcessKey> m_roots{};
    DueCall m_reap;
    DueCall m_again;
};

} // namespace tw
