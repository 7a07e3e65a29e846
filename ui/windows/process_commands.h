#pragma once

#include "ui/actions/action_table.h"
#include "ui/client/agent_client.h"
#include "ui/models/survivor_offers.h"

#include <QObject>
#include <QSettings>
#include <QWidget>

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <vector>

namespace tw {

/// What the process actions do: asks where it must, sends commands, and keeps what their answers
/// need. Nothing on the screen changes by it; only events do that. Borrows all three.
class ProcessCommands final : public QObject
{
    Q_OBJECT

public:
    ProcessCommands(AgentClient& client, QSettings& settings, QWidget& window);

    void run(const LaunchCommand& command);

    /// Stop, or an action that sends one signal, on each of `keys`; asks first where much is hit.
    void stop(ActionId id, const std::vector<ProcessKey>& keys);

    /// One signal to each of `keys` alone.
    void sendSignal(SignalNumber signal, const std::vector<ProcessKey>& keys);

    /// Exactly those who survived a stop, each alone.
    void stopSurvivors(SurvivorAction action, const std::vector<ProcessKey>& survivors);

    /// A running stop goes on at once, or waits longer.
    void skip(StopId stop);
    void extend(StopId stop, std::chrono::milliseconds by);

    /// Runs the commands of the launches that `keys` belong to again; those that still run are
    /// stopped first.
    void restart(const std::vector<ProcessKey>& keys);

    /// Watches a running process as a tree of its own; attached() or attachFailed() answers.
    void attach(const AttachCommand& command);

    /// The ladder on every launch with a live process.
    void stopEverything();

    /// Whether a question comes before a tree is terminated or killed; kept in the settings.
    void setAsking(bool asking);
    [[nodiscard]] bool isAsking() const;

Q_SIGNALS:
    void askingChanged(bool asking);
    /// What run() or restart() asked for is in the tree.
    void launched(tw::ProcessKey root);
    void attached();
    /// `message` says why, without a capital or a full stop.
    void attachFailed(const QString& message);
    /// What could not be done, and why: a sentence.
    void failed(const QString& sentence);

private:
    void send(const Ladder& ladder, const std::vector<ProcessKey>& keys);
    void ask(const QString& action,
             const Ladder& ladder,
             const std::vector<ProcessKey>& hit,
             const std::function<void()>& proceed);
    void restartLaunches(const std::vector<LaunchId>& launches);
    [[nodiscard]] std::vector<ProcessKey> hitBy(const Ladder& ladder,
                                                const std::vector<ProcessKey>& keys) const;
    [[nodiscard]] LaunchCommand commandOf(const Launch& launch) const;
    void onEvent(const Event& event);
    void onLaunchStarted(std::uint64_t id, LaunchId launch);
    void onCommandFailed(std::uint64_t id, const QString& message);
    void announce();
    void forget();

    AgentClient& m_client;
    QSettings& m_settings;
    QWidget& m_window;
    /// Sent and not answered.
    std::map<std::uint64_t, LaunchCommand> m_sent{};
    std::set<std::uint64_t> m_attaching{};
    /// With the environment, which the tree does not keep.
    std::map<LaunchId, LaunchCommand> m_commands{};
    /// To be run again once they have finished.
    std::map<LaunchId, LaunchCommand> m_restarts{};
    /// Skips and extensions that were sent: a stop that ends meanwhile needs neither.
    std::set<std::uint64_t> m_hurried{};
    /// Started by us; its Launched event may come before or after the answer.
    std::optional<LaunchId> m_awaited{};
};

} // namespace tw
