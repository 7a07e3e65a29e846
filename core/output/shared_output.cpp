#include "core/output/shared_output.h"

#include <utility>

#include <sys/epoll.h>
#include <sys/eventfd.h>

namespace tw {

Result<std::unique_ptr<SharedOutput>>
SharedOutput::open(EventLoop& loop, OutputTarget& target, std::size_t streams)
{
    std::unique_ptr<SharedOutput> shared{new SharedOutput{loop, target}};
    for (std::size_t index = 0; index < streams; ++index) {
        UniqueFd wake{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
        if (!wake.isOpen()) {
            return systemError("make an eventfd");
        }
        shared->m_streams.push_back(std::make_unique<Stream>(target, std::move(wake)));
    }
    auto watched = loop.watch(target.wakeFd(), EPOLLIN, [raw = shared.get()](auto) {
        raw->m_target.acknowledge();
        for (const auto& stream : raw->m_streams) {
            stream->wake();
        }
    });
    if (!watched) {
        return tl::unexpected{watched.error()};
    }
    shared->m_watched = target.wakeFd();
    return shared;
}

SharedOutput::~SharedOutput()
{
    if (m_watched >= 0) {
        m_loop.unwatch(m_watched);
    }
}

void SharedOutput::finishLine(std::size_t index)
{
    m_streams.at(index)->finishLine();
}

void SharedOutput::Stream::push(std::string_view bytes)
{
    const auto last = bytes.rfind('\n');
    if (last == std::string_view::npos && m_partial.size() + bytes.size() < kLineLimit) {
        m_partial.append(bytes);
        return;
    }
    // One push a batch: lines of other streams stand before or after it, never within.
    const auto whole = last == std::string_view::npos ? bytes.size() : last + 1;
    m_partial.append(bytes.substr(0, whole));
    m_target.push(m_partial);
    m_partial.assign(bytes.substr(whole));
}

void SharedOutput::Stream::acknowledge()
{
    eventfd_t ignored = 0;
    ::eventfd_read(m_wake.get(), &ignored);
}

void SharedOutput::Stream::finishLine()
{
    if (!m_partial.empty()) {
        m_target.push(std::exchange(m_partial, {}));
    }
}

void SharedOutput::Stream::wake()
{
    ::eventfd_write(m_wake.get(), 1);
}

} // namespace tw
