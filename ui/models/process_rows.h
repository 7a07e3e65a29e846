#pragma once

#include "core/base/process_key.h"

#include <compare>
#include <cstddef>
#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

namespace tw {

/// What a row is about: a process, or the many ended children of one.
struct RowId
{
    ProcessKey key{};
    bool folded{false};

    auto operator<=>(const RowId&) const = default;
};

} // namespace tw

template <>
struct std::hash<tw::RowId>
{
    std::size_t operator()(tw::RowId id) const noexcept
    {
        return std::hash<std::uint64_t>{}(id.key.value * 2 + (id.folded ? 1 : 0));
    }
};

namespace tw {

/// One row of the tree. Stays where it is in memory as long as it is a row.
struct ProcessRow
{
    RowId id{};
    /// The root of all rows for a launch.
    ProcessRow* parent{nullptr};
    int place{0};
    std::vector<ProcessRow*> children{};
    /// Whether a person sees its children, as far as the view has told.
    bool open{false};
    /// Of a folded row: its children have rows.
    bool fetched{false};
    /// Which of the wanted it is; for sync alone.
    int wanted{-1};
};

/// All rows, by what they are about. Kept flat: a tree thousands deep must not cost stack.
class ProcessRows
{
public:
    ProcessRows() { m_root.fetched = true; }
    ProcessRows(const ProcessRows&) = delete;
    ProcessRows& operator=(const ProcessRows&) = delete;
    ~ProcessRows() = default;

    [[nodiscard]] ProcessRow& root() { return m_root; }
    [[nodiscard]] const ProcessRow& root() const { return m_root; }
    [[nodiscard]] ProcessRow* find(RowId id) const;
    [[nodiscard]] std::size_t size() const { return m_rows.size(); }
    /// Parents before children.
    [[nodiscard]] std::vector<ProcessRow*> all();

    /// Makes rows below `parent`, so that the first of them is at `place`.
    std::vector<ProcessRow*>
    insert(ProcessRow& parent, std::size_t place, const std::vector<RowId>& ids);
    /// Removes rows and everything below them.
    void remove(ProcessRow& parent, std::size_t first, std::size_t count);
    /// In the order of `wanted`.
    static void reorder(ProcessRow& parent);
    void clear();

private:
    static void number(ProcessRow& parent, std::size_t from);

    ProcessRow m_root{};
    std::unordered_map<RowId, std::unique_ptr<ProcessRow>> m_rows{};
};

} // namespace tw
