#include "ui/models/process_rows.h"

#include <algorithm>

namespace tw {

namespace {

auto at(std::vector<ProcessRow*>& rows, std::size_t place)
{
    return rows.begin() + static_cast<std::ptrdiff_t>(place);
}

} // namespace

ProcessRow* ProcessRows::find(RowId id) const
{
    const auto found = m_rows.find(id);
    return found == m_rows.end() ? nullptr : found->second.get();
}

std::vector<ProcessRow*> ProcessRows::all()
{
    std::vector<ProcessRow*> rows{&m_root};
    for (std::size_t next = 0; next < rows.size(); ++next) {
        const auto& children = rows[next]->children;
        rows.insert(rows.end(), children.begin(), children.end());
    }
    rows.erase(rows.begin());
    return rows;
}

std::vector<ProcessRow*>
ProcessRows::insert(ProcessRow& parent, std::size_t place, const std::vector<RowId>& ids)
{
    std::vector<ProcessRow*> made;
    made.reserve(ids.size());
    for (const RowId id : ids) {
        auto row = std::make_unique<ProcessRow>();
        row->id = id;
        row->parent = &parent;
        made.push_back(row.get());
        m_rows[id] = std::move(row);
    }
    parent.children.insert(at(parent.children, place), made.begin(), made.end());
    number(parent, place);
    return made;
}

void ProcessRows::remove(ProcessRow& parent, std::size_t first, std::size_t count)
{
    std::vector<ProcessRow*> gone(at(parent.children, first), at(parent.children, first + count));
    parent.children.erase(at(parent.children, first), at(parent.children, first + count));
    number(parent, first);
    while (!gone.empty()) {
        const ProcessRow* row = gone.back();
        gone.pop_back();
        gone.insert(gone.end(), row->children.begin(), row->children.end());
        m_rows.erase(RowId{row->id});
    }
}

void ProcessRows::reorder(ProcessRow& parent)
{
    std::sort(parent.children.begin(),
              parent.children.end(),
              [](const ProcessRow* left, const ProcessRow* right) {
                  return left->wanted < right->wanted;
              });
    number(parent, 0);
}

void ProcessRows::clear()
{
    m_root.children.clear();
    m_rows.clear();
}

void ProcessRows::number(ProcessRow& parent, std::size_t from)
{
    for (std::size_t place = from; place < parent.children.size(); ++place) {
        parent.children[place]->place = static_cast<int>(place);
    }
}

} // namespace tw
