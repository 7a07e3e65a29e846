#include "ui/windows/process_commands.h"

#include "ui/models/process_text.h"
#include "ui/models/shell_words.h"
#include "ui/windows/ladder_choice.h"
#include "ui/windows/stop_dialog.h"

#include <QCoreApplication>

#include <algorithm>
#include <set>

namespace tw {

namespace {

const QString kAskBeforeTreeStop = QStringLiteral("askBeforeTreeStop");

constexpr std::chrono::seconds kWait{5};

/// A stop's record names so many of its survivors (core/report); more are listed before they are
/// hit.
constexpr std::size_t kNamedInRecord = 5;

bool reachesTree(const Ladder& ladder)
{
    return std::any_of(ladder.begin(), ladder.end(), [](const LadderStep& step) {
        return step.scope != StopScope::Process;
    });
}

QString actionName(ActionId id)
{
    const auto& table = actionTable();
    const auto row = std::find_if(
        table.begin(), table.end(), [id](const ActionRow& one) { return one.id == id; });
    return QCoreApplication::translate("tw::Actions", row->text).remove(QLatin1Char('&'));
}

} // namespace

ProcessCommands::ProcessCommands(AgentClient& client, QSettings& settings, QWidget& window)
    : QObject(&window)
    , m_client(client)
    , m_settings(settings)
    , m_window(window)
{
    connect(&m_client, &AgentClient::eventReceived, this, &ProcessCommands::onEvent);
    connect(&m_client, &AgentClient::launchStarted, this, &ProcessCommands::onLaunchStarted);
    connect(&m_client, &AgentClient::commandFailed, this, &ProcessCommands::onCommandFailed);
    connect(&m_client, &AgentClient::recordCleared, this, &ProcessCommands::forget);
}

void ProcessCommands::run(const LaunchCommand& command)
{
    m_sent.emplace(m_client.launch(command), command);
}

void ProcessCommands::attach(const AttachCommand& command)
{
    m_attaching.insert(m_client.attach(command));
}

void ProcessCommands::stop(ActionId id, const std::vector<ProcessKey>& keys)
{
    const auto step = stopStep(id);
    const Ladder ladder = step ? Ladder{*step} : LadderChoice(m_settings).load();
    const auto hit = hitBy(ladder, keys);
    const auto proceed = [this, ladder, keys] { send(ladder, keys); };
    if (needsConfirmation(id, hit.size())) {
        ask(actionName(id), ladder, hit, proceed);
    } else {
        proceed();
    }
}

void ProcessCommands::sendSignal(SignalNumber signal, const std::vector<ProcessKey>& keys)
{
    send({{signal, StopScope::Process, kWait}}, keys);
}

void ProcessCommands::stopSurvivors(SurvivorAction action, const std::vector<ProcessKey>& survivors)
{
    const ActionId id = action == SurvivorAction::Terminate ? ActionId::Terminate : ActionId::Kill;
    const Ladder ladder{stopStep(id).value()};
    const auto proceed = [this, ladder, survivors] { send(ladder, survivors); };
    const auto hit = hitBy(ladder, survivors);
    if (hit.size() > kNamedInRecord) {
        ask(actionName(id), ladder, hit, proceed);
    } else {
        proceed();
    }
}

void ProcessCommands::skip(StopId stop)
{
    m_hurried.insert(m_client.skipStep(stop));
}

void ProcessCommands::extend(StopId stop, std::chrono::milliseconds by)
{
    m_hurried.insert(m_client.extendStep(stop, by));
}

void ProcessCommands::send(const Ladder& ladder, const std::vector<ProcessKey>& keys)
{
    const ProcessTree& tree = m_client.tree();
    const bool whole = reachesTree(ladder);
    for (const ProcessKey key : whole ? topmost(tree, keys) : keys) {
        // What has ended meanwhile needs no signal; its tree may.
        const Process* process = tree.find(key);
        const bool alive
            = process != nullptr && (whole ? hasLiveProcess(tree, key) : process->isAlive());
        if (alive) {
            m_client.stop({.target = key, .ladder = ladder});
        }
    }
}

std::vector<ProcessKey> ProcessCommands::hitBy(const Ladder& ladder,
                                               const std::vector<ProcessKey>& keys) const
{
    const ProcessTree& tree = m_client.tree();
    std::set<ProcessKey> hit;
    for (const ProcessKey key : keys) {
        if (reachesTree(ladder)) {
            const auto below = tree.liveSubtree(key);
            hit.insert(below.begin(), below.end());
        } else if (const Process* process = tree.find(key); process && process->isAlive()) {
            hit.insert(key);
        }
    }
    return {hit.begin(), hit.end()};
}

void ProcessCommands::ask(const QString& action,
                          const Ladder& ladder,
                          const std::vector<ProcessKey>& hit,
                          const std::function<void()>& proceed)
{
    if (!isAsking()) {
        proceed();
        return;
    }
    auto* dialog = new StopDialog(action, ladder, m_client.tree(), hit, &m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, proceed] {
        if (dialog->isSilenced()) {
            setAsking(false);
        }
        proceed();
    });
    // The keys are of a record that is gone then.
    connect(&m_client, &AgentClient::recordCleared, dialog, &QDialog::reject);
    dialog->open();
}

