#include "app/twrun/worker_run.h"

#include "core/control/signal_meaning.h"
#include "core/report/process_words.h"

#include <utility>

#include <fmt/format.h>
#include <unistd.h>

namespace tw {

using namespace std::chrono_literals;

namespace {

constexpr int kOwnFailure = 125;

/// Helpers of a runtime (multiprocessing's resource tracker, a compiler's pipe) end a moment after
/// the command itself; they are no leak.
constexpr std::chrono::milliseconds kLeakGrace = 200ms;

/// Whether whoever lives after this stop has been asked to end in vain: more would not help.
bool isFinal(const StopBegan& stop)
{
    const LadderStep& last = stop.ladder.back();
    return stop.reason == StopReason::Leak
           || (last.scope == StopScope::Tree && isMeantToEnd(last.signal));
}

/// A leak is nobody's process or group any more: all that lives is meant.
Ladder againstTree(Ladder ladder)
{
    for (LadderStep& step : ladder) {
        step.scope = StopScope::Tree;
    }
    return ladder;
}

} // namespace

WorkerRun::WorkerRun(const Surroundings& surroundings, std::uint32_t number, Callbacks callbacks)
    : m_surroundings(surroundings)
    , m_number(number)
    , m_callbacks(std::move(callbacks))
    , m_leakTimer(m_surroundings.loop, [this] { dealWithLeaks(); })
{}

LaunchCommand WorkerRun::command() const
{
    const Options& options = m_surroundings.options;
    LaunchCommand command;
    command.argv = options.command;
    if (options.workers) {
        command.argv = workerCommand(options.command, m_number);
        command.environment.push_back({"TREEWARDEN_WORKER", std::to_string(m_number)});
    }
    return command;
}

tl::expected<void, SpawnError> WorkerRun::start()
{
    ++m_attempt;
    m_isRootEnded = false;
    m_stop.reset();
    m_lastSignal.reset();
    m_held.clear();
    RunOutput& output = m_surroundings.output;
    // One stdin cannot be for several.
    const int input = m_surroundings.options.workers.value_or(1) > 1 ? -1 : STDIN_FILENO;
    auto launched = m_surroundings.session.launch(
        command(),
        LaunchStreams{input,
                      &output.target(m_number, OutputStream::Stdout),
                      &output.target(m_number, OutputStream::Stderr)});
    WorkerStart started{m_number, m_attempt, {}, 0};
    if (!launched) {
        m_exitStatus = launched.error().exitCode();
        m_isDone = true;
        started.failure = m_exitStatus;
        m_surroundings.files.noteWorker(started);
        return tl::unexpected{std::move(launched.error())};
    }
    m_launch = *launched;
    m_root = m_surroundings.session.tree().find(m_launch)->root;
    m_isRunning = true;
    started.launch = m_launch;
    m_surroundings.files.noteWorker(started);
    return {};
}

bool WorkerRun::stop(const Ladder& ladder, StopReason reason)
{
    m_mayTryAgain = false;
    if (!m_isRunning || m_stop) {
        return false;
    }
    const auto begun = m_surroundings.session.stop(StopCommand{m_root, ladder}, reason);
    if (!begun) {
        say("cannot " + begun.error().message);
    }
    return begun.has_value();
}

void WorkerRun::resume(std::chrono::nanoseconds away)
{
    m_leakTimer.resume();
    if (m_stop) {
        (void)m_surroundings.session.extendStep(
            *m_stop, std::chrono::duration_cast<std::chrono::milliseconds>(away));
    }
}

void WorkerRun::onEvent(const Event& event)
{
    // Subscribers do not publish: what follows is done when the loop turns.
    EventLoop& loop = m_surroundings.loop;
    if (const auto* treeEvent = std::get_if<TreeEvent>(&event.body)) {
        const auto* exited = std::get_if<Exited>(treeEvent);
        const auto* finished = std::get_if<LaunchFinished>(treeEvent);
        if (exited != nullptr && exited->key == m_root) {
            loop.post([this] { onRootEnded(); });
        } else if (finished != nullptr && finished->launch == m_launch) {
            loop.post([this] { onFinished(); });
        }
    } else if (const auto* began = std::get_if<StopBegan>(&event.body)) {
        if (began->target == m_root) {
            m_stop = began->stop;
            m_isStopFinal = isFinal(*began);
        }
    } else if (const auto* step = std::get_if<StepTaken>(&event.body)) {
        if (m_stop == step->stop) {
            sayNextStep(*step);
        }
    } else if (const auto* ended = std::get_if<StopEnded>(&event.body)) {
        if (m_stop == ended->stop) {
            onStopEnded(*ended);
        }
    } else if (const auto* stream = std::get_if<StreamEnded>(&event.body)) {
        if (stream->launch == m_launch && !stream->heldBy.empty()) {
            m_held.push_back(*stream);
        }
    }
}

void WorkerRun::onStopEnded(const StopEnded& ended)
{
    m_stop.reset();
    m_lastSignal.reset();
    for (const Survivor& survivor : ended.survivors) {
        const Process* process = m_surroundings.session.tree().find(survivor.key);
        say(fmt::format("{} {} is still alive: {}",
                        process != nullptr ? process->name : "process",
                        survivor.pid.value,
                        survivor.reason));
    }
    m_surroundings.loop.post([this] {
        if (m_isRootEnded && m_isRunning && m_isStopFinal) {
            m_surroundings.session.release(m_launch);
        } else if (m_isRootEnded && m_isRunning) {
            m_leakTimer.start(kLeakGrace);
        }
    });
}

void WorkerRun::onRootEnded()
{
    m_isRootEnded = true;
    m_callbacks.commandEnded();
    if (!m_stop) {
        m_leakTimer.start(kLeakGrace);
    }
}

void WorkerRun::dealWithLeaks()
{
    Session& session = m_surroundings.session;
    const LeakPolicy policy = m_surroundings.options.leaks;
    // On a starved machine the ends of processes wait to be recorded longer than we wait for them.
    session.catchUp();
    const auto alive = session.tree().liveSubtree(m_root);
    if (!m_isRunning || alive.empty() || m_stop || policy == LeakPolicy::Wait) {
        return;
    }
    std::string names;
    for (const ProcessKey key : alive) {
        const Process* process = session.tree().find(key);
        names
            += fmt::format("{}{} {}", names.empty() ? "" : ", ", process->name, process->pid.value);
    }
    const bool stops = policy == LeakPolicy::Stop;
    if (policy != LeakPolicy::Keep) {
        say(fmt::format("{} left {} running: {}{}",
                        m_surroundings.options.command.front(),
                        alive.size() == 1 ? "a process" : "processes",
                        names,
                        stops ? "; stopping" : ""));
    }
    if (!stops) {
        session.release(m_launch);
    } else if (const auto begun = session.stop(
                   StopCommand{m_root, againstTree(m_surroundings.options.stop)}, StopReason::Leak);
               !begun) {
        say("cannot " + begun.error().message);
        session.release(m_launch);
    }
}

void WorkerRun::onFinished()
{
    const ProcessTree& tree = m_surroundings.session.tree();
    m_isRunning = false;
    m_leakTimer.cancel();
    m_surroundings.output.finishLines(m_number);
    if (m_surroundings.options.leaks == LeakPolicy::Report) {
        for (const std::string& text : describeHolders(tree, m_held)) {
            say(text);
        }
    }
    const auto& status = tree.find(m_root)->status;
    m_exitStatus = status ? status->shellCode() : kOwnFailure;
    // What nobody reads is not tried again.
    if (m_exitStatus != 0 && m_mayTryAgain && m_attempt <= m_surroundings.options.retries
        && !m_surroundings.output.isBroken()) {
        tryAgain();
        return;
    }
    m_isDone = true;
    m_callbacks.done();
}

void WorkerRun::tryAgain()
{
    const auto& status = m_surroundings.session.tree().find(m_root)->status;
    say(fmt::format("{} failed ({}); starting it again, {} of {}",
                    m_surroundings.options.command.front(),
                    status ? status->text() : "status unknown",
                    m_attempt,
                    m_surroundings.options.retries));
    if (const auto started = start(); !started) {
        say("cannot " + started.error().message);
        m_callbacks.done();
    }
}

void WorkerRun::sayNextStep(const StepTaken& step)
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

void WorkerRun::say(const std::string& text)
{
    const bool isNumbered = m_surroundings.options.workers.value_or(1) > 1;
    m_surroundings.output.say(isNumbered ? fmt::format("worker {}: {}", m_number, text) : text);
}

} // namespace tw
