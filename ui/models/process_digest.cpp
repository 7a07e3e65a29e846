#include "ui/models/process_digest.h"

#include "ui/models/process_text.h"

#include <cmath>

namespace tw {

namespace {

constexpr double kThousandths = 1000;

} // namespace

ProcessDigest::ProcessDigest(const ProcessTree& tree) : m_live(tree) {}

void ProcessDigest::reset(Time now)
{
    m_frozen.reset();
    m_frozenQuiet.reset();
    m_sums = {};
    m_families = {};
    m_kept.clear();
    m_quiet.reset(now);
}

ProcessDigest::Changes ProcessDigest::take(const std::vector<ProcessKey>& touched, Time now)
{
    Changes changes;
    for (const ProcessKey key : touched) {
        const Process& process = *tree().find(key);
        const bool isNew = !m_sums.isKnown(key);
        if (isNew) {
            m_families.add(key, parentOf(key));
        }
        count(process);
        changes.processes.insert(key);
        // An end that is not fresh any more may fold.
        if (isNew || (!process.isAlive() && !m_families.isFolded(key))) {
            changes.families.insert(parentOf(key));
        }
    }
    takeSums(changes);
    for (const ProcessKey parent : changes.families) {
        m_families.fold(tree(), m_sums, m_kept, parent, now);
    }
    return changes;
}

void ProcessDigest::takeSums(Changes& changes)
{
    for (const auto& [key, before, after] : m_sums.settle()) {
        changes.processes.insert(key);
        const bool livesOrNot = (before.alive == 0) != (after.alive == 0);
        if (livesOrNot || (before.matches == 0) != (after.matches == 0)) {
            changes.families.insert(parentOf(key));
        }
        if (livesOrNot && after.alive > 0) {
            m_families.unfold(*tree().find(key));
        }
    }
}

void ProcessDigest::setFilter(const QString& text)
{
    m_filter = text.trimmed();
    for (const auto& [id, launch] : tree().launches()) {
        for (const ProcessKey key : launch.members) {
            // What was born since it was frozen is counted when it is taken in.
            if (m_sums.isKnown(key)) {
                count(*tree().find(key));
            }
        }
    }
    (void)m_sums.settle();
}

bool ProcessDigest::matches(const Process& process) const
{
    return m_filter.isEmpty() || nameText(tree(), process).contains(m_filter, Qt::CaseInsensitive)
           || QString::number(process.pid.value).contains(m_filter)
           || commandText(process).contains(m_filter, Qt::CaseInsensitive);
}

std::unordered_set<ProcessKey> ProcessDigest::keep(const std::vector<ProcessKey>& keys)
{
    std::unordered_set<ProcessKey> families;
    for (const ProcessKey key : m_kept) {
        families.insert(parentOf(key));
    }
    m_kept = {keys.begin(), keys.end()};
    return families;
}

void ProcessDigest::freeze(bool frozen)
{
    if (frozen) {
        m_frozen = m_live;
        m_frozenQuiet = m_quiet;
    } else {
        m_frozen.reset();
        m_frozenQuiet.reset();
    }
}

void ProcessDigest::count(const Process& process)
{
    SubtreeSum own;
    if (process.isAlive()) {
        own.alive = 1;
        if (isSampled(process)) {
            own.cpu = std::llround(process.usage.cpuPercent * kThousandths);
            own.bytes = static_cast<std::int64_t>(process.usage.residentBytes);
            own.threads = process.usage.threads;
        }
    }
    own.matches = isFiltering() && matches(process) ? 1 : 0;
    m_sums.set(process.key, process.parent, own);
}

ProcessKey ProcessDigest::parentOf(ProcessKey key) const
{
    // A creator never changes; while frozen, more are born than the copy knows.
    return m_live.find(key)->parent.value_or(ProcessKey{});
}

} // namespace tw
