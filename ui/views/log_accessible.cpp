#include "ui/views/log_accessible.h"

#include "ui/models/log_search.h"
#include "ui/views/log_offer_accessible.h"
#include "ui/views/log_view.h"

#include <algorithm>

namespace tw {
namespace {

QAccessibleInterface* makeInterface(const QString& /*className*/, QObject* object)
{
    auto* view = qobject_cast<LogView*>(object);
    // Qt's registry of interfaces owns it.
    return view == nullptr ? nullptr : std::make_unique<LogAccessible>(view).release();
}

} // namespace

LogAccessible::LogAccessible(LogView* view) : QAccessibleWidget(view, QAccessible::EditableText) {}

LogAccessible::~LogAccessible()
{
    for (const auto& [offer, id] : m_links)
        QAccessible::deleteAccessibleInterface(id);
}

std::vector<LogAccessible::Offer> LogAccessible::offers() const
{
    std::vector<Offer> all;
    for (const auto& [stop, offer] : view().model().offers().all()) {
        for (const SurvivorAction action : offer.actions)
            all.emplace_back(stop, action);
    }
    return all;
}

QAccessibleInterface* LogAccessible::linkOf(const Offer& offer) const
{
    auto known = m_links.find(offer);
    if (known == m_links.end()) {
        // Qt's registry of interfaces owns it.
        auto* link
            = std::make_unique<LogOfferAccessible>(view(), offer.first, offer.second).release();
        known = m_links.emplace(offer, QAccessible::registerAccessibleInterface(link)).first;
    }
    return QAccessible::accessibleInterface(known->second);
}

QAccessibleInterface* LogAccessible::child(int index) const
{
    const int widgets = QAccessibleWidget::childCount();
    if (index < widgets)
        return QAccessibleWidget::child(index);
    const auto all = offers();
    const auto at = static_cast<std::size_t>(index - widgets);
    return at < all.size() ? linkOf(all[at]) : nullptr;
}

int LogAccessible::childCount() const
{
    return QAccessibleWidget::childCount() + static_cast<int>(offers().size());
}

int LogAccessible::indexOfChild(const QAccessibleInterface* child) const
{
    const auto all = offers();
    for (std::size_t at = 0; at < all.size(); ++at) {
        if (linkOf(all[at]) == child)
            return QAccessibleWidget::childCount() + static_cast<int>(at);
    }
    return QAccessibleWidget::indexOfChild(child);
}

void* LogAccessible::interface_cast(QAccessible::InterfaceType type)
{
    if (type == QAccessible::TextInterface)
        return static_cast<QAccessibleTextInterface*>(this);
    return QAccessibleWidget::interface_cast(type);
}

QAccessible::State LogAccessible::state() const
{
    QAccessible::State state = QAccessibleWidget::state();
    state.readOnly = true;
    state.multiLine = true;
    state.selectableText = true;
    return state;
}

QString LogAccessible::text(QAccessible::Text kind) const
{
    return kind == QAccessible::Value ? spokenText() : QAccessibleWidget::text(kind);
}

LogView& LogAccessible::view() const
{
    return *static_cast<LogView*>(widget());
}

LogAccessible::Rows LogAccessible::spokenRows() const
{
    const LogView& log = view();
    const std::uint64_t all = log.model().rowCount();
    const std::uint64_t end
        = log.isFollowing() ? all : std::min(log.topRow() + log.visibleRowCount(), all);
    return {end > kMostRows ? end - kMostRows : 0, end};
}

QString LogAccessible::spokenText() const
{
    const Rows rows = spokenRows();
    QString text;
    for (std::uint64_t row = rows.first; row < rows.end; ++row)
        text += spokenRow(view(), row) + u'\n';
    return text;
}

std::uint64_t LogAccessible::rowAtOffset(int offset) const
{
    const QString before = spokenText().left(offset);
    const Rows rows = spokenRows();
    const auto row = rows.first + static_cast<std::uint64_t>(before.count(u'\n'));
    return std::min(row, rows.end == 0 ? 0 : rows.end - 1);
}

void LogAccessible::selection(int /*selectionIndex*/, int* startOffset, int* endOffset) const
{
    *startOffset = 0;
    *endOffset = 0;
}

// Rows are selected, not characters: a selection of characters cannot be given.
void LogAccessible::addSelection(int /*startOffset*/, int /*endOffset*/) {}

void LogAccessible::removeSelection(int /*selectionIndex*/) {}

void LogAccessible::setSelection(int /*selectionIndex*/, int /*startOffset*/, int /*endOffset*/) {}

int LogAccessible::cursorPosition() const
{
    const Rows rows = spokenRows();
    const std::uint64_t current = view().selection().current().value_or(rows.end);
    int offset = 0;
    for (std::uint64_t row = rows.first; row < std::min(current, rows.end); ++row)
        offset += static_cast<int>(spokenRow(view(), row).size()) + 1;
    return offset;
}

void LogAccessible::setCursorPosition(int position)
{
    view().goToRow(rowAtOffset(position));
}

QString LogAccessible::text(int startOffset, int endOffset) const
{
    const QString all = spokenText();
    const qsizetype end = endOffset < 0 ? all.size() : endOffset;
    return all.mid(startOffset, end - startOffset);
}

int LogAccessible::characterCount() const
{
    return static_cast<int>(spokenText().size());
}

QRect LogAccessible::characterRect(int offset) const
{
    const QRect row = view().rowRect(rowAtOffset(offset));
    return {view().viewport()->mapToGlobal(row.topLeft()), row.size()};
}

int LogAccessible::offsetAtPoint(const QPoint& point) const
{
    const std::optional<std::uint64_t> wanted
        = view().rowAtHeight(view().viewport()->mapFromGlobal(point).y());
    const Rows rows = spokenRows();
    if (!wanted)
        return -1;
    int offset = 0;
    for (std::uint64_t row = rows.first; row < std::min(*wanted, rows.end); ++row)
        offset += static_cast<int>(spokenRow(view(), row).size()) + 1;
    return offset;
}

void LogAccessible::scrollToSubstring(int startIndex, int /*endIndex*/)
{
    view().goToRow(rowAtOffset(startIndex));
}

QString LogAccessible::attributes(int /*offset*/, int* startOffset, int* endOffset) const
{
    *startOffset = 0;
    *endOffset = characterCount();
    return {};
}

QString spokenRow(LogView& view, std::uint64_t row)
{
    LogModel& model = view.model();
    const LogRow content = model.row(row);
    if (content.record != nullptr) {
        const QString offered = content.offer == nullptr ? QString() : offersSuffix(*content.offer);
        return logTimeText(content.record->time) + u' ' + content.record->text + offered;
    }
    if (content.line == nullptr)
        return QStringLiteral("…");
    QString spoken = logTimeText(content.line->time) + u' ' + model.launchName(content.launch);
    if (content.line->stream == OutputStream::Stderr)
        spoken += QStringLiteral(" stderr");
    return spoken + u' ' + rowText(content).left(LogAccessible::kMostCharactersOfARow);
}

void installLogAccessible()
{
    QAccessible::installFactory(makeInterface);
}

void announceRecord(LogView& view, const QString& text)
{
    if (!QAccessible::isActive())
        return;
    const LogAccessible accessible(&view);
    const int end = accessible.characterCount();
    const int start = std::max(0, end - static_cast<int>(text.size()) - 1);
    QAccessibleTextInsertEvent event(&view, start, text);
    QAccessible::updateAccessibility(&event);
}

} // namespace tw
