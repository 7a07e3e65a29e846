#include "core/tracking/event_reader.h"

#include "core/kernel/blocked_signals.h"
#include "core/kernel/own_process.h"
#include "core/kernel/thread_priority.h"

#include <algorithm>
#include <iterator>
#include <span>
#include <system_error>
#include <utility>

namespace tw {

using namespace std::chrono_literals;

namespace {

// How long a full queue is left to the loop.
constexpr auto kFullPause = 5ms;

template <typename Value>
void moveAll(std::vector<Value>& from, std::vector<Value>& to)
{
    if (to.empty()) {
        to.swap(from);
        return;
    }
    to.insert(to.end(), std::move_iterator{from.begin()}, std::move_iterator{from.end()});
    from.clear();
}

} // namespace

Result<std::unique_ptr<EventReader>> EventReader::start(std::unique_ptr<ProcConnector> connector)
{
    auto wakeOwner = WakeFd::open();
    auto wakeThread = WakeFd::open();
    if (!wakeOwner || !wakeThread) {
        return tl::unexpected{(wakeOwner ? wakeThread : wakeOwner).error()};
    }
    std::unique_ptr<EventReader> reader{
        new EventReader{std::move(connector), std::move(*wakeOwner), std::move(*wakeThread)}};
    const BlockedSignals blocked;
    try {
        reader->m_thread = std::thread{[pointer = reader.get()] { pointer->run(); }};
    } catch (const std::system_error& error) {
        return systemError("read the proc connector: start a thread", error.code().value());
    }
    return reader;
}

EventReader::EventReader(std::unique_ptr<ProcConnector> connector,
                         WakeFd wakeOwner,
                         WakeFd wakeThread)
    : m_connector(std::move(connector))
    , m_wakeOwner(std::move(wakeOwner))
    , m_wakeThread(std::move(wakeThread))
{}

EventReader::~EventReader()
{
    {
        const std::lock_guard lock{m_mutex};
        m_isStopping = true;
    }
    m_wakeThread.wake();
    if (m_thread.joinable()) {
        m_thread.join();
    }
}

void EventReader::read(SourceBatch& batch)
{
    const std::lock_guard lock{m_mutex};
    batch.isMore = m_queue.events.size() >= kMostEvents || !receive();
    moveAll(m_queue.events, batch.events);
    moveAll(m_queue.programs, batch.programs);
    batch.lost += std::exchange(m_queue.lost, 0);
    batch.isIncomplete = std::exchange(m_queue.isIncomplete, false) || batch.isIncomplete;
    if (std::exchange(m_isOwnerWoken, false)) {
        m_wakeOwner.acknowledge();
    }
}

void EventReader::follow(const std::vector<Pid>& pids)
{
    const std::lock_guard lock{m_mutex};
    m_programs.follow(pids);
}

void EventReader::hurry()
{
    const std::lock_guard lock{m_mutex};
    m_pace.hurry(monotonicNow());
}

void EventReader::leavePrograms(std::chrono::nanoseconds from)
{
    const std::lock_guard lock{m_mutex};
    m_programs.restFrom(from);
}

void EventReader::run()
{
    hurryThisThread();
    for (;;) {
        const Wait wait = takeTurn();
        if (wait.leavesSocket) {
            awaitReadable({m_wakeThread.fd()}, wait.longest);
        } else {
            awaitReadable({m_wakeThread.fd(), m_connector->fd()}, wait.longest);
        }
        const std::lock_guard lock{m_mutex};
        if (m_isStopping) {
            return;
        }
    }
}

EventReader::Wait EventReader::takeTurn()
{
    const std::lock_guard lock{m_mutex};
    const bool isFull = m_queue.events.size() >= kMostEvents;
    const bool isMore = !isFull && !receive();
    const auto pause = isFull ? kFullPause : m_pace.pause();
    const bool hasNews = !m_queue.events.empty() || m_queue.isIncomplete;
    if (!hasNews || m_isOwnerWoken) {
        return {pause > 0ns, pause > 0ns ? std::optional{pause} : std::nullopt};
    }
    const auto now = monotonicNow();
    const auto due = m_delivered + m_pace.delivery();
    if (pause == 0ns && due > now) {
        return {false, isMore ? 0ns : due - now};
    }
    m_delivered = now;
    m_isOwnerWoken = true;
    m_wakeOwner.wake();
    return {pause > 0ns, pause > 0ns ? std::optional{pause} : std::nullopt};
}

bool EventReader::receive()
{
    const std::size_t known = m_queue.events.size();
    const ConnectorRead result = m_connector->read(m_queue.events);
    m_queue.lost += result.lost;
    m_queue.isIncomplete = m_queue.isIncomplete || result.isIncomplete;
    const auto fresh = std::span<const KernelEvent>{m_queue.events}.subspan(known);
    const std::size_t programs = m_queue.programs.size();
    for (const KernelEvent& event : fresh) {
        if (auto executed = m_programs.note(event)) {
            m_queue.programs.push_back(std::move(*executed));
        }
    }
    m_pace.note(monotonicNow(), fresh.size(), m_queue.programs.size() > programs);
    return !result.isMore;
}

} // namespace tw
