#include "core/tracking/end_watch.h"

#include <utility>

namespace tw {

using namespace std::chrono_literals;

namespace {

constexpr auto kCheckInterval = 100ms;

} // namespace

EndWatch::EndWatch(EventLoop& loop, std::function<void(const std::vector<ProcessKey>&)> onSuspects)
    : m_loop(loop)
    , m_onSuspects(std::move(onSuspects))
    , m_check(loop, [this] { checkUnwatched(); })
{}

EndWatch::~EndWatch()
{
    for (const auto& [key, fd] : m_watched) {
        m_loop.unwatch(fd);
    }
}

void EndWatch::add(ProcessKey key, const ProcessHandles::Handle& handle)
{
    const int fd = handle.pidfd.fd();
    const auto watched
        = fd < 0 ? failure("no handle")
                 : m_loop.watch(fd, EPOLLIN, [this, key](auto) { m_onSuspects({key}); });
    if (watched) {
        m_watched.emplace(key, fd);
    } else {
        recheck(key);
    }
}

void EndWatch::recheck(ProcessKey key)
{
    m_unwatched.push_back(key);
    m_check.schedule(kCheckInterval);
}

void EndWatch::remove(ProcessKey key)
{
    const auto watched = m_watched.find(key);
    if (watched != m_watched.end()) {
        m_loop.unwatch(watched->second);
        m_watched.erase(watched);
    }
}

void EndWatch::checkUnwatched()
{
    m_onSuspects(std::exchange(m_unwatched, {}));
}

} // namespace tw
