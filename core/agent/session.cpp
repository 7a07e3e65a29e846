#include "core/agent/session.h"

#include "core/agent/launch_end.h"
#include "core/agent/launch_environment.h"
#include "core/agent/session_id.h"
#include "core/kernel/inheritance.h"
#include "core/kernel/own_process.h"

#include <algorithm>
#include <cassert>
#include <csignal>
#include <utility>

#include <fmt/format.h>

namespace tw {

namespace {

/// Between two scans for what a stop may have missed; a scan takes about as long.
constexpr std::chrono::milliseconds kScanPause{1};

} // namespace

Result<std::unique_ptr<Session>> Session::open(EventLoop& loop,
                                               const Clock& clock,
                                               SessionDirectory directory,
                                               SessionOptions options)
{
    std::unique_ptr<Session> session{
        new Session{loop, clock, std::move(directory), std::move(options)}};
    auto tracker = Tracker::open(loop,
                                 clock,
                                 session->m_handles,
                                 session->m_options.tracking,
                                 [raw = session.get()](Time time, const TreeEvent& event) {
                                     raw->onTreeEvent(time, event);
                                 });
    if (!tracker) {
        return tl::unexpected{tracker.error()};
    }
    session->m_tracker = std::move(*tracker);
    session->startJournal();
    return session;
}

Session::Session(EventLoop& loop,
                 const Clock& clock,
                 SessionDirectory directory,
                 SessionOptions options)
    : m_loop(loop)
    , m_clock(clock)
    , m_directory(std::move(directory))
    , m_options(std::move(options))
    , m_id(newSessionId(clock.now(), ownPid()))
    , m_stops(
          StopSurroundings{m_tree,
                           m_sender,
                           m_inspector,
                           [this](Time time, const StopEvent& event) { onStopEvent(time, event); },
                           [this](const std::string& text) { m_warnings.add(text); }})
{}

Session::~Session()
{
    m_loop.cancel(m_timer.value_or(TimerId{}));
}

void Session::startJournal()
{
    auto journal = JournalWriter::create(m_directory.journalPath());
    if (!journal) {
        m_warnings.add("cannot " + journal.error().message + "; this session is not recorded");
        return;
    }
    m_journal = std::move(*journal);
    m_events.subscribe([this](const Event& event) {
        if (!m_journal) {
            return;
        }
        if (const auto written = m_journal->append(event); !written) {
            m_journal.reset();
            m_warnings.add("cannot " + written.error().message
                           + "; the session is not recorded any further");
        }
    });
}

tl::expected<LaunchId, SpawnError> Session::launch(const LaunchCommand& command,
                                                   const LaunchStreams& streams)
{
    const LaunchId id{m_tree.launches().size() + 1};
    const std::string cookie = fmt::format("{}.{}", m_id, id.value);
    const auto unprepared = [](const Error& error) {
        return tl::unexpected{SpawnError{SpawnStage::Prepare, error.code, {}, error.message}};
    };
    const auto nothing = openNull();
    const auto cwd = command.cwd.empty() ? workingDirectory() : Result<std::string>{command.cwd};
    if (!nothing || !cwd) {
        return unprepared(!nothing ? nothing.error() : cwd.error());
    }
    auto run = LaunchRun::open(
        m_loop,
        m_directory.outputPath(),
        id,
        streams,
        {[this] { turnLater(); },
         [this, id](OutputStream stream, Trace trace) { onTrace(id, stream, std::move(trace)); }});
    if (!run) {
        return unprepared(run.error());
    }
    SpawnRequest request;
    request.argv = command.argv;
    request.cwd = command.cwd;
    request.environment = launchEnvironment(command.environment, m_id, cookie);
    request.streams = {streams.input >= 0 ? streams.input : nothing->get(),
                       (*run)->writeEnd(OutputStream::Stdout),
                       (*run)->writeEnd(OutputStream::Stderr)};
    request.keepIgnored = m_options.keepIgnored;
    request.openFilesLimit = m_options.openFilesLimit;
    auto cgroup = m_cgroups.make();
    request.cgroup = cgroup ? cgroup->fd() : -1;
    auto spawned = spawn(request);
    if (!spawned) {
        LineStore::remove(m_directory.outputPath(), id);
        return tl::unexpected{std::move(spawned.error())};
    }
    if (spawned->cgroupRefusal != 0) {
        m_cgroups.noteRefusal(spawned->cgroupRefusal);
        cgroup.reset();
    }
    spawned->cgroup = cgroup ? cgroup->path() : "";
    LaunchRun& started = *m_runs.emplace(id, std::move(*run)).first->second;
    started.begin();
    const auto adopted = m_tracker->adopt(std::move(*spawned), command.argv, *cwd, cookie);
    assert(adopted.first == id);
    if (cgroup) {
        m_cgroups.keep(adopted.second, std::move(*cgroup));
    }
    return id;
}

Result<LaunchId> Session::attach(const AttachCommand& command)
{
    const auto attached = m_tracker->attach(command.pid, command.startTicks);
    if (!attached) {
        return tl::unexpected{attached.error()};
    }
    m_attached.emplace(attached->first, AttachedLaunch{});
    turnLater();
    return attached->first;
}

Result<StopId> Session::stop(const StopCommand& command, StopReason reason)
{
    // Whom the kernel has told of already is meant too. A kill does not wait for that, which takes
    // long in a storm: each birth is killed when it is told.
    if (command.ladder.empty() || command.ladder.front().signal.value != SIGKILL) {
        m_tracker->settle();
    }
    auto begun = m_stops.begin(m_clock.now(), command, reason);
    turnLater();
    return begun;
}

Result<void> Session::skipStep(StopId stop)
{
    turnLater();
    return m_stops.skip(m_clock.now(), stop);
}

Result<void> Session::extendStep(StopId stop, std::chrono::milliseconds by)
{
    turnLater();
    return m_stops.extend(m_clock.now(), stop, by);
}

void Session::skipStops()
{
    m_stops.skip(m_clock.now());
    turnLater();
}

SignalOutcome Session::passOn(ProcessKey key, SignalNumber signal)
{
    return m_handles.send(key, signal);
}

void Session::resume(LaunchId launch)
{
    const Launch* known = m_tree.find(launch);
    if (known == nullptr) {
        return;
    }
    for (const ProcessKey key : m_tree.liveSubtree(known->root)) {
        const auto condition = m_inspector.inspect(key);
        if (condition && condition->isStopped()) {
            m_handles.send(key, SignalNumber{SIGCONT});
        }
    }
}

void Session::release(LaunchId launch)
{
    const auto found = m_runs.find(launch);
    if (found != m_runs.end() && !found->second->isFinished) {
        found->second->isReleased = true;
        found->second->beginDrain();
    }
    if (const auto attached = m_attached.find(launch); attached != m_attached.end()) {
        attached->second.isReleased = true;
        turnLater();
    }
}

std::vector<Line> Session::lines(LaunchId launch, std::uint64_t first, std::uint32_t count)
{
    const auto found = m_runs.find(launch);
    return found == m_runs.end() ? std::vector<Line>{}
                                 : found->second->output().store().lines(first, count);
}

void Session::onRootStopped(std::function<void(ProcessKey, SignalNumber)> callback)
{
    m_tracker->onRootStopped = std::move(callback);
}

bool Session::isBusy() const
{
    return std::any_of(m_runs.begin(),
                       m_runs.end(),
                       [](const auto& one) { return !one.second->isFinished; })
           || std::any_of(m_attached.begin(), m_attached.end(), [](const auto& one) {
                  return !one.second.isFinished;
              });
}

void Session::onTreeEvent(Time time, const TreeEvent& event)
{
    if (const auto* exited = std::get_if<Exited>(&event)) {
        // What a process wrote stands in the record before its end.
        const Process* process = m_tree.find(exited->key);
        const auto run = process != nullptr ? m_runs.find(process->launch) : m_runs.end();
        if (run != m_runs.end() && !run->second->isFinished) {
            run->second->readNow();
            tellOutput(*run->second);
        }
    }
    if (const auto applied = m_tree.apply(time, event); !applied) {
        m_warnings.add("cannot " + applied.error().message);
        return;
    }
    m_events.publish(time, event);
    m_stops.onTreeEvent(m_clock.now(), event);
    turnLater();
}

void Session::onStopEvent(Time time, const StopEvent& event)
{
    std::visit([&](const auto& one) { m_events.publish(time, one); }, event);
}

void Session::onTrace(LaunchId launch, OutputStream stream, Trace trace)
{
    // Nobody is told of a trace in lines that they have not been told of.
    tellOutput(*m_runs.at(launch));
    TraceFound found;
    found.id = TraceId{++m_lastTrace};
    found.launch = launch;
    found.stream = stream;
    const Launch* known = m_tree.find(launch);
    if (known != nullptr && known->members.size() == 1) {
        // Nobody else was ever there to write it.
        found.process = known->root;
    }
    found.trace = std::move(trace);
    m_events.publish(m_clock.now(), std::move(found));
}

void Session::turnLater()
{
    if (!std::exchange(m_turnsNow, true)) {
        turnAt(m_clock.now());
    }
}

void Session::turnAt(Time due)
{
    m_loop.cancel(m_timer.value_or(TimerId{}));
    m_timer = m_loop.callAt(due, [this] {
        m_timer.reset();
        m_turnsNow = false;
        turn();
    });
}

void Session::turn()
{
    chase();
    m_stops.advance(m_clock.now());
    m_cgroups.sweep();
    for (const auto& [id, run] : m_runs) {
        if (!run->isFinished) {
            advance(*run);
        }
    }
    for (auto& [id, attached] : m_attached) {
        advance(id, attached);
    }
    armTimer();
}

/// Bounded by the deadlines of the stops.
void Session::chase()
{
    if (m_stops.needsScans()) {
        m_tracker->settle();
        m_stops.chase();
    }
}

void Session::advance(LaunchRun& run)
{
    if (!run.isDraining() && isOver(run.launch(), run.isReleased)) {
        run.beginDrain();
    }
    run.advance([&] { return livePids(m_tree, *m_tree.find(run.launch())); });
    tellOutput(run);
    if (run.isDrained() && isOver(run.launch(), run.isReleased)) {
        run.isFinished = true;
        finish(run.launch());
    }
}

void Session::advance(LaunchId launch, AttachedLaunch& attached)
{
    if (!attached.isFinished && isOver(launch, attached.isReleased)) {
        attached.isFinished = true;
        finish(launch);
    }
}

bool Session::isOver(LaunchId id, bool isReleased)
{
    const Launch& launch = *m_tree.find(id);
    if (isReleased || launch.alive == 0) {
        // Births and ends that the kernel has told of already belong to the record of this launch.
        m_tracker->settle();
    }
    // A stop that is not certain yet goes on looking.
    return isReleased || (launch.alive == 0 && !m_stops.needsScans());
}

void Session::tellOutput(LaunchRun& run)
{
    if (const auto error = run.output().store().takeError()) {
        m_warnings.add("cannot " + error->message + "; the last of it is kept in memory");
    }
    if (const auto growth = run.output().takeGrowth()) {
        m_events.publish(m_clock.now(), *growth);
    }
    for (StreamEnded& ended : run.output().takeEnded()) {
        m_events.publish(m_clock.now(), std::move(ended));
    }
}

void Session::finish(LaunchId id)
{
    const Launch& launch = *m_tree.find(id);
    m_cgroups.retire(launch.root, launch.alive == 0);
    onTreeEvent(m_clock.now(), describeFinish(m_tree, launch));
}

void Session::armTimer()
{
    std::optional<Time> due = m_stops.deadline();
    if (m_stops.needsScans()) {
        due = std::min(*due, m_clock.now() + kScanPause);
    }
    for (const auto& [id, run] : m_runs) {
        const auto next = run->isFinished ? std::nullopt : run->deadline();
        due = !due ? next : !next ? due : std::min(due, next);
    }
    if (due && !m_turnsNow) {
        turnAt(*due);
    }
}

} // namespace tw
