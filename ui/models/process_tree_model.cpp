// What comes in. How rows follow is process_tree_sync.cpp, what stands in them
// process_tree_data.cpp.

#include "ui/models/process_tree_model.h"

#include <algorithm>
#include <utility>

namespace tw {

namespace {

// A view lays out all rows for each change of their number: of many, not at every turn.
constexpr std::size_t kManyProcesses = 1000;
constexpr std::chrono::milliseconds kRest{50};

} // namespace

ProcessTreeModel::ProcessTreeModel(const ProcessTree& tree, const Clock& clock, QObject* parent)
    : QAbstractItemModel(parent)
    , m_tree(tree)
    , m_clock(clock)
    , m_digest(tree)
{
    m_turn.setSingleShot(true);
    connect(&m_turn, &QTimer::timeout, this, &ProcessTreeModel::flush);
    reload();
}

void ProcessTreeModel::applyEvent(const Event& event)
{
    const auto* change = std::get_if<TreeEvent>(&event.body);
    if (change == nullptr) {
        return;
    }
    m_digest.noteQuiet(event.time, *change);
    if (const auto* launched = std::get_if<Launched>(change)) {
        m_born.push_back(launched->key);
    } else if (const auto* forked = std::get_if<Forked>(change)) {
        m_born.push_back(forked->key);
    } else if (const auto* sampled = std::get_if<Sampled>(change)) {
        for (const Sample& sample : sampled->samples) {
            touch(sample.key);
        }
    } else if (const auto* exited = std::get_if<Exited>(change)) {
        touchEnd(*exited);
    } else if (const auto* executed = std::get_if<Executed>(change)) {
        touch(executed->key);
    } else if (const auto* renamed = std::get_if<Renamed>(change)) {
        touch(renamed->key);
    } else if (const auto* masks = std::get_if<SignalsChanged>(change)) {
        touch(masks->key);
    } else if (const auto* reparented = std::get_if<Reparented>(change)) {
        touch(reparented->key);
    }
    flushLater();
}

void ProcessTreeModel::touchEnd(const Exited& event)
{
    touch(event.key);
    // Its children are orphans now, and what outlives a command is left over.
    const Process& process = *m_tree.find(event.key);
    const auto& affected = process.parent ? process.children : m_tree.find(process.launch)->members;
    for (const ProcessKey key : affected) {
        if (m_tree.find(key)->isAlive()) {
            touch(key);
        }
    }
}

void ProcessTreeModel::touch(ProcessKey key)
{
    // What was born since the last turn is to be taken in whole; a sample may be of a process that
    // was never told of.
    if (m_digest.sums().isKnown(key)) {
        m_touched.insert(key);
    }
}

void ProcessTreeModel::flushLater()
{
    if (!m_paused && !m_turn.isActive() && waitingCount() > 0) {
        const bool many = m_digest.sums().size() + m_born.size() >= kManyProcesses;
        m_turn.start(many ? kRest : std::chrono::milliseconds{0});
    }
}

void ProcessTreeModel::flush()
{
    m_turn.stop();
    if (m_paused || waitingCount() == 0) {
        return;
    }
    const auto born = std::exchange(m_born, {});
    auto keys = born;
    for (const ProcessKey key : born) {
        m_fresh.emplace_back(m_tree.find(key)->started + kFreshFor, key);
    }
    const auto touched = std::exchange(m_touched, {});
    keys.insert(keys.end(), touched.begin(), touched.end());
    for (const ProcessKey key : keys) {
        const Process& process = *m_tree.find(key);
        if (process.ended && *process.ended + kFreshFor > now()) {
            m_fresh.emplace_back(*process.ended + kFreshFor, key);
        }
    }
    auto changes = m_digest.take(keys, now());
    if (m_shown.isSorted()) {
        for (const ProcessKey key : changes.processes) {
            changes.families.insert(m_tree.find(key)->parent.value_or(ProcessKey{}));
        }
    }
    sync(changes.families);
    for (const ProcessKey key : born) {
        changes.processes.erase(key); // its row has just been made
    }
    emitChanged(changes);
}

void ProcessTreeModel::reload()
{
    beginResetModel();
    m_rows.clear();
    m_born.clear();
    m_touched.clear();
    m_fresh.clear();
    m_paused = false;
    m_shown.setFocus({});
    m_digest.reset(m_clock.now());
    std::vector<ProcessKey> keys;
    for (const auto& [id, launch] : m_tree.launches()) {
        keys.insert(keys.end(), launch.members.begin(), launch.members.end());
    }
    (void)m_digest.take(keys, m_clock.now());
    fill({&m_rows.root()});
    endResetModel();
    Q_EMIT shownChanged();
}

void ProcessTreeModel::refresh(const std::vector<ProcessKey>& shown)
{
    if (m_paused) {
        return;
    }
    std::vector<const ProcessRow*> live;
    for (const ProcessKey key : shown) {
        const ProcessRow* row = m_rows.find({key, false});
        if (row != nullptr && m_digest.tree().find(key)->isAlive()) {
            live.push_back(row);
        }
    }
    emitChanged(live, ProcessColumn::Elapsed, ProcessColumn::Elapsed);
    emitChanged(std::move(live), ProcessColumn::State, ProcessColumn::State);
    while (!m_fresh.empty() && m_fresh.front().first <= now()) {
        touch(m_fresh.front().second);
        m_fresh.pop_front();
    }
    flushLater();
}

void ProcessTreeModel::setFilterText(const QString& text)
{
    if (text.trimmed() != m_digest.filter()) {
        m_digest.setFilter(text);
        syncAll();
        Q_EMIT shownChanged();
    }
}

void ProcessTreeModel::setEndedShown(bool shown)
{
    if (shown != m_shown.isEndedShown()) {
        m_shown.setEndedShown(shown);
        syncAll();
        Q_EMIT shownChanged();
    }
}

void ProcessTreeModel::setFocus(std::optional<ProcessKey> focus)
{
    if (focus != m_shown.focus()) {
        m_shown.setFocus(focus);
        syncAll();
        Q_EMIT shownChanged();
    }
}

void ProcessTreeModel::setPaused(bool paused)
{
    if (paused == m_paused) {
        return;
    }
    flush();
    m_pausedAt = m_clock.now();
    m_paused = paused;
    m_digest.freeze(paused);
    flush();
    Q_EMIT shownChanged();
}

void ProcessTreeModel::keep(const std::vector<ProcessKey>& keys)
{
    const auto families = m_digest.keep(keys);
    if (m_paused) {
        return;
    }
    for (const ProcessKey parent : families) {
        for (const ProcessKey key : m_digest.families().of(parent).loose) {
            // The next turn may fold them.
            if (!m_tree.find(key)->isAlive()) {
                touch(key);
            }
        }
    }
    flushLater();
}

void ProcessTreeModel::setOpen(const QModelIndex& index, bool open)
{
    ProcessRow& row = rowAt(index);
    if (std::exchange(row.open, open) != open && !row.id.folded) {
        emitChanged({&row}, ProcessColumn::Cpu, ProcessColumn::Threads);
    }
}

QModelIndex ProcessTreeModel::reveal(ProcessKey key)
{
    flush();
    std::vector<ProcessKey> path;
    for (const Process* process = shownTree().find(key); process != nullptr;
         process = process->parent ? shownTree().find(*process->parent) : nullptr) {
        path.push_back(process->key);
    }
    std::reverse(path.begin(), path.end());
    for (const ProcessKey one : path) {
        const auto parent = shownTree().find(one)->parent;
        ProcessRow* folded = parent ? m_rows.find({*parent, true}) : nullptr;
        if (folded != nullptr && !folded->fetched && m_digest.families().isFolded(one)) {
            fetchMore(indexAt(*folded, ProcessColumn::Name));
        }
    }
    return indexOf(key, ProcessColumn::Name);
}

bool ProcessTreeModel::canFetchMore(const QModelIndex& parent) const
{
    const ProcessRow& row = rowAt(parent);
    return row.id.folded && !row.fetched;
}

void ProcessTreeModel::fetchMore(const QModelIndex& parent)
{
    if (canFetchMore(parent)) {
        ProcessRow& row = rowAt(parent);
        row.fetched = true;
        sync(row);
    }
}

void ProcessTreeModel::sort(int column, Qt::SortOrder order)
{
    const bool valid = column >= 0 && column < kProcessColumns;
    m_shown.setOrder(valid ? std::optional{static_cast<ProcessColumn>(column)} : std::nullopt,
                     order);
    syncAll();
}

} // namespace tw
