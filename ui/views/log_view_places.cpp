// What stands where in LogView, and what a click there does.

#include "ui/models/signal_words.h"
#include "ui/models/visible_text.h"
#include "ui/views/log_menu.h"
#include "ui/views/log_view.h"

#include <QScrollBar>

#include <algorithm>

namespace tw {
namespace {

bool holds(const TextRange& range, qsizetype character)
{
    return character >= range.start && character < range.start + range.length;
}

} // namespace

std::optional<LogView::Place> LogView::placeAt(const QPoint& position) const
{
    const std::optional<std::uint64_t> row = rowAtHeight(position.y());
    const int x = position.x() - m_geometry.textLeft;
    if (!row || x < 0 || !rowRect(*row).contains(position))
        return std::nullopt;
    const LogRowPainter painter(font(), m_columns, m_colors);
    Place place;
    place.row = m_model.row(*row);
    place.styled = painter.style(place.row, {}, viewport()->width());
    place.character
        = painter.characterAt(place.row, place.styled, x + horizontalScrollBar()->value());
    return place;
}

std::optional<SourceLink> LogView::linkAt(const QPoint& position) const
{
    const std::optional<Place> place = placeAt(position);
    if (!place || !place->styled.link || !holds(place->styled.link->range, place->character))
        return std::nullopt;
    return place->styled.link;
}

std::optional<OfferLink> LogView::offerAt(const QPoint& position) const
{
    const std::optional<Place> place = placeAt(position);
    if (!place)
        return std::nullopt;
    const auto& offers = place->styled.offers;
    const auto found = std::find_if(offers.begin(), offers.end(), [&place](const OfferLink& offer) {
        return holds(offer.range, place->character);
    });
    return found == offers.end() ? std::nullopt : std::optional(*found);
}

bool LogView::takeOfferAt(const QPoint& position)
{
    const std::optional<OfferLink> offer = offerAt(position);
    if (!offer)
        return false;
    takeOffer(placeAt(position)->row.record->stop, offer->action);
    return true;
}

void LogView::takeOffer(StopId stop, SurvivorAction action)
{
    if (const SurvivorOffer* offer = m_model.offers().find(stop))
        Q_EMIT survivorsChosen(action, std::vector<ProcessKey>(offer->survivors));
}

const SurvivorOffer* LogView::currentOffer() const
{
    const std::optional<std::uint64_t> current = m_selection.current();
    return current && *current < m_model.rowCount() ? m_model.row(*current).offer : nullptr;
}

QString LogView::toolTipAt(const QPoint& position) const
{
    const std::optional<std::uint64_t> row = rowAtHeight(position.y());
    if (!row || !rowRect(*row).contains(position))
        return {};
    if (const std::optional<SourceLink> link = linkAt(position))
        return plainToolTip(
            tr("%1:%2 (Ctrl+click opens it)").arg(link->file, QString::number(link->line)));
    const LogRow content = m_model.row(*row);
    if (const std::optional<OfferLink> offer = offerAt(position))
        return offerText(m_model.tree(), *content.offer, offer->action);
    if (content.record != nullptr)
        return QStringLiteral("<qt>%1</qt>").arg(content.record->text.toHtmlEscaped());
    if (content.line == nullptr)
        return {};
    return tr("%1 · %2, line %3")
        .arg(m_model.launchName(content.launch), QLatin1String(streamName(content.line->stream)))
        .arg(content.line->number);
}

void LogView::openLinkAt(const QPoint& position)
{
    if (const std::optional<SourceLink> link = linkAt(position))
        Q_EMIT sourceRequested(link->file, link->line);
}

void LogView::showCurrentMenu()
{
    const QRect row = rowRect(m_selection.current().value_or(topRow()));
    showLogMenu(*this, viewport()->mapToGlobal(QPoint(m_geometry.textLeft, row.bottom())));
}

} // namespace tw
