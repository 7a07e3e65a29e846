#pragma once

#include "core/base/clock.h"
#include "core/stream/event.h"
#include "core/tree/process_tree.h"

#include <QObject>
#include <QTimer>

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <unordered_set>

namespace tw {

/// A stop that is not over yet. Times are of the window's own clock: the agent may be on a machine
/// that reads another one.
struct RunningStop
{
    StopId id{};
    ProcessKey target{};
    Ladder ladder{};
    Time began{};
    /// The step in force, an index into the ladder.
    std::size_t step{0};
    /// When its wait is over; absent until the agent has told.
    std::optional<Time> until{};
    /// How many got its signal.
    std::size_t told{0};
    /// Signals that were refused so far.
    std::size_t refused{0};
    /// Who is watched and alive, in order of birth.
    std::set<ProcessKey> left{};

    [[nodiscard]] const LadderStep& inForce() const { return ladder[step]; }
    [[nodiscard]] bool isLastStep() const { return step + 1 >= ladder.size(); }
};

/// The stops that are running now, from the events that tell of them: for the bar that counts down,
/// and for the rows of the processes that are being stopped. Not an item model: there are few, and
/// each is a row of widgets. Borrows tree and clock; the tree must have applied an event first.
class RunningStopsModel final : public QObject
{
    Q_OBJECT

public:
    RunningStopsModel(const ProcessTree& tree, const Clock& clock, QObject* parent = nullptr);

    void applyEvent(const Event& event);

    /// Forgets everything: a new agent, a new record.
    void clear();

    /// In order of their beginning.
    [[nodiscard]] const std::map<StopId, RunningStop>& stops() const { return m_stops; }
    /// The stop, or nullptr once it is over. Valid until the next event.
    [[nodiscard]] const RunningStop* find(StopId id) const;

    /// How long the process is still waited for: until the first running stop that watches it goes
    /// on. Nothing where none does.
    [[nodiscard]] std::optional<std::chrono::nanoseconds> timeLeft(ProcessKey key) const;
    [[nodiscard]] std::chrono::nanoseconds timeLeft(const RunningStop& stop) const;

    [[nodiscard]] const ProcessTree& tree() const { return m_tree; }
    [[nodiscard]] Time now() const { return m_clock.now(); }

Q_SIGNALS:
    /// Once for all events of a turn of the loop.
    void changed();

private:
    void apply(Time time, const StopBegan& event);
    void apply(Time time, const StepTaken& event);
    void apply(Time time, const StepWaiting& event);
    void apply(Time time, const StopEnded& event);
    void apply(Time time, const TreeEvent& event);
    template <typename Other>
    void apply(Time /*time*/, const Other& /*event*/)
    {}
    void tellLater();

    const ProcessTree& m_tree;
    const Clock& m_clock;
    std::map<StopId, RunningStop> m_stops{};
    /// All that ever belonged to a stop: late births name a creator that has ended.
    std::map<StopId, std::unordered_set<ProcessKey>> m_lineages{};
    /// Deliveries since the last wait was told: those of the step that is told next.
    std::map<StopId, std::size_t> m_fresh{};
    QTimer m_turn{};
};

} // namespace tw
