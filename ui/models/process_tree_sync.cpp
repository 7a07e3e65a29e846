// How the rows of ProcessTreeModel follow what is to be shown.

#include "ui/models/process_tree_model.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace tw {

namespace {

constexpr std::size_t kManyRows = 1000;
constexpr int kGapOfMany = 64;

} // namespace

void ProcessTreeModel::syncAll()
{
    Q_EMIT rowsAboutToSettle();
    std::vector<RowId> queue{{}};
    for (std::size_t next = 0; next < queue.size(); ++next) {
        ProcessRow* row = queue[next] == RowId{} ? &m_rows.root() : m_rows.find(queue[next]);
        if (row == nullptr) {
            continue;
        }
        sync(*row);
        for (const ProcessRow* child : row->children) {
            queue.push_back(child->id);
        }
    }
    // Whoever matches looks otherwise than whoever does not.
    const auto all = m_rows.all();
    emitChanged({all.begin(), all.end()}, ProcessColumn::Name, ProcessColumn::Command);
    Q_EMIT rowsSettled();
}

void ProcessTreeModel::sync(const std::unordered_set<ProcessKey>& families)
{
    if (families.empty()) {
        return;
    }
    Q_EMIT rowsAboutToSettle();
    for (const ProcessKey parent : families) {
        if (parent.value == 0) {
            sync(m_rows.root());
            continue;
        }
        // By what they are about: the first may remove the second.
        for (const bool folded : {false, true}) {
            if (ProcessRow* row = m_rows.find({parent, folded})) {
                sync(*row);
            }
        }
    }
    Q_EMIT rowsSettled();
}

void ProcessTreeModel::sync(ProcessRow& parent)
{
    if (parent.id.folded && !parent.fetched) {
        return;
    }
    const std::vector<RowId> wanted = m_shown.childrenOf(parent.id, now());
    const bool same = std::equal(wanted.begin(),
                                 wanted.end(),
                                 parent.children.begin(),
                                 parent.children.end(),
                                 [](RowId id, const ProcessRow* row) { return id == row->id; });
    if (same) {
        return;
    }
    for (ProcessRow* row : parent.children) {
        row->wanted = -1;
    }
    int place = 0;
    for (const RowId id : wanted) {
        ProcessRow* row = m_rows.find(id);
        if (row != nullptr && row->parent == &parent) {
            row->wanted = place;
        }
        ++place;
    }
    removeUnwanted(parent);
    reorder(parent);
    insertMissing(parent, wanted);
}

void ProcessTreeModel::removeUnwanted(ProcessRow& parent)
{
    for (std::size_t end = parent.children.size(); end > 0;) {
        if (parent.children[end - 1]->wanted >= 0) {
            --end;
            continue;
        }
        std::size_t first = end - 1;
        while (first > 0 && parent.children[first - 1]->wanted < 0) {
            --first;
        }
        beginRemoveRows(indexAt(parent, ProcessColumn::Name),
                        static_cast<int>(first),
                        static_cast<int>(end) - 1);
        m_rows.remove(parent, first, end - first);
        endRemoveRows();
        end = first;
    }
}

void ProcessTreeModel::reorder(ProcessRow& parent)
{
    const auto inOrder = [](const ProcessRow* left, const ProcessRow* right) {
        return left->wanted < right->wanted;
    };
    if (std::is_sorted(parent.children.begin(), parent.children.end(), inOrder)) {
        return;
    }
    const QList<QPersistentModelIndex> parents{indexAt(parent, ProcessColumn::Name)};
    Q_EMIT layoutAboutToBeChanged(parents, VerticalSortHint);
    ProcessRows::reorder(parent);
    QModelIndexList from;
    QModelIndexList to;
    for (const QModelIndex& index : persistentIndexList()) {
        const ProcessRow& row = rowAt(index);
        if (row.parent == &parent && row.place != index.row()) {
            from << index;
            to << indexAt(row, static_cast<ProcessColumn>(index.column()));
        }
    }
    changePersistentIndexList(from, to);
    Q_EMIT layoutChanged(parents, VerticalSortHint);
}

void ProcessTreeModel::insertMissing(ProcessRow& parent, const std::vector<RowId>& wanted)
{
    for (std::size_t first = 0; first < wanted.size();) {
        const auto isThere = [&](std::size_t place, RowId id) {
            return place < parent.children.size() && parent.children[place]->id == id;
        };
        std::size_t end = first;
        while (end < wanted.size() && !isThere(first, wanted[end])) {
            ++end;
        }
        if (end == first) {
            ++first;
            continue;
        }
        const std::vector<RowId> missing(wanted.begin() + static_cast<std::ptrdiff_t>(first),
                                         wanted.begin() + static_cast<std::ptrdiff_t>(end));
        // Below another parent until now (under a filter, or unfolded): it comes anew.
        for (const RowId id : missing) {
            if (const ProcessRow* row = m_rows.find(id)) {
                removeElsewhere(*row);
            }
        }
        beginInsertRows(indexAt(parent, ProcessColumn::Name),
                        static_cast<int>(first),
                        static_cast<int>(end) - 1);
        fill(m_rows.insert(parent, first, missing));
        endInsertRows();
        first = end;
    }
}

void ProcessTreeModel::removeElsewhere(const ProcessRow& row)
{
    ProcessRow& parent = *row.parent;
    const int place = row.place;
    beginRemoveRows(indexAt(parent, ProcessColumn::Name), place, place);
    m_rows.remove(parent, static_cast<std::size_t>(place), 1);
    endRemoveRows();
}

void ProcessTreeModel::fill(std::vector<ProcessRow*> rows)
{
    for (std::size_t next = 0; next < rows.size(); ++next) {
        ProcessRow& row = *rows[next];
        if (!row.id.folded) {
            const auto made = m_rows.insert(row, 0, m_shown.childrenOf(row.id, now()));
            rows.insert(rows.end(), made.begin(), made.end());
        }
    }
}

void ProcessTreeModel::emitChanged(const ProcessDigest::Changes& changes)
{
    std::vector<const ProcessRow*> rows;
    for (const ProcessKey key : changes.processes) {
        if (const ProcessRow* row = m_rows.find({key, false})) {
            rows.push_back(row);
        }
    }
    for (const ProcessKey key : changes.families) {
        if (const ProcessRow* row = m_rows.find({key, true})) {
            rows.push_back(row);
        }
    }
    emitChanged(std::move(rows), ProcessColumn::Name, ProcessColumn::Command);
}

void ProcessTreeModel::emitChanged(std::vector<const ProcessRow*> rows,
                                   ProcessColumn first,
                                   ProcessColumn last)
{
    const auto place = [](const ProcessRow* row) {
        return std::tuple{row->parent->id, row->place};
    };
    std::sort(rows.begin(), rows.end(), [&](const ProcessRow* left, const ProcessRow* right) {
        return place(left) < place(right);
    });
    // A view goes through all its rows for each range: of a large tree a few ranges with rows that
    // have not changed cost less than many without.
    const int gap = m_rows.size() < kManyRows ? 1 : kGapOfMany;
    for (auto from = rows.begin(); from != rows.end();) {
        auto to = from;
        while (std::next(to) != rows.end() && (*std::next(to))->parent == (*to)->parent
               && (*std::next(to))->place <= (*to)->place + gap) {
            ++to;
        }
        Q_EMIT dataChanged(indexAt(**from, first), indexAt(**to, last));
        from = std::next(to);
    }
}

} // namespace tw
