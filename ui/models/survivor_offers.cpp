#include "ui/models/survivor_offers.h"

#include "ui/models/signal_words.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <csignal>

namespace tw {

namespace {

/// Gives the free functions of this file a context for translators.
struct OfferText
{
    Q_DECLARE_TR_FUNCTIONS(tw::SurvivorOffers)
};

bool wasSent(const StopOutcome& outcome, int signal)
{
    return std::find(outcome.sent.begin(), outcome.sent.end(), SignalNumber{signal})
           != outcome.sent.end();
}

} // namespace

void SurvivorOffers::add(const StopOutcome& outcome, LaunchId launch)
{
    // Whoever survives SIGKILL survives everything.
    if (outcome.survivors.empty() || wasSent(outcome, SIGKILL)) {
        return;
    }
    SurvivorOffer offer;
    offer.stop = outcome.stop;
    offer.launch = launch;
    for (const Survivor& survivor : outcome.survivors) {
        offer.survivors.push_back(survivor.key);
    }
    if (!wasSent(outcome, SIGTERM)) {
        offer.actions.push_back(SurvivorAction::Terminate);
    }
    offer.actions.push_back(SurvivorAction::Kill);
    m_offers.insert_or_assign(outcome.stop, std::move(offer));
}

bool SurvivorOffers::onTreeEvent(const TreeEvent& event)
{
    const auto* ended = std::get_if<Exited>(&event);
    if (ended == nullptr) {
        return false;
    }
    for (auto& [stop, offer] : m_offers) {
        std::erase(offer.survivors, ended->key);
    }
    return std::erase_if(m_offers, [](const auto& each) { return each.second.survivors.empty(); })
           > 0;
}

const SurvivorOffer* SurvivorOffers::find(StopId stop) const
{
    const auto found = m_offers.find(stop);
    return found == m_offers.end() ? nullptr : &found->second;
}

QString actionText(SurvivorAction action)
{
    return action == SurvivorAction::Terminate ? OfferText::tr("Terminate") : OfferText::tr("Kill");
}

QString offerText(const ProcessTree& tree, const SurvivorOffer& offer, SurvivorAction action)
{
    const Process* only
        = offer.survivors.size() == 1 ? tree.find(offer.survivors.front()) : nullptr;
    const QString whom = only != nullptr
                             ? briefName(tree, *only)
                             : OfferText::tr("%1 survivors")
                                   .arg(QLocale().toString(qulonglong{offer.survivors.size()}));
    return QStringLiteral("%1 %2").arg(actionText(action), whom);
}

QString offersSuffix(const SurvivorOffer& offer)
{
    QString text;
    for (const SurvivorAction action : offer.actions) {
        text += QStringLiteral(" · ") + actionText(action);
    }
    return text;
}

} // namespace tw
