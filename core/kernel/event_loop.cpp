#include "core/kernel/event_loop.h"

#include <algorithm>
#include <cerrno>

#include <sys/syscall.h>
#include <unistd.h>

namespace tw {

using namespace std::chrono_literals;

namespace {

// The number alone does not say whose event it is: a descriptor may have been closed and its
// number given away while the event waited in our batch.
std::uint64_t pack(int fd, std::uint32_t generation)
{
    return (std::uint64_t{generation} << 32U) | static_cast<std::uint32_t>(fd);
}

} // namespace

Result<std::unique_ptr<EventLoop>> EventLoop::open(const Clock& clock)
{
    UniqueFd epoll{::epoll_create1(EPOLL_CLOEXEC)};
    if (!epoll.isOpen()) {
        return systemError("open an event loop: epoll_create1");
    }
    return std::unique_ptr<EventLoop>{new EventLoop{clock, std::move(epoll)}};
}

Result<void> EventLoop::watch(int fd, std::uint32_t epollEvents, FdCallback callback)
{
    epoll_event event{};
    event.events = epollEvents;
    event.data.u64 = pack(fd, ++m_generation);
    int failed = ::epoll_ctl(m_epoll.get(), EPOLL_CTL_ADD, fd, &event);
    if (failed != 0 && errno == EEXIST) {
        failed = ::epoll_ctl(m_epoll.get(), EPOLL_CTL_MOD, fd, &event);
    }
    if (failed != 0) {
        return systemError("watch descriptor " + std::to_string(fd) + ": epoll_ctl");
    }
    m_watches[fd] = Watch{m_generation, std::make_shared<FdCallback>(std::move(callback))};
    return {};
}

void EventLoop::unwatch(int fd)
{
    if (m_watches.erase(fd) != 0) {
        ::epoll_ctl(m_epoll.get(), EPOLL_CTL_DEL, fd, nullptr);
    }
}

TimerId EventLoop::callAt(Time due, std::function<void()> callback)
{
    const TimerId id{++m_lastTimer};
    m_timers.emplace(std::pair{due, id}, std::move(callback));
    m_dueTimes.emplace(id, due);
    return id;
}

void EventLoop::cancel(TimerId timer)
{
    const auto found = m_dueTimes.find(timer);
    if (found != m_dueTimes.end()) {
        m_timers.erase({found->second, timer});
        m_dueTimes.erase(found);
    }
}

void EventLoop::post(std::function<void()> callback)
{
    m_posted.push_back(std::move(callback));
}

void EventLoop::run()
{
    m_quitting = false;
    while (!m_quitting) {
        turn(24h);
    }
}

bool EventLoop::turn(std::chrono::nanoseconds maxWait)
{
    const int count = wait(timeToWait(maxWait));
    // Posted calls first: they are what an earlier callback put off, and descriptors that are
    // always ready must not starve them.
    const bool posted = runPosted();
    const bool descriptors = runDescriptors(count);
    const bool timers = runTimers();
    return posted || descriptors || timers;
}

std::chrono::nanoseconds EventLoop::timeToWait(std::chrono::nanoseconds maxWait) const
{
    if (!m_posted.empty()) {
        return 0ns;
    }
    if (m_timers.empty()) {
        return std::max(maxWait, 0ns);
    }
    return std::clamp(m_timers.begin()->first.first - m_clock.now(), 0ns, std::max(maxWait, 0ns));
}

int EventLoop::wait(std::chrono::nanoseconds limit)
{
#ifdef SYS_epoll_pwait2
    if (m_hasPreciseWait) {
        const auto seconds = std::chrono::floor<std::chrono::seconds>(limit);
        const timespec precise{seconds.count(), (limit - seconds).count()};
        const auto count = ::syscall(
            SYS_epoll_pwait2, m_epoll.get(), m_ready.data(), m_ready.size(), &precise, nullptr, 0);
        if (count >= 0 || errno != ENOSYS) {
            return static_cast<int>(count);
        }
        m_hasPreciseWait = false; // before Linux 5.11, or a sandbox
    }
#endif
    // Rounded up: a wait that ends just before the timer is due would spin.
    const auto whole = std::chrono::ceil<std::chrono::milliseconds>(limit);
    return ::epoll_wait(m_epoll.get(),
                        m_ready.data(),
                        static_cast<int>(m_ready.size()),
                        static_cast<int>(std::min<std::int64_t>(whole.count(), 86'400'000)));
}

bool EventLoop::runPosted()
{
    auto posted = std::exchange(m_posted, {});
    for (const auto& callback : posted) {
        callback();
    }
    return !posted.empty();
}

bool EventLoop::runDescriptors(int count)
{
    bool called = false;
    for (int index = 0; index < count; ++index) {
        const epoll_event event = m_ready[static_cast<std::size_t>(index)];
        const int fd = static_cast<int>(static_cast<std::uint32_t>(event.data.u64));
        const auto found = m_watches.find(fd);
        if (found == m_watches.end() || pack(fd, found->second.generation) != event.data.u64) {
            continue;
        }
        const auto callback = found->second.callback;
        (*callback)(event.events);
        called = true;
    }
    return called;
}

bool EventLoop::runTimers()
{
    // Only timers that were set before: one that sets itself again for now must not hold the turn.
    const TimerId newest{m_lastTimer};
    const Time now = m_clock.now();
    bool called = false;
    for (auto next = m_timers.begin(); next != m_timers.end() && next->first.first <= now;) {
        if (next->first.second > newest) {
            ++next;
            continue;
        }
        const auto callback = std::move(next->second);
        m_dueTimes.erase(next->first.second);
        m_timers.erase(next);
        callback();
        called = true;
        next = m_timers.begin();
    }
    return called;
}

} // namespace tw
