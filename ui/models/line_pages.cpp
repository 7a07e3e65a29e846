#include "ui/models/line_pages.h"

#include <algorithm>

namespace tw {

LinePages::LinePages(LinesPort port, std::size_t byteBudget)
    : m_port(std::move(port))
    , m_byteBudget(byteBudget)
{}

std::size_t LinePages::PageKeyHash::operator()(const PageKey& key) const noexcept
{
    return std::hash<std::uint64_t>{}(key.launch.value * 0x9e3779b97f4a7c15U + key.page);
}

void LinePages::setLineCount(LaunchId launch, std::uint64_t count, std::uint64_t firstChanged)
{
    const std::uint64_t known = lineCount(launch);
    m_counts[launch] = std::max(known, count);
    // Few lines change at a time: those of the last page, or of the last two.
    for (std::uint64_t page = firstChanged / kPageLines; page * kPageLines < known; ++page) {
        const auto found = m_pages.find({launch, page});
        if (found == m_pages.end())
            continue;
        const std::uint64_t start = page * kPageLines;
        const std::uint64_t kept = firstChanged > start ? firstChanged - start : 0;
        found->second.current = std::min<std::size_t>(found->second.current, kept);
        found->second.isMissing = false;
    }
    const auto last = m_pages.find({launch, known / kPageLines});
    if (count > known && last != m_pages.end())
        last->second.isMissing = false;
}

const Line* LinePages::find(LaunchId launch, std::uint64_t index, Purpose purpose)
{
    if (index >= lineCount(launch))
        return nullptr;
    const PageKey key{launch, index / kPageLines};
    Page& page = pageFor(key, purpose);
    const auto offset = static_cast<std::size_t>(index % kPageLines);
    if (offset >= page.current && !page.isAsked && !page.isMissing)
        ask(key, page);
    return offset < page.lines.size() ? &page.lines[offset] : nullptr;
}

bool LinePages::isCurrent(LaunchId launch, std::uint64_t index) const
{
    const auto found = m_pages.find({launch, index / kPageLines});
    return found != m_pages.end() && index % kPageLines < found->second.current;
}

bool LinePages::isMissing(LaunchId launch, std::uint64_t index) const
{
    const auto found = m_pages.find({launch, index / kPageLines});
    return found != m_pages.end() && found->second.isMissing
           && index % kPageLines >= found->second.current;
}

void LinePages::receive(const LinesAnswer& answer)
{
    const std::optional<PageKey> key = takeAsked(answer);
    if (!key)
        return;
    const auto found = m_pages.find(*key);
    if (found == m_pages.end())
        return;
    found->second.isAsked = false;
    store(found->second, *key, answer);
    dropOldest(*key);
}

void LinePages::clear()
{
    m_counts.clear();
    m_pages.clear();
    m_ages.clear();
    m_asked.clear();
    m_heldBytes = 0;
}

std::uint64_t LinePages::lineCount(LaunchId launch) const
{
    const auto found = m_counts.find(launch);
    return found == m_counts.end() ? 0 : found->second;
}

LinePages::Page& LinePages::pageFor(const PageKey& key, Purpose purpose)
{
    const auto found = m_pages.find(key);
    if (found != m_pages.end()) {
        if (purpose == Purpose::Show)
            m_ages.splice(m_ages.begin(), m_ages, found->second.age);
        return found->second;
    }
    Page& page = m_pages[key];
    page.age = m_ages.insert(purpose == Purpose::Show ? m_ages.begin() : m_ages.end(), key);
    return page;
}

void LinePages::ask(const PageKey& key, Page& page)
{
    const std::uint64_t first = key.page * kPageLines + page.current;
    const std::uint64_t end = std::min(lineCount(key.launch), (key.page + 1) * kPageLines);
    page.isAsked = true;
    m_asked.push_back(key);
    m_port(key.launch, first, static_cast<std::uint32_t>(end - first));
}

std::optional<LinePages::PageKey> LinePages::takeAsked(const LinesAnswer& answer)
{
    // An answer without lines does not say which lines it lacks: answers keep the order of the
    // questions, so it belongs to the oldest question about that launch.
    const auto matches = [&answer](const PageKey& key) {
        return key.launch == answer.launch
               && (answer.lines.empty() || key.page == answer.lines.front().index / kPageLines);
    };
    const auto found = std::find_if(m_asked.begin(), m_asked.end(), matches);
    if (found == m_asked.end())
        return std::nullopt;
    const PageKey key = *found;
    m_asked.erase(found);
    return key;
}

void LinePages::store(Page& page, const PageKey& key, const LinesAnswer& answer)
{
    const std::uint64_t start = key.page * kPageLines;
    for (const Line& line : answer.lines) {
        if (line.index < start || line.index - start >= kPageLines)
            break;
        const auto offset = static_cast<std::size_t>(line.index - start);
        if (offset > page.current)
            break;
        if (offset < page.lines.size())
            page.lines[offset] = line;
        else
            page.lines.push_back(line);
        page.current = std::max(page.current, offset + 1);
    }
    page.isMissing = answer.lines.empty();
    m_heldBytes -= page.bytes;
    page.bytes = 0;
    for (const Line& line : page.lines)
        page.bytes += sizeof(Line) + line.bytes.size();
    m_heldBytes += page.bytes;
}

void LinePages::dropOldest(const PageKey& kept)
{
    // Neither what has just come, which somebody is about to read, nor what was asked for.
    auto age = m_ages.end();
    while (m_heldBytes > m_byteBudget && age != m_ages.begin()) {
        --age;
        const auto found = m_pages.find(*age);
        if (*age == kept || found->second.isAsked)
            continue;
        m_heldBytes -= found->second.bytes;
        m_pages.erase(found);
        age = m_ages.erase(age);
    }
}

} // namespace tw
