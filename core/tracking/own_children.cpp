#include "core/tracking/own_children.h"

#include "core/kernel/child_wait.h"

#include <csignal>
#include <utility>

namespace tw {

using namespace std::chrono_literals;

namespace {

constexpr auto kReapInterval = 100ms;
// A tree that forks faster than ends can be announced must not keep the loop from all else: a stop
// waits for its turn.
constexpr auto kReapPause = 1ms;
constexpr int kEndsAtOnce = 4;
constexpr int kStrangersAtOnce = 4096;
constexpr auto kAgainInterval = 250ms;

} // namespace

OwnChildren::OwnChildren(EventLoop& loop,
                         ProcessHandles& handles,
                         TreeRecorder& recorder,
                         std::function<void()> announceEnds)
    : m_loop(loop)
    , m_handles(handles)
    , m_recorder(recorder)
    , m_announceEnds(std::move(announceEnds))
    , m_reap(loop, [this] { reapAll(); })
    , m_again(loop, [this] { checkAgain(); })
{}

OwnChildren::~OwnChildren()
{
    if (m_childSignal) {
        m_loop.unwatch(m_childSignal->fd());
    }
}

Result<void> OwnChildren::start()
{
    auto childSignal = SignalFd::open({SignalNumber{SIGCHLD}});
    if (!childSignal) {
        return tl::unexpected{childSignal.error()};
    }
    m_childSignal.emplace(std::move(*childSignal));
    return m_loop.watch(m_childSignal->fd(), EPOLLIN, [this](auto) { onChildSignal(); });
}

void OwnChildren::addRoot(ProcessKey key)
{
    m_roots.push_back(key);
    m_again.schedule(kAgainInterval);
}

void OwnChildren::checkAgain()
{
    checkRoots();
    reapAll();
    if (!m_recorder.members().isEmpty()) {
        m_again.schedule(kAgainInterval);
    }
}

void OwnChildren::onChildSignal()
{
    while (m_childSignal->read()) {
    }
    m_announceEnds();
    checkRoots();
    reapAll();
}

void OwnChildren::checkRoots()
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
void OwnChildren::reapAll()
{
    int ends = 0;
    int strangers = 0;
    while (const auto pid = endedChild()) {
        if (ends == kEndsAtOnce || strangers == kStrangersAtOnce) {
            m_reap.schedule(kReapPause);
            return;
        }
        if (const Member* member = m_recorder.members().find(*pid)) {
            const ProcessKey key = member->key;
            ++ends;
            m_recorder.suspect(key);
            m_announceEnds();
            if (m_recorder.members().find(key) == nullptr) {
                continue;
            }
        } else if (!m_recorder.isSpared(*pid)) {
            (void)reap(*pid);
            ++strangers;
            continue;
        }
        // It hides others from us until it is reaped.
        m_reap.schedule(kReapInterval);
        return;
    }
}

} // namespace tw
