#include "core/tracking/tracker.h"

#include "core/kernel/child_wait.h"
#include "core/kernel/own_process.h"
#include "core/tracking/exact_source.h"
#include "core/tracking/sampled_source.h"

#include <algorithm>
#include <csignal>
#include <span>

#include <fmt/format.h>

namespace tw {

using namespace std::chrono_literals;

namespace {

constexpr auto kSampleInterval = 1s;
constexpr auto kFirstSample = 200ms;
constexpr auto kCheckInterval = 100ms;
// Woken for every event a storm costs a quarter of its speed; drained each few milliseconds
// nothing. Execs are read at once nevertheless: the command of a short process is gone a moment
// later.
constexpr auto kQuick = 1ms;
constexpr auto kStormPause = 3ms;
constexpr int kQuickDrainsOfAStorm = 20;
constexpr std::size_t kEventsATurn = 32'768;
constexpr int kTurnsToSettle = 100; // a fork bomb never settles
constexpr std::size_t kKeptStatFiles = 2048;

Result<std::unique_ptr<TrackingSource>> chooseSource(TrackingChoice choice)
{
    const auto why = [](const std::string& words) {
        return std::make_unique<SampledSource>(
            fmt::format("sampled every {} ms: {}", SampledSource::kInterval.count(), words));
    };
    if (choice == TrackingChoice::Sampled) {
        return why("as asked for");
    }
    auto connector = ProcConnector::open();
    if (connector) {
        return std::make_unique<ExactSource>(std::move(*connector));
    }
    if (choice == TrackingChoice::Exact) {
        return tl::unexpected{
            Error{connector.error().code, "track exactly: cannot " + connector.error().message}};
    }
    return why("cannot " + connector.error().message);
}

} // namespace

Result<std::unique_ptr<Tracker>> Tracker::open(
    EventLoop& loop, const Clock& clock, ProcessHandles& handles, TrackingChoice choice, Sink sink)
{
    auto source = chooseSource(choice);
    if (!source) {
        return tl::unexpected{source.error()};
    }
    return open(loop, clock, handles, std::move(*source), std::move(sink));
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
    , m_sink(sink)
    , m_recorder(clock, handles, std::move(sink))
    , m_sampler(clock, kKeptStatFiles)
{
    m_recorder.release = [this](ProcessKey key) { return release(key); };
}

Tracker::~Tracker()
{
    for (const auto& [key, fd] : m_watched) {
        m_loop.unwatch(fd);
    }
    if (m_source->fd() >= 0) {
        m_loop.unwatch(m_source->fd());
    }
    if (m_childSignal) {
        m_loop.unwatch(m_childSignal->fd());
    }
    for (const auto& timer :
         {m_sourceTimer, m_pollTimer, m_checkTimer, m_sampleTimer, m_youngTimer, m_reapTimer}) {
        m_loop.cancel(timer.value_or(TimerId{}));
    }
    for (const ProcessKey key : m_recorder.members().keys()) {
        m_handles.remove(key);
    }
}

Result<void> Tracker::start()
{
    if (auto done = becomeSubreaper(); !done) {
        return done;
    }
    auto childSignal = SignalFd::open({SignalNumber{SIGCHLD}});
    if (!childSignal) {
        return tl::unexpected{childSignal.error()};
    }
    m_childSignal.emplace(std::move(*childSignal));
    if (auto done = m_loop.watch(m_childSignal->fd(), EPOLLIN, [this](auto) { onChildSignal(); });
        !done) {
        return done;
    }
    if (m_source->fd() < 0) {
        return {};
    }
    return m_loop.watch(m_source->fd(), EPOLLIN, [this](auto) { onSourceReadable(); });
}

std::pair<LaunchId, ProcessKey> Tracker::adopt(SpawnedProcess spawned,
                                               std::vector<std::string> command,
                                               std::string cwd,
                                               const std::string& cookie)
{
    const auto adopted = m_recorder.adopt(
        std::move(spawned), {std::move(command), std::move(cwd), mode(), reason(), cookie});
    m_roots.push_back(adopted.second);
    m_lastLaunch = m_clock.now();
    watchNewborn();
    pollSource();
    return adopted;
}

void Tracker::settle()
{
    for (int turns = 0; turns < kTurnsToSettle && !m_isWorking && !drain(); ++turns) {
    }
    work();
    // Zombies that their parent left behind came to us with its end; SIGCHLD may not be read yet.
    reapStrangers();
}

void Tracker::onSourceReadable()
{
    const Time now = m_clock.now();
    m_quickDrains = now - m_lastDrain < kQuick ? m_quickDrains + 1 : 0;
    work();
    m_lastDrain = m_clock.now();
    if (m_quickDrains >= kQuickDrainsOfAStorm) {
        m_quickDrains = 0;
        m_loop.unwatch(m_source->fd());
        schedule(m_sourceTimer, kStormPause, &Tracker::resumeSource);
    }
}

void Tracker::onChildSignal()
{
    while (m_childSignal->read()) {
    }
    work();
    checkRoots();
    reapStrangers();
}

// Applying an event takes longer than some programs live: what has come meanwhile is read, and
// looked at, after each birth.
bool Tracker::drain()
{
    SourceBatch batch;
    readSource(batch);
    for (std::size_t next = 0; next < batch.events.size(); ++next) {
        const bool isBirth = std::holds_alternative<ForkFact>(batch.events[next].fact);
        m_recorder.apply(batch.events[next]);
        const bool isLast = next + 1 == batch.events.size();
        if ((isBirth || (isLast && batch.isMore)) && batch.events.size() < kEventsATurn) {
            readSource(batch);
        }
    }
    m_recorder.forgetAhead();
    if (batch.lost > 0) {
        m_recorder.announceLoss(batch.lost, m_source->reason());
    }
    if (batch.lost > 0 || batch.needsScan) {
        scan(batch.lost > 0);
    }
    return !batch.isMore;
}

void Tracker::readSource(SourceBatch& batch)
{
    const std::size_t known = batch.events.size();
    m_source->read(batch);
    const auto fresh = std::span<const KernelEvent>{batch.events}.subspan(known);
    for (const KernelEvent& event : fresh) {
        m_quickDrains = std::holds_alternative<ExecFact>(event.fact) ? 0 : m_quickDrains;
    }
    m_recorder.readAhead(fresh);
}

void Tracker::scan(bool isThorough)
{
    m_recorder.merge(isThorough ? scanThoroughly(ownPid()) : scanBelow(ownPid()));
    if (isThorough) {
        for (const ProcessKey key : m_recorder.members().keys()) {
            m_recorder.suspect(key);
        }
    }
}

// What ended is found before the second drain and announced after it: whatever a process did, the
// source had to say before its end could be seen.
void Tracker::work()
{
    if (m_isWorking) {
        return; // called back from the sink
    }
    m_isWorking = true;
    bool isDrained = drain();
    for (auto suspects = m_recorder.takeSuspects(); isDrained && !suspects.empty();
         suspects = m_recorder.takeSuspects()) {
        const auto ended = m_recorder.selectEnded(suspects);
        for (const ProcessKey key : suspects) {
            const auto* handle = m_handles.find(key);
            if (handle != nullptr && !handle->pidfd.isOpen()) {
                m_unwatched.push_back(key);
            }
        }
        if (ended.empty()) {
            break;
        }
        isDrained = drain();
        for (const ProcessKey key : ended) {
            if (isDrained) {
                m_recorder.finish(key);
            } else {
                m_recorder.suspect(key);
            }
        }
    }
    watchNewborn();
    m_isWorking = false;
    if (!isDrained) {
        m_loop.post([this] { work(); });
    }
    if (!m_unwatched.empty()) {
        schedule(m_checkTimer, kCheckInterval, &Tracker::checkUnwatched);
    }
}

ProcessEnd Tracker::release(ProcessKey key)
{
    const auto watched = m_watched.find(key);
    if (watched != m_watched.end()) {
        m_loop.unwatch(watched->second);
        m_watched.erase(watched);
    }
    std::erase(m_roots, key);
    const ProcessEnd usage = m_sampler.usage(key);
    m_sampler.remove(key);
    return usage;
}

void Tracker::watchNewborn()
{
    for (const ProcessKey key : m_recorder.takeNewborn()) {
        const auto* handle = m_handles.find(key);
        if (handle == nullptr) {
            continue; // born and ended in one turn
        }
        m_sampler.add(key, handle->pid);
        schedule(m_youngTimer, kFirstSample, &Tracker::sampleYoung);
        schedule(m_sampleTimer, kSampleInterval, &Tracker::sampleAll);
        const int fd = handle->pidfd.fd();
        const auto watched
            = fd < 0 ? failure("no handle") : m_loop.watch(fd, EPOLLIN, [this, key](auto) {
                  m_recorder.suspect(key);
                  work();
              });
        if (watched) {
            m_watched.emplace(key, fd);
        } else {
            m_unwatched.push_back(key);
        }
    }
}

void Tracker::checkRoots()
{
    for (const ProcessKey key : std::vector{m_roots}) {
        const auto* handle = m_handles.find(key);
        if (handle == nullptr || !handle->pidfd.isOpen()) {
            continue;
        }
        while (const auto change = takeChange(handle->pidfd)) {
            if (change->stoppedBy && onRootStopped) {
                onRootStopped(key, *change->stoppedBy);
            }
        }
    }
}

// Nothing unclaimed is kept: a member is announced with its status, a spared one is left to its
// owner, and whatever else became our child is reaped in silence.
void Tracker::reapStrangers()
{
    while (const auto pid = endedChild()) {
        if (const Member* member = m_recorder.members().find(*pid)) {
            const ProcessKey key = member->key;
            m_recorder.suspect(key);
            work();
            if (m_recorder.members().find(key) == nullptr) {
                continue;
            }
        } else if (!m_recorder.isSpared(*pid)) {
            (void)reap(*pid);
            continue;
        }
        // It hides others from us until it is reaped.
        schedule(m_reapTimer, kCheckInterval, &Tracker::reapStrangers);
        return;
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
    schedule(m_pollTimer,
             std::clamp<std::chrono::nanoseconds>(age / 4, 5ms, longest),
             &Tracker::pollSource);
}

void Tracker::resumeSource()
{
    (void)m_loop.watch(m_source->fd(), EPOLLIN, [this](auto) { onSourceReadable(); });
    work();
}

void Tracker::checkUnwatched()
{
    for (const ProcessKey key : std::exchange(m_unwatched, {})) {
        m_recorder.suspect(key);
    }
    work();
}

void Tracker::sampleAll()
{
    auto samples = m_sampler.read(false);
    if (!samples.empty()) {
        m_sink(m_clock.now(), Sampled{std::move(samples)});
    }
    if (!m_sampler.isEmpty()) {
        schedule(m_sampleTimer, kSampleInterval, &Tracker::sampleAll);
    }
}

void Tracker::sampleYoung()
{
    auto samples = m_sampler.read(true);
    if (!samples.empty()) {
        m_sink(m_clock.now(), Sampled{std::move(samples)});
    }
}

void Tracker::schedule(std::optional<TimerId>& timer,
                       std::chrono::nanoseconds delay,
                       void (Tracker::*call)())
{
    if (!timer) {
        timer = m_loop.callAt(m_clock.now() + delay, [this, &timer, call] {
            timer.reset();
            (this->*call)();
        });
    }
}

} // namespace tw
