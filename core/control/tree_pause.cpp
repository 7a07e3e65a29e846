#include "core/control/tree_pause.h"

#include <csignal>
#include <string_view>
#include <utility>

namespace tw {

namespace {

bool isRunning(const ProcessCondition& condition)
{
    return std::string_view{"TtZX"}.find(condition.state) == std::string_view::npos;
}

} // namespace

void TreePause::begin(std::vector<ProcessKey> roots)
{
    m_roots = std::move(roots);
    m_isForced = false;
    reachRunning();
}

bool TreePause::isPaused()
{
    return !reachRunning();
}

void TreePause::force()
{
    m_isForced = true;
    reachRunning();
}

bool TreePause::reachRunning()
{
    bool found = false;
    for (const ProcessKey root : m_roots) {
        for (const ProcessKey key : m_tree.liveSubtree(root)) {
            const auto condition = m_inspector.inspect(key);
            if (!condition || !isRunning(*condition)) {
                continue;
            }
            const bool isForced = m_isForced || hasSignal(condition->ignored, {SIGTSTP});
            const SignalNumber signal{isForced ? SIGSTOP : SIGTSTP};
            const bool isNew = (isForced ? m_forced : m_asked).insert(key).second;
            if (isNew && m_sender.send(key, signal).result == StepResult::Refused) {
                m_refused.insert(key);
            }
            // Whom we may not signal goes on, and is not waited for.
            found = found || !m_refused.contains(key);
        }
    }
    return found;
}

void TreePause::resume()
{
    std::set<ProcessKey> paused = std::exchange(m_asked, {});
    paused.merge(m_forced);
    m_forced.clear();
    m_refused.clear();
    for (const ProcessKey key : paused) {
        const Process* process = m_tree.find(key);
        if (process != nullptr && process->isAlive()) {
            m_sender.send(key, {SIGCONT});
        }
    }
}

} // namespace tw
