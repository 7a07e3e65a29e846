#pragma once

#include "core/base/clock.h"
#include "core/base/process_key.h"
#include "core/base/result.h"
#include "core/base/unique_fd.h"

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <unordered_map>
#include <utility>

#include <sys/epoll.h>

namespace tw {

/// One call that is due at some time.
using TimerId = Id<struct TimerIdTag>;

/// The one loop of a program: descriptors, timers and posted calls. Single-threaded; callbacks may
/// call every method but run() and turn(). After unwatch() or cancel() has returned the callback is
/// not called any more, also where its event had been fetched from the kernel already.
class EventLoop
{
public:
    using FdCallback = std::function<void(std::uint32_t epollEvents)>;

    [[nodiscard]] static Result<std::unique_ptr<EventLoop>> open(const Clock& clock);

    /// Calls back as long as one of `epollEvents` (EPOLLIN, …) is there; EPOLLERR and EPOLLHUP
    /// always are. Replaces an earlier watch of the same descriptor. The descriptor stays the
    /// caller's, who unwatches it before closing it.
    [[nodiscard]] Result<void> watch(int fd, std::uint32_t epollEvents, FdCallback callback);
    void unwatch(int fd);

    /// Calls once, at `due` or as soon afterwards as the loop turns. Same times: in order of the
    /// calls.
    TimerId callAt(Time due, std::function<void()> callback);
    void cancel(TimerId timer);

    /// Calls in the next turn, in order.
    void post(std::function<void()> callback);

    /// Turns until quit().
    void run();
    void quit() { m_quitting = true; }

    /// One turn: waits for the first event, at most `maxWait`, and does all that is due. True where
    /// a callback was called.
    bool turn(std::chrono::nanoseconds maxWait);

    [[nodiscard]] const Clock& clock() const { return m_clock; }

private:
    struct Watch
    {
        std::uint32_t generation{0};
        /// Shared so that a callback may unwatch itself.
        std::shared_ptr<FdCallback> callback{};
    };

    EventLoop(const Clock& clock, UniqueFd epoll) : m_clock(clock), m_epoll(std::move(epoll)) {}

    [[nodiscard]] std::chrono::nanoseconds timeToWait(std::chrono::nanoseconds maxWait) const;
    [[nodiscard]] int wait(std::chrono::nanoseconds limit);
    bool runPosted();
    bool runDescriptors(int count);
    bool runTimers();

    static constexpr std::size_t kBatch = 256;

    const Clock& m_clock;
    UniqueFd m_epoll{};
    std::array<epoll_event, kBatch> m_ready{};
    std::unordered_map<int, Watch> m_watches{};
    std::map<std::pair<Time, TimerId>, std::function<void()>> m_timers{};
    std::unordered_map<TimerId, Time> m_dueTimes{};
    std::deque<std::function<void()>> m_posted{};
    std::uint32_t m_generation{0};
    std::uint64_t m_lastTimer{0};
    bool m_hasPreciseWait{true};
    bool m_quitting{false};
};

} // namespace tw
