#include "core/tracking/tracker.h"

#include "core/kernel/own_process.h"
#include "core/tracking/process_scan.h"
#include "core/tracking/source_choice.h"

#include <algorithm>

#include <fmt/format.h>

namespace tw {

using namespace std::chrono_literals;

namespace {

constexpr auto kSettles = 1s; // a fork bomb never does

} // namespace

Result<std::unique_ptr<Tracker>> Tracker::open(
    EventLoop& loop, const Clock& clock, ProcessHandles& handles, TrackingChoice choice, Sink sink)
{
    auto source = chooseSource(choice);
    if (!source) {
        return tl::unexpected{source.error()};
    }
    auto tracker = open(loop, clock, handles, std::move(*source), std::move(sink));
    if (tracker && (*tracker)->mode() == TrackingMode::Exact) {
        (*tracker)->startRecording(choice);
    }
    return tracker;
}

Result<std::unique_ptr<Tracker>> Tracker::open(EventLoop& loop,
                                               const Clock& clock,
                                               ProcessHandles& handles,
                                               std::unique_ptr<TrackingSource> source,
                                               Sink sink)
{
    std::unique_ptr<Tracker> tracker{
        new Tracker{loop, clock, handles, std::move(source), std::move(sink)}};
    if (auto started = tracker->start(); !started) {
        return tl::unexpected{started.error()};
    }
    return tracker;
}

Tracker::Tracker(EventLoop& loop,
                 const Clock& clock,
                 ProcessHandles& handles,
                 std::unique_ptr<TrackingSource> source,
                 Sink sink)
    : m_loop(loop)
    , m_clock(clock)
    , m_handles(handles)
    , m_source(std::move(source))
    , m_recorder(clock, handles, sink)
    , m_drain(*m_source, m_recorder)
    , m_children(loop, handles, m_recorder, [this] { work(); })
    , m_ends(loop,
             [this](const std::vector<ProcessKey>& suspects) {
                 for (const ProcessKey key : suspects) {
                     m_recorder.suspect(key);
                 }
                 work();
             })
    , m_usage(loop, handles, std::move(sink))
    , m_recording(loop)
    , m_poll(loop, [this] { pollSource(); })
{
    m_recorder.setRelease([this](ProcessKey key) { return release(key); });
    m_recorder.setComplete([this](const KernelEvent& told, std::optional<Program>& program) {
        m_recording.complete(told, program);
    });
    if (mode() == TrackingMode::Exact) {
        m_recorder.expectEndsToBeTold();
    }
    m_children.onRootStopped = [this](ProcessKey key, SignalNumber signal) {
        if (onRootStopped) {
            onRootStopped(key, signal);
        }
    };
}

Tracker::~Tracker()
{
    if (m_source->fd() >= 0) {
        m_loop.unwatch(m_source->fd());
    }
    for (const ProcessKey key : m_recorder.members().keys()) {
        m_ends.remove(key);
        m_handles.remove(key);
    }
}

Result<void> Tracker::start()
{
    if (auto done = becomeSubreaper(); !done) {
        return done;
    }
    if (auto done = m_children.start(); !done) {
        return done;
    }
    if (m_source->fd() < 0) {
        return {};
    }
    return m_loop.watch(m_source->fd(), EPOLLIN, [this](auto) { work(); });
}

// Whoever asks for exactness waits for it; others get it as soon as it is there.
void Tracker::startRecording(TrackingChoice choice)
{
    if (choice == TrackingChoice::Exact) {
        m_recording.startNow();
    } else {
        m_recording.startSoon();
    }
}

std::string Tracker::reason()
{
    return m_recording.isOn() ? "kernel events (proc connector, BPF)" : m_source->reason();
}

std::pair<LaunchId, ProcessKey> Tracker::adopt(SpawnedProcess spawned,
                                               std::vector<std::string> command,
                                               std::string cwd,
                                               const std::string& cookie)
{
    const auto adopted = m_recorder.adopt(
        std::move(spawned), {std::move(command), std::move(cwd), mode(), reason(), cookie});
    m_children.addRoot(adopted.second);
    m_lastLaunch = m_clock.now();
    watchNewborn();
    pollSource();
    return adopted;
}

Result<std::pair<LaunchId, ProcessKey>> Tracker::attach(Pid pid,
                                                        std::optional<std::uint64_t> startTicks)
{
    // What has happened before is no part of the record.
    settle();
    if (m_recorder.members().find(pid) != nullptr) {
        return failure(fmt::format("attach to process {}: it is watched already", pid.value));
    }
    auto found = findAttachment(pid, startTicks);
    if (!found) {
        return tl::unexpected{std::move(found.error())};
    }
    const auto since = monotonicNow();
    const auto attached = m_recorder.attach(std::move(*found), {{}, {}, mode(), reason(), {}});
    // A birth from here on is told by the source, or seen by a scan, or both. The quick one first:
    // on a busy machine short processes end before the other is through.
    m_recorder.mergeFound(scanBelow(pid), since);
    m_recorder.mergeFound(scanThoroughly(pid), since);
    std::vector<Pid> pids;
    for (const ProcessKey key : m_recorder.members().keys()) {
        pids.push_back(m_recorder.members().find(key)->pid);
    }
    m_source->follow(pids);
    m_lastLaunch = m_clock.now();
    watchNewborn();
    work();
    pollSource();
    return attached;
}

void Tracker::settle()
{
    const auto until = monotonicNow() + kSettles;
    do {
        while (!m_isWorking && !m_drain.drain() && monotonicNow() < until) {
        }
        work();
    } while (!m_isWorking && m_recorder.hasSuspects() && monotonicNow() < until);
    // Zombies that their parent left behind came to us with its end; SIGCHLD may not be read yet.
    m_children.reapAll();
}

void Tracker::work()
{
    if (m_isWorking) {
        return; // called back from the sink
    }
    m_isWorking = true;
    if (!m_isRecording && m_recording.isOn()) {
        m_isRecording = true;
        m_source->leavePrograms(monotonicNow());
    }
    bool isDrained = m_drain.drain();
    suspectAllEnded();
    while (isDrained && m_recorder.hasSuspects()) {
        isDrained = announceEnds(m_recorder.takeSuspects());
    }
    watchNewborn();
    m_isWorking = false;
    if (!isDrained) {
        m_loop.post([this] { work(); });
    }
}

// Where nobody tells of births each look costs a scan: those who ended together are looked at
// together, or the end of a large tree takes minutes.
void Tracker::suspectAllEnded()
{
    if (m_source->interval() == 0ms) {
        return;
    }
    for (const ProcessKey key : m_recorder.members().keys()) {
        if (m_handles.hasEnded(key)) {
            m_recorder.suspect(key);
        }
    }
}

// What ended is found before the second drain and announced after it: whatever a process did, the
// source had to say before its end could be seen. False where that drain was cut short.
bool Tracker::announceEnds(const std::vector<ProcessKey>& suspects)
{
    const auto ended = m_recorder.selectEnded(suspects);
    for (const ProcessKey key : suspects) {
        const auto* handle = m_handles.find(key);
        if (handle != nullptr && !handle->pidfd.isOpen()) {
            m_ends.recheck(key);
        }
    }
    if (ended.empty()) {
        return true;
    }
    const bool isDrained = m_drain.drain();
    for (const ProcessKey key : ended) {
        if (isDrained) {
            m_recorder.finish(key);
        } else {
            m_recorder.suspect(key);
        }
    }
    return isDrained;
}

ProcessEnd Tracker::release(ProcessKey key)
{
    m_ends.remove(key);
    m_children.remove(key);
    ProcessEnd seen = m_usage.remove(key);
    if (const Member* member = m_recorder.members().find(key)) {
        m_recording.complete(member->pid, member->born, seen);
    }
    return seen;
}

void Tracker::watchNewborn()
{
    for (const ProcessKey key : m_recorder.takeNewborn()) {
        const auto* handle = m_handles.find(key);
        if (handle == nullptr) {
            continue; // born and ended in one turn
        }
        m_usage.add(key, handle->pid);
        m_ends.add(key, *handle);
    }
}

void Tracker::pollSource()
{
    if (m_source->interval() == 0ms || m_recorder.members().isEmpty()) {
        return;
    }
    work();
    // Often after a launch, when most processes are born, and ever more rarely from then on.
    const std::chrono::nanoseconds age = m_clock.now() - m_lastLaunch;
    const std::chrono::nanoseconds longest = m_source->interval();
    m_poll.schedule(std::clamp<std::chrono::nanoseconds>(age / 4, 5ms, longest));
}

} // namespace tw
