#pragma once

#include "core/base/process_key.h"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <unordered_map>
#include <vector>

namespace tw {

/// What a process counts for, or it and everything below it together. Whole numbers: sums that are
/// kept by adding differences must not drift.
struct SubtreeSum
{
    std::int64_t alive{0};
    /// Thousandths of a per cent of one core.
    std::int64_t cpu{0};
    std::int64_t bytes{0};
    std::int64_t threads{0};
    /// How many match the filter.
    std::int64_t matches{0};

    bool operator==(const SubtreeSum&) const = default;
    SubtreeSum& operator+=(const SubtreeSum& other);
    SubtreeSum& operator-=(const SubtreeSum& other);
};

/// The sums over every subtree. A change is carried up once a turn, together with all others, so
/// that a busy tree costs a step for each of its processes and not one for each event and ancestor.
class SubtreeSums
{
public:
    struct Change
    {
        ProcessKey key{};
        SubtreeSum before{};
        SubtreeSum after{};
    };

    /// What `key` itself counts for from now on. A parent must be known before its children.
    void set(ProcessKey key, std::optional<ProcessKey> parent, const SubtreeSum& own);

    /// Carries all that was set since the last call up to the roots; tells whose sums changed.
    [[nodiscard]] std::vector<Change> settle();

    /// With everything below it, as of the last settle(); nothing where it is unknown.
    [[nodiscard]] const SubtreeSum& of(ProcessKey key) const;
    [[nodiscard]] bool isKnown(ProcessKey key) const { return m_entries.contains(key); }
    [[nodiscard]] std::size_t size() const { return m_entries.size(); }

private:
    struct Entry
    {
        std::optional<ProcessKey> parent{};
        SubtreeSum own{};
        SubtreeSum sum{};
    };

    std::unordered_map<ProcessKey, Entry> m_entries{};
    /// Latest birth first: what comes from all children of a process is added up before it.
    std::map<ProcessKey, SubtreeSum, std::greater<>> m_pending{};
};

} // namespace tw
