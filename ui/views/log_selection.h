#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>

namespace tw {

/// The selected rows of the log: all from where the selection began to where it is now.
class LogSelection
{
public:
    struct Range
    {
        std::uint64_t first{0};
        /// Inclusive.
        std::uint64_t last{0};

        bool operator==(const Range&) const = default;
    };

    void clear() { m_current.reset(); }

    /// Selects `row` alone, or from where the selection began up to `row`.
    void moveTo(std::uint64_t row, bool extend)
    {
        if (!extend || !m_current)
            m_anchor = row;
        m_current = row;
    }

    void select(Range range)
    {
        m_anchor = range.first;
        m_current = range.last;
    }

    [[nodiscard]] std::optional<std::uint64_t> current() const { return m_current; }

    [[nodiscard]] std::optional<Range> range() const
    {
        if (!m_current)
            return std::nullopt;
        return Range{std::min(m_anchor, *m_current), std::max(m_anchor, *m_current)};
    }

    [[nodiscard]] bool contains(std::uint64_t row) const
    {
        const std::optional<Range> selected = range();
        return selected && row >= selected->first && row <= selected->last;
    }

private:
    std::uint64_t m_anchor{0};
    std::optional<std::uint64_t> m_current{};
};

} // namespace tw
