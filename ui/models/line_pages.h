#pragma once

#include "core/output/line.h"
#include "core/wire/message.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <list>
#include <optional>
#include <unordered_map>
#include <vector>

namespace tw {

/// Asks the agent for lines; they come back later, in order, through LinePages::receive().
using LinesPort = std::function<void(LaunchId launch, std::uint64_t first, std::uint32_t count)>;

/// The lines that were fetched from the agent, in pages, the least recently shown dropped first.
/// Knows how many lines each launch has and asks for no line that does not exist. Owned by the
/// log's model.
class LinePages
{
public:
    static constexpr std::uint32_t kPageLines = 256;
    /// Lines of this many bytes were cut by the agent.
    static constexpr std::size_t kLineLimit = LinesAnswer::kLineLimit;

    /// Who wants a line: what is only scanned must not push out what is on the screen.
    enum class Purpose
    {
        Show,
        Scan,
    };

    explicit LinePages(LinesPort port, std::size_t byteBudget = 48U << 20U);

    /// The launch has `count` lines now; those from `firstChanged` on are to be fetched again. Old
    /// text of a changed line stays until the new one is there.
    void setLineCount(LaunchId launch, std::uint64_t count, std::uint64_t firstChanged);

    /// The line, or nullptr where it is not here; asks for it where it is not here or has changed.
    /// Valid until the next call of any function that is not const.
    [[nodiscard]] const Line* find(LaunchId launch, std::uint64_t index, Purpose purpose);

    /// Whether the line is here and as the agent has it.
    [[nodiscard]] bool isCurrent(LaunchId launch, std::uint64_t index) const;

    /// Whether the agent was asked for the line and had none (its store's budget dropped it).
    [[nodiscard]] bool isMissing(LaunchId launch, std::uint64_t index) const;

    void receive(const LinesAnswer& answer);

    void clear();

    [[nodiscard]] std::size_t heldBytes() const { return m_heldBytes; }
    [[nodiscard]] std::size_t pageCount() const { return m_pages.size(); }

private:
    struct PageKey
    {
        LaunchId launch{};
        std::uint64_t page{0};

        bool operator==(const PageKey&) const = default;
    };
    struct PageKeyHash
    {
        std::size_t operator()(const PageKey& key) const noexcept;
    };
    struct Page
    {
        std::vector<Line> lines{};
        /// Lines of the page, from its first, that are as the agent has them.
        std::size_t current{0};
        std::size_t bytes{0};
        bool isAsked{false};
        bool isMissing{false};
        std::list<PageKey>::iterator age{};
    };
    using Pages = std::unordered_map<PageKey, Page, PageKeyHash>;

    [[nodiscard]] std::uint64_t lineCount(LaunchId launch) const;
    Page& pageFor(const PageKey& key, Purpose purpose);
    void ask(const PageKey& key, Page& page);
    std::optional<PageKey> takeAsked(const LinesAnswer& answer);
    void store(Page& page, const PageKey& key, const LinesAnswer& answer);
    void dropOldest(const PageKey& kept);

    LinesPort m_port;
    std::size_t m_byteBudget;
    std::size_t m_heldBytes{0};
    std::unordered_map<LaunchId, std::uint64_t> m_counts{};
    Pages m_pages{};
    /// Most recently shown first.
    std::list<PageKey> m_ages{};
    /// What was asked for and has not been answered, oldest first.
    std::deque<PageKey> m_asked{};
};

} // namespace tw
