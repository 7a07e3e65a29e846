#include "core/control/watched_set.h"

namespace tw {

WatchedSet::WatchedSet(const ProcessTree& tree, ProcessKey target, bool wholeTree)
    : m_tree(tree)
    , m_wholeTree(wholeTree)
{
    const auto all = wholeTree ? tree.subtree(target) : std::vector<ProcessKey>{target};
    m_lineage.insert(all.begin(), all.end());
    for (const ProcessKey key : all) {
        if (tree.find(key)->isAlive()) {
            m_live.insert(key);
        }
    }
}

bool WatchedSet::add(const Forked& born)
{
    if (!m_wholeTree || !m_lineage.contains(born.parent)) {
        return false;
    }
    m_lineage.insert(born.key);
    const Process* process = m_tree.find(born.key);
    return process != nullptr && process->isAlive() && m_live.insert(born.key).second;
}

} // namespace tw