void ProcessCommands::setAsking(bool asking)
{
    if (asking != isAsking()) {
        m_settings.setValue(kAskBeforeTreeStop, asking);
        Q_EMIT askingChanged(asking);
    }
}

bool ProcessCommands::isAsking() const
{
    return m_settings.value(kAskBeforeTreeStop, true).toBool();
}

void ProcessCommands::restart(const std::vector<ProcessKey>& keys)
{
    std::set<LaunchId> launches;
    std::vector<ProcessKey> hit;
    for (const ProcessKey key : keys) {
        const Launch& launch = *m_client.tree().find(m_client.tree().find(key)->launch);
        if (launches.insert(launch.id).second) {
            const auto live = m_client.tree().liveSubtree(launch.root);
            hit.insert(hit.end(), live.begin(), live.end());
        }
    }
    const auto proceed = [this, ids = std::vector<LaunchId>(launches.begin(), launches.end())] {
        restartLaunches(ids);
    };
    if (hit.size() > 1) {
        ask(actionName(ActionId::Restart), defaultLadder(), hit, proceed);
    } else {
        proceed();
    }
}

void ProcessCommands::restartLaunches(const std::vector<LaunchId>& launches)
{
    for (const LaunchId id : launches) {
        const Launch& launch = *m_client.tree().find(id);
        if (launch.finished) {
            run(commandOf(launch));
        } else if (m_restarts.emplace(id, commandOf(launch)).second) {
            m_client.stop({.target = launch.root, .ladder = defaultLadder()});
        }
    }
}

void ProcessCommands::stopEverything()
{
    for (const auto& [id, launch] : m_client.tree().launches()) {
        if (launch.alive > 0) {
            m_client.stop({.target = launch.root, .ladder = defaultLadder()});
        }
    }
}

LaunchCommand ProcessCommands::commandOf(const Launch& launch) const
{
    const auto known = m_commands.find(launch.id);
    return known != m_commands.end() ? known->second
                                     : LaunchCommand{.argv = launch.command, .cwd = launch.cwd};
}

void ProcessCommands::onEvent(const Event& event)
{
    const auto* change = std::get_if<TreeEvent>(&event.body);
    if (change == nullptr) {
        return;
    }
    if (std::holds_alternative<Launched>(*change)) {
        announce();
    } else if (const auto* finished = std::get_if<LaunchFinished>(change)) {
        if (auto again = m_restarts.extract(finished->launch)) {
            run(again.mapped());
        }
    }
}

void ProcessCommands::onLaunchStarted(std::uint64_t id, LaunchId launch)
{
    if (auto sent = m_sent.extract(id)) {
        m_commands.emplace(launch, std::move(sent.mapped()));
        m_awaited = launch;
        announce();
    } else if (m_attaching.erase(id) > 0) {
        m_awaited = launch;
        announce();
        Q_EMIT attached();
    }
}

void ProcessCommands::onCommandFailed(std::uint64_t id, const QString& message)
{
    if (const auto sent = m_sent.extract(id)) {
        Q_EMIT failed(
            tr("“%1” was not started: %2")
                .arg(QString::fromStdString(joinShellWords(sent.mapped().argv)), message));
        return;
    }
    if (m_attaching.erase(id) > 0) {
        Q_EMIT attachFailed(message);
        return;
    }
    // A stop that was over before the answer needs neither a skip nor more time.
    if (m_hurried.erase(id) == 0) {
        Q_EMIT failed(tr("That was not done: %1").arg(message));
    }
}

void ProcessCommands::announce()
{
    const Launch* launch = m_awaited ? m_client.tree().find(*m_awaited) : nullptr;
    if (launch != nullptr) {
        m_awaited.reset();
        Q_EMIT launched(launch->root);
    }
}

void ProcessCommands::forget()
{
    m_sent.clear();
    m_hurried.clear();
    m_attaching.clear();
    m_commands.clear();
    m_restarts.clear();
    m_awaited.reset();
}

} // namespace tw
