#include "app/twrun/tree_run.h"

#include "core/base/duration.h"

#include <algorithm>
#include <csignal>
#include <utility>

#include <fmt/format.h>
#include <sys/epoll.h>

namespace tw {

namespace {

constexpr int kTimedOut = 124;

} // namespace

TreeRun::TreeRun(const WorkerRun::Surroundings& around, SignalFd& signals)
    : m_options(around.options)
    , m_loop(around.loop)
    , m_session(around.session)
    , m_signals(signals)
    , m_output(around.output)
    , m_limits(around.loop, m_options.timeout, m_options.idleTimeout, limitCallbacks())
    , m_job(around.loop, around.session, m_options.workers.value_or(1) == 1, jobCallbacks())
{
    for (std::uint32_t number = 0; number < m_options.workers.value_or(1); ++number) {
        m_workers.push_back(std::make_unique<WorkerRun>(around, number, workerCallbacks()));
    }
    m_session.events().subscribe([this](const Event& event) { onEvent(event); });
    m_session.onRootStopped(
        [this](ProcessKey root, SignalNumber signal) { m_job.onRootStopped(root, signal); });
}

TreeRun::~TreeRun()
{
    m_loop.unwatch(m_signals.fd());
}

WorkerRun::Callbacks TreeRun::workerCallbacks()
{
    return {[this] { m_job.takeTerminalBack(); }, [this] { onWorkerDone(); }};
}

RunLimits::Callbacks TreeRun::limitCallbacks()
{
    return {[this](StopReason reason) { onLimitPassed(reason); },
            [this] { return m_output.hasRoom(); }};
}

JobControl::Callbacks TreeRun::jobCallbacks()
{
    JobControl::Callbacks callbacks;
    callbacks.launches = [this] {
        std::vector<LaunchId> launches;
        for (const auto& worker : m_workers) {
            if (worker->isRunning()) {
                launches.push_back(worker->launch());
            }
        }
        return launches;
    };
    callbacks.pausing = [this] {
        // What comes now waits, as it does for any stopped process.
        m_loop.unwatch(m_signals.fd());
        m_limits.pause();
        for (const auto& worker : m_workers) {
            worker->pause();
        }
    };
    callbacks.resumed = [this](std::chrono::nanoseconds away) {
        m_limits.resume();
        for (const auto& worker : m_workers) {
            worker->resume(away);
        }
        (void)watchSignals();
    };
    return callbacks;
}

tl::expected<void, SpawnError> TreeRun::watchSignals()
{
    auto watched = m_loop.watch(m_signals.fd(), EPOLLIN, [this](auto) { onSignals(); });
    if (!watched) {
        return tl::unexpected{
            SpawnError{SpawnStage::Prepare, watched.error().code, {}, watched.error().message}};
    }
    return {};
}

tl::expected<void, SpawnError> TreeRun::start()
{
    m_session.onWarning([this](const std::string& text) { m_output.say(text); });
    if (auto watched = watchSignals(); !watched) {
        return watched;
    }
    std::optional<SpawnError> failure;
    for (const auto& worker : m_workers) {
        if (auto started = worker->start(); !started) {
            failure = failure ? std::move(failure) : std::move(started.error());
        }
    }
    const bool runs = std::any_of(
        m_workers.begin(), m_workers.end(), [](const auto& one) { return one->isRunning(); });
    if (!runs) {
        return tl::unexpected{std::move(*failure)};
    }
    if (failure) {
        m_output.say("cannot " + failure->message);
    }
    m_limits.begin();
    return {};
}

void TreeRun::waitForEnd()
{
    m_loop.run();
    m_job.takeTerminalBack();
    m_output.finish();
}

int TreeRun::exitStatus() const
{
    int worst = 0;
    for (const auto& worker : m_workers) {
        worst = std::max(worst, worker->exitStatus());
    }
    return m_hasTimedOut ? kTimedOut : worst;
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
    case SIGTSTP:
        m_job.suspend();
        break;
    default:
        for (const auto& worker : m_workers) {
            if (worker->isRunning()) {
                m_session.passOn(worker->root(), signal);
            }
        }
        break;
    }
}

void TreeRun::requestStop(StopReason reason)
{
    if (m_isFinished) {
        // Only the reader of our output is waited for: this is what a signal ends then.
        m_output.abandon();
        m_loop.quit();
        return;
    }
    const bool isAgain = std::exchange(m_isStopping, true) && m_session.hasRunningStop();
    if (isAgain || !stopAll(m_options.stop, reason)) {
        m_session.skipStops();
    }
}

bool TreeRun::stopAll(const Ladder& ladder, StopReason reason)
{
    bool hasBegun = false;
    for (const auto& worker : m_workers) {
        hasBegun = worker->stop(ladder, reason) || hasBegun;
    }
    return hasBegun;
}

void TreeRun::onLimitPassed(StopReason reason)
{
    // What is being stopped already is not ended by the limit.
    if (!stopAll(m_options.onTimeout, reason)) {
        return;
    }
    m_hasTimedOut = true;
    m_isStopping = true;
    const bool isIdle = reason == StopReason::Idle;
    m_output.say(
        fmt::format("{} {}; stopping",
                    isIdle ? "nothing was written for" : "timed out after",
                    describeDuration(isIdle ? *m_options.idleTimeout : *m_options.timeout)));
}

void TreeRun::onEvent(const Event& event)
{
    if (std::holds_alternative<OutputGrew>(event.body)) {
        m_limits.noteOutput();
    }
    for (const auto& worker : m_workers) {
        worker->onEvent(event);
    }
}

void TreeRun::onWorkerDone()
{
    const bool isAllDone = std::all_of(
        m_workers.begin(), m_workers.end(), [](const auto& one) { return one->isDone(); });
    if (!isAllDone) {
        return;
    }
    m_isFinished = true;
    m_limits.end();
    m_output.callWhenFlushed([this] { m_loop.quit(); });
}

} // namespace tw
