#include "app/twrun/tree_run.h"

#include <csignal>
#include <utility>

#include <fmt/format.h>
#include <sys/epoll.h>

namespace tw {

using namespace std::chrono_literals;

namespace {

constexpr int kOwnFailure = 125;

/// Helpers of a runtime (multiprocessing's resource tracker, a compiler's pipe) end a moment after
/// the command itself; they are no leak.
constexpr std::chrono::milliseconds kLeakGrace = 200ms;

bool isRootExit(const Event& event, ProcessKey root)
{
    const auto* treeEvent = std::get_if<TreeEvent>(&event.body);
    const auto* exited = treeEvent != nullptr ? std::get_if<Exited>(treeEvent) : nullptr;
    return exited != nullptr && exited->key == root;
}

bool isFinish(const Event& event)
{
    const auto* treeEvent = std::get_if<TreeEvent>(&event.body);
    return treeEvent != nullptr && std::holds_alternative<LaunchFinished>(*treeEvent);
}

} // namespace

TreeRun::TreeRun(const Options& options, EventLoop& loop, Session& session, SignalFd& signals)
    : m_options(options)
    , m_loop(loop)
    , m_session(session)
    , m_signals(signals)
    , m_terminal(Terminal::ofStdin())
{
    m_session.events().subscribe([this](const Event& event) { onEvent(event); });
    m_session.onRootStopped([this](ProcessKey, SignalNumber signal) { onRootStopped(signal); });
}

TreeRun::~TreeRun()
{
    m_loop.unwatch(m_signals.fd());
}

tl::expected<void, SpawnError> TreeRun::start()
{
    if (auto opened = openPassThroughs(); !opened) {
        return opened;
    }
    m_session.onWarning([this](const std::string& text) { say(text); });
    if (auto watched = m_loop.watch(m_signals.fd(), EPOLLIN, [this](auto) { onSignals(); });
        !watched) {
        return tl::unexpected{
            SpawnError{SpawnStage::Prepare, watched.error().code, {}, watched.error().message}};
    }
    LaunchCommand command;
    command.argv = m_options.command;
    auto launched = m_session.launch(command, LaunchStreams{0, m_output.get(), m_errors.get()});
    if (!launched) {
        return tl::unexpected{launched.error()};
    }
    m_launch = *launched;
    m_root = m_session.tree().find(m_launch)->root;
    return {};
}

tl::expected<void, SpawnError> TreeRun::openPassThroughs()
{
    for (auto [target, place] : {std::pair{1, &m_output}, std::pair{2, &m_errors}}) {
        auto opened = PassThrough::open(target);
        if (!opened) {
            return tl::unexpected{
                SpawnError{SpawnStage::Prepare, opened.error().code, {}, opened.error().message}};
        }
        *place = std::move(*opened);
    }
    return {};
}

void TreeRun::waitForEnd()
{
    m_loop.run();
    if (m_terminal) {
        m_terminal->takeBack();
    }
    if (!m_abandoned) {
        m_output->finish();
        m_errors->finish();
    }
}

int TreeRun::exitStatus() const
{
    const Process* root = m_session.tree().find(m_root);
    return root != nullptr && root->status ? root->status->shellCode() : kOwnFailure;
}

void TreeRun::onSignals()
{
    while (const auto signal = m_signals.read()) {
        onSignal(*signal);
    }
}

void TreeRun::onSignal(SignalNumber signal)
{
    switch (signal.value) {
    case SIGINT:
    case SIGTERM:
        requestStop(StopReason::User);
        break;
    case SIGHUP:
        requestStop(StopReason::Hangup);
        break;
    default:
        m_session.passOn(m_root, signal);
        break;
    }
}

void TreeRun::requestStop(StopReason reason)
{
    if (m_finished) {
        // Only the reader of our output is waited for: this is what a signal ends then.
        m_abandoned = true;
        m_output->abandon();
        m_errors->abandon();
        m_loop.quit();
    } else if (m_session.hasRunningStop()) {
        m_session.skipStops();
    } else if (const auto begun = m_session.stop(StopCommand{m_root, m_options.stop}, reason);
               !begun) {
        say("cannot " + begun.error().message);
    }
}

void TreeRun::onEvent(const Event& event)
{
    if (isRootExit(event, m_root)) {
        // Subscribers do not publish: what follows is done when the loop turns.
        m_loop.post([this] { onRootEnded(); });
    } else if (const auto* ended = std::get_if<StopEnded>(&event.body)) {
        m_lastSignal.reset();
        complainOfSurvivors(*ended);
        m_loop.post([this] {
            if (m_rootEnded) {
                m_session.release(m_launch);
            }
        });
    } else if (const auto* step = std::get_if<StepTaken>(&event.body)) {
        sayNextStep(*step);
    } else if (isFinish(event)) {
        m_finished = true;
        quitIfDone();
    }
}

void TreeRun::onRootEnded()
{
    m_rootEnded = true;
    if (m_terminal) {
        m_terminal->takeBack();
    }
    if (!m_session.hasRunningStop()) {
        m_leakTimer = m_loop.callAt(m_loop.clock().now() + kLeakGrace, [this] { dealWithLeaks(); });
    }
}

void TreeRun::dealWithLeaks()
{
    const auto alive = m_session.tree().liveSubtree(m_root);
    if (m_finished || alive.empty() || m_session.hasRunningStop()) {
        return;
    }
    std::string names;
    for (const ProcessKey key : alive) {
        const Process* process = m_session.tree().find(key);
        names
            += fmt::format("{}{} {}", names.empty() ? "" : ", ", process->name, process->pid.value);
    }
    const bool stops = m_options.leaks == LeakPolicy::Stop;
    if (m_options.leaks != LeakPolicy::Keep) {
        say(fmt::format("{} left {} running: {}{}",
                        m_options.command.front(),
                        alive.size() == 1 ? "a process" : "processes",
                        names,
                        stops ? "; stopping" : ""));
    }
    if (!stops) {
        m_session.release(m_launch);
    } else if (const auto begun
               = m_session.stop(StopCommand{m_root, m_options.stop}, StopReason::Leak);
               !begun) {
        say("cannot " + begun.error().message);
        m_session.release(m_launch);
    }
}

void TreeRun::onRootStopped(SignalNumber signal)
{
    if (!m_terminal) {
        return;
    }
    if (signal.value == SIGTTIN || signal.value == SIGTTOU) {
        // It asks for the terminal; from now on it has it, with Ctrl+C and all.
        if (m_terminal->lendTo(m_session.tree().find(m_root)->pid)) {
            m_session.resume(m_launch);
        }
    } else if (m_terminal->isLent()) {
        // Ctrl+Z: to the shell we are the job that stops.
        m_terminal->takeBack();
        stopOurselves();
        if (m_terminal->lendTo(m_session.tree().find(m_root)->pid)) {
            m_session.resume(m_launch);
        }
    }
}

void TreeRun::complainOfSurvivors(const StopEnded& ended)
{
    for (const Survivor& survivor : ended.survivors) {
        const Process* process = m_session.tree().find(survivor.key);
        say(fmt::format("{} {} is still alive: {}",
                        process != nullptr ? process->name : "process",
                        survivor.pid.value,
                        survivor.reason));
    }
}

void TreeRun::sayNextStep(const StepTaken& step)
{
    if (step.signal.value == SIGCONT || m_lastSignal == step.signal) {
        return;
    }
    if (m_lastSignal) {
        say(fmt::format(
            "the tree has not ended by {}; sending {}", m_lastSignal->name(), step.signal.name()));
    }
    m_lastSignal = step.signal;
}

void TreeRun::say(const std::string& text)
{
    if (m_options.verbosity != Verbosity::Quiet) {
        m_errors->push("twrun: " + text + "\n");
    }
}

bool TreeRun::isFlushed() const
{
    return m_output->isFlushed() && m_errors->isFlushed();
}

void TreeRun::quitIfDone()
{
    if (!m_finished || isFlushed()) {
        if (m_finished) {
            m_loop.quit();
        }
        return;
    }
    for (PassThrough* end : {m_output.get(), m_errors.get()}) {
        const auto watched = m_loop.watch(end->wakeFd(), EPOLLIN, [this, end](auto) {
            end->acknowledge();
            quitIfDone();
        });
        if (!watched) {
            // Nobody would tell us when all is written: the wait at the end blocks instead.
            m_loop.quit();
        }
    }
}

} // namespace tw
