#include "app/twrun/attach_run.h"

#include "core/report/process_words.h"

#include <csignal>

#include <fmt/format.h>
#include <sys/epoll.h>

namespace tw {

using namespace std::chrono_literals;

namespace {

constexpr int kOwnFailure = 125;

/// What ends a moment after the process itself belongs to its end.
constexpr std::chrono::milliseconds kGrace = 200ms;
/// Scans need longer to be sure of an end that they have not seen.
constexpr std::chrono::milliseconds kSampledGrace = 1500ms;

} // namespace

AttachRun::AttachRun(
    const Options& options, EventLoop& loop, Session& session, SignalFd& signals, RunOutput& output)
    : m_options(options)
    , m_loop(loop)
    , m_session(session)
    , m_signals(signals)
    , m_output(output)
    , m_grace(loop, [this] { onGracePassed(); })
{
    m_session.events().subscribe([this](const Event& event) { onEvent(event); });
}

AttachRun::~AttachRun()
{
    m_loop.unwatch(m_signals.fd());
}

Result<void> AttachRun::start()
{
    m_session.onWarning([this](const std::string& text) { m_output.say(text); });
    if (auto watched = m_loop.watch(m_signals.fd(), EPOLLIN, [this](auto) { onSignals(); });
        !watched) {
        return watched;
    }
    const auto attached = m_session.attach(AttachCommand{*m_options.attach, {}});
    if (!attached) {
        return tl::unexpected{attached.error()};
    }
    m_launch = *attached;
    m_root = m_session.tree().find(m_launch)->root;
    if (!m_session.tree().find(m_root)->isAlive()) {
        m_loop.post([this] { onRootEnded(); });
    }
    return {};
}

void AttachRun::waitForEnd()
{
    m_loop.run();
    const Process& root = *m_session.tree().find(m_root);
    if (!root.isAlive() && !root.status) {
        m_output.say(fmt::format("how {} ended is not known", title()));
    }
    m_output.finish();
}

int AttachRun::exitStatus() const
{
    const Process& root = *m_session.tree().find(m_root);
    if (root.isAlive()) {
        return m_isLetGo ? 0 : kOwnFailure;
    }
    return root.status ? root.status->shellCode() : kOwnFailure;
}

void AttachRun::onSignals()
{
    while (const auto signal = m_signals.read()) {
        onSignal(*signal);
    }
}

void AttachRun::onSignal(SignalNumber signal)
{
    switch (signal.value) {
    case SIGINT:
    case SIGTERM:
    case SIGHUP:
        requestStop(signal);
        break;
    case SIGQUIT:
        letGo();
        break;
    case SIGTSTP:
        // We are a job of our shell; the process that we watch is not.
        stopOurselves();
        break;
    default:
        break;
    }
}

void AttachRun::requestStop(SignalNumber signal)
{
    if (!m_options.isStopGiven) {
        letGo();
    } else if (m_session.hasRunningStop()) {
        m_session.skipStops();
    } else {
        const auto reason = signal.value == SIGHUP ? StopReason::Hangup : StopReason::User;
        if (const auto begun = m_session.stop(StopCommand{m_root, m_options.stop}, reason);
            !begun) {
            m_output.say("cannot " + begun.error().message);
        }
    }
}

void AttachRun::letGo()
{
    if (!m_isLetGo && !m_isRootEnded) {
        m_output.say(fmt::format("no longer watching {}; it goes on", title()));
    }
    m_isLetGo = true;
    m_session.release(m_launch);
}

void AttachRun::onEvent(const Event& event)
{
    // Subscribers do not publish: what follows is done when the loop turns.
    const auto* treeEvent = std::get_if<TreeEvent>(&event.body);
    if (const auto* ended = std::get_if<StopEnded>(&event.body)) {
        for (const Survivor& survivor : ended->survivors) {
            m_output.say(fmt::format("{} is still alive: {}",
                                     processTitle(*m_session.tree().find(survivor.key)),
                                     survivor.reason));
        }
    } else if (treeEvent != nullptr) {
        const auto* exited = std::get_if<Exited>(treeEvent);
        if (exited != nullptr && exited->key == m_root) {
            m_loop.post([this] { onRootEnded(); });
        } else if (std::holds_alternative<LaunchFinished>(*treeEvent)) {
            m_output.callWhenFlushed([this] { m_loop.quit(); });
        }
    }
}

void AttachRun::onRootEnded()
{
    m_isRootEnded = true;
    m_grace.start(m_session.trackingMode() == TrackingMode::Exact ? kGrace : kSampledGrace);
}

void AttachRun::onGracePassed()
{
    m_session.catchUp();
    const auto alive = m_session.tree().liveSubtree(m_root);
    if (alive.empty() || m_session.hasRunningStop()) {
        // A stop that is under way ends with the tree, or is over with survivors.
        m_grace.start(kGrace);
        return;
    }
    std::string names;
    for (const ProcessKey key : alive) {
        names += (names.empty() ? "" : ", ") + processTitle(*m_session.tree().find(key));
    }
    m_output.say(fmt::format(
        "{} left {} running: {}", title(), alive.size() == 1 ? "a process" : "processes", names));
    m_session.release(m_launch);
}

std::string AttachRun::title() const
{
    return processTitle(*m_session.tree().find(m_root));
}

} // namespace tw
