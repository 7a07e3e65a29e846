#include "ui/views/log_offer_accessible.h"

#include "ui/views/log_view.h"

namespace tw {

LogOfferAccessible::LogOfferAccessible(LogView& view, StopId stop, SurvivorAction action)
    : m_view(&view)
    , m_stop(stop)
    , m_action(action)
{}

const SurvivorOffer* LogOfferAccessible::offer() const
{
    return m_view == nullptr ? nullptr : m_view->model().offers().find(m_stop);
}

bool LogOfferAccessible::isValid() const
{
    return offer() != nullptr;
}

QWindow* LogOfferAccessible::window() const
{
    const QAccessibleInterface* log = parent();
    return log == nullptr ? nullptr : log->window();
}

QAccessibleInterface* LogOfferAccessible::parent() const
{
    return m_view == nullptr ? nullptr : QAccessible::queryAccessibleInterface(m_view);
}

QString LogOfferAccessible::text(QAccessible::Text kind) const
{
    const SurvivorOffer* offered = offer();
    if (kind != QAccessible::Name || offered == nullptr)
        return {};
    return offerText(m_view->model().tree(), *offered, m_action);
}

QRect LogOfferAccessible::rect() const
{
    const auto row = m_view == nullptr ? std::nullopt : m_view->model().rowOfStop(m_stop);
    if (!row)
        return {};
    const QRect area = m_view->rowRect(*row);
    return {m_view->viewport()->mapToGlobal(area.topLeft()), area.size()};
}

QAccessible::State LogOfferAccessible::state() const
{
    QAccessible::State state;
    state.invalid = !isValid();
    state.linked = true;
    return state;
}

void* LogOfferAccessible::interface_cast(QAccessible::InterfaceType type)
{
    return type == QAccessible::ActionInterface ? static_cast<QAccessibleActionInterface*>(this)
                                                : nullptr;
}

QStringList LogOfferAccessible::actionNames() const
{
    return {QAccessibleActionInterface::pressAction()};
}

void LogOfferAccessible::doAction(const QString& actionName)
{
    if (m_view != nullptr && actionName == QAccessibleActionInterface::pressAction())
        m_view->takeOffer(m_stop, m_action);
}

} // namespace tw
