#pragma once

#include "core/report/stop_outcome.h"
#include "core/tree/process_tree.h"

#include <QString>

#include <map>
#include <vector>

namespace tw {

/// What can be done about those who survived a stop.
enum class SurvivorAction
{
    Terminate,
    Kill,
};

/// What a stop's record offers: actions on those who survived it and are alive still.
struct SurvivorOffer
{
    StopId stop{};
    LaunchId launch{};
    std::vector<ProcessKey> survivors{};
    /// Mildest first. What was sent already is not offered again.
    std::vector<SurvivorAction> actions{};

    bool operator==(const SurvivorOffer&) const = default;
};

/// The offers that stand: each is withdrawn when the last of its survivors has ended. Owned by the
/// log's model, which feeds it.
class SurvivorOffers
{
public:
    void add(const StopOutcome& outcome, LaunchId launch);

    /// Whether an offer was withdrawn.
    bool onTreeEvent(const TreeEvent& event);

    /// The offer, or nullptr. Valid until the next event.
    [[nodiscard]] const SurvivorOffer* find(StopId stop) const;

    /// By stop, so in order of the stops' beginning.
    [[nodiscard]] const std::map<StopId, SurvivorOffer>& all() const { return m_offers; }

private:
    std::map<StopId, SurvivorOffer> m_offers{};
};

/// "Terminate", "Kill"
[[nodiscard]] QString actionText(SurvivorAction action);

/// "Terminate redis-server 4805", "Kill 3 survivors": whom the action hits.
[[nodiscard]] QString
offerText(const ProcessTree& tree, const SurvivorOffer& offer, SurvivorAction action);

/// " · Terminate · Kill": how a record goes on that offers something.
[[nodiscard]] QString offersSuffix(const SurvivorOffer& offer);

} // namespace tw
