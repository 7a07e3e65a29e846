#pragma once

#include "core/control/process_condition.h"
#include "core/control/signal_sender.h"
#include "core/tree/process_tree.h"

#include <set>
#include <vector>

namespace tw {

/// Ctrl+Z for whole trees: stops every process in them and continues those that it stopped; who was
/// stopped already stays as it was. SIGTSTP first, so that a full-screen program can put its
/// terminal in order; SIGSTOP to whoever goes on: it has no effect on groups that nobody controls
/// (a daemon's, a session's of its own), and shells ignore it.
///
/// Passive: its owner, on the loop's thread, asks isPaused() again after a moment. Parents are
/// stopped first: a shell must not see its job stop while it runs itself.
class TreePause
{
public:
    /// All of it outlives the pause.
    TreePause(const ProcessTree& tree, SignalSender& sender, ProcessInspector& inspector)
        : m_tree(tree)
        , m_sender(sender)
        , m_inspector(inspector)
    {}

    void begin(std::vector<ProcessKey> roots);

    /// True once none of them runs. Asks those that were born meanwhile.
    [[nodiscard]] bool isPaused();

    /// From now on nobody is asked: SIGSTOP to all that run.
    void force();

    /// Continues those that were paused, and forgets them.
    void resume();

private:
    /// True where one was found that runs.
    bool reachRunning();

    const ProcessTree& m_tree;
    SignalSender& m_sender;
    ProcessInspector& m_inspector;
    std::vector<ProcessKey> m_roots{};
    bool m_isForced{false};
    std::set<ProcessKey> m_asked{};
    std::set<ProcessKey> m_forced{};
    std::set<ProcessKey> m_refused{};
};

} // namespace tw
